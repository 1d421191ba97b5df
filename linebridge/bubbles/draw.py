"""LINE message objects as accessible HTML: the one drawing of a bubble, for previews and for the practice phones.

Pure: the same messages give the same HTML. Needs `line_bubbles/bubbles.css` and `line_bubbles/bubbles.js` on the page.
An object that is not understood is shown as such and hides nothing else.
"""

from typing import Any

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from .draw_flex import draw_flex
from .draw_template import draw_imagemap, draw_template
from .write import address, classes, control, join, lines, picture, tag

MAP = "https://maps.gsi.go.jp/#16/{}/{}/"


def draw(messages: list[dict], *, theme: str = "light", account: str = "", time: str = "") -> SafeString:
    """The talk in which `messages` stand, oldest first, as HTML.

    theme: light or dark. account: name shown with the first bubble. time: shown beside the last, e.g. `9:30`.
    """
    last = len(messages) - 1
    drawn = [
        _message(message, account if i == 0 else "", time if i == last else "") for i, message in enumerate(messages)
    ]
    quick = _quick_reply(messages[-1].get("quickReply")) if messages and isinstance(messages[-1], dict) else ""
    talk = tag("ol", *drawn, class_="lb-talk", role="list")
    return tag("div", talk, quick, class_=classes("lb", "lb-dark" if theme == "dark" else "lb-light"))


def _message(message: Any, account: str, time: str) -> SafeString:
    message = message if isinstance(message, dict) else {}
    kind = str(message.get("type", ""))
    sender = message.get("sender") if isinstance(message.get("sender"), dict) else {}
    name = (sender or {}).get("name") or account
    face = tag("span", str(name)[:1], class_="lb-face", aria_hidden="true") if name else ""
    shown = tag("span", name, class_="lb-name") if name else ""
    drawing = KINDS.get(kind, _unknown)(message)
    alt = _alt_text(message) if kind in ("flex", "template", "imagemap") else ""
    clock = tag("span", time, class_="lb-time") if time else ""
    return tag(
        "li", face, shown, tag("div", drawing, clock, class_="lb-row"), alt, class_=f"lb-message lb-is-{_known(kind)}"
    )


def _known(kind: str) -> str:
    return kind.lower() if kind in KINDS else "unknown"


def _alt_text(message: dict) -> SafeString:
    """What the list of talks and notices on the lock screen show instead."""
    return tag(
        "p",
        tag("span", _("Shown in notices:"), class_="lb-alt-label"),
        " ",
        message.get("altText", ""),
        class_="lb-alt",
    )


# --- Text -----------------------------------------------------------------------------------------------------------
def _text(message: dict) -> SafeString:
    text, emojis = str(message.get("text", "")), message.get("emojis") or []
    return tag("div", _with_emojis(text, emojis), class_="lb-bubble lb-text-bubble")


def _with_emojis(text: str, emojis: list) -> SafeString:
    """LINE's own emojis in place of their `$`. Their places are counted in UTF-16 units."""
    units = text.encode("utf-16-le", "surrogatepass")
    places = sorted(e["index"] for e in emojis if isinstance(e, dict) and isinstance(e.get("index"), int))
    parts: list[Any] = []
    end = 0
    for place in places:
        if place >= end and units[place * 2 : place * 2 + 2] == b"$\x00":
            parts += [lines(_decode(units[end * 2 : place * 2])), _emoji()]
            end = place + 1
    return join([*parts, lines(_decode(units[end * 2 :]))])


def _decode(units: bytes) -> str:
    return units.decode("utf-16-le", "replace")


def _emoji() -> SafeString:
    return tag("span", class_="lb-emoji", role="img", aria_label=_("LINE emoji"))


def _text_v2(message: dict) -> SafeString:
    """`{name}` is replaced by an emoji or a mention; `{{` and `}}` are braces."""
    given = message.get("substitution") if isinstance(message.get("substitution"), dict) else {}
    text = str(message.get("text", "")).replace("{{", "\ue000").replace("}}", "\ue001")
    parts: list[Any] = []
    for i, piece in enumerate(text.split("{")):
        name, closed, rest = piece.partition("}") if i else ("", "", piece)
        parts.append(_substitute((given or {}).get(name), name) if closed else name)
        parts.append(lines(rest.replace("\ue000", "{").replace("\ue001", "}")))
    return tag("div", join(parts), class_="lb-bubble lb-text-bubble")


def _substitute(given: Any, name: str) -> SafeString | str:
    kind = given.get("type") if isinstance(given, dict) else None
    if kind == "emoji":
        return _emoji()
    return tag("span", f"@{name}", class_="lb-mention") if kind == "mention" else f"{{{name}}}"


# --- Pictures, sound, places ----------------------------------------------------------------------------------------
def _sticker(message: dict) -> SafeString:
    number = f"{message.get('packageId', '')} / {message.get('stickerId', '')}"
    return tag("div", tag("span", _("Sticker")), tag("small", number), class_="lb-sticker")


def _image(message: dict) -> SafeString:
    shown = picture(message.get("previewImageUrl") or message.get("originalContentUrl"), _("Image"), class_="lb-photo")
    return _opening(message, shown, "lb-media")


def _video(message: dict) -> SafeString:
    shown = picture(message.get("previewImageUrl"), _("Video"), class_="lb-photo")
    return _opening(message, join([shown, tag("span", "▶", class_="lb-play", aria_hidden="true")]), "lb-media lb-video")


def _opening(message: dict, shown: SafeString, class_: str) -> SafeString:
    target = address(message.get("originalContentUrl"))
    if not target:
        return tag("div", shown, class_=class_)
    return tag("a", shown, class_=class_, href=target, target="_blank", rel="noopener noreferrer")


def _audio(message: dict) -> SafeString:
    duration = message.get("duration")
    seconds = int(duration) // 1000 if isinstance(duration, int | float) else 0
    shown = join(
        [
            tag("span", "▶", class_="lb-audio-play", aria_hidden="true"),
            tag("span", _("Audio"), class_="lb-audio-name"),
            tag("span", f"{seconds // 60}:{seconds % 60:02}", class_="lb-audio-time"),
        ]
    )
    return _opening(message, shown, "lb-bubble lb-audio")


def _location(message: dict) -> SafeString:
    latitude, longitude = message.get("latitude"), message.get("longitude")
    words = join(
        [
            tag("span", class_="lb-map", aria_hidden="true"),
            tag("strong", message.get("title") or _("Location"), class_="lb-place"),
            tag("span", message.get("address", ""), class_="lb-place-address"),
        ]
    )
    if not all(isinstance(side, int | float) for side in (latitude, longitude)):
        return tag("div", words, class_="lb-card lb-location")
    target = MAP.format(latitude, longitude)
    return tag("a", words, class_="lb-card lb-location", href=target, target="_blank", rel="noopener noreferrer")


def _flex(message: dict) -> SafeString:
    return draw_flex(message.get("contents"))


def _coupon(message: dict) -> SafeString:
    return tag("div", tag("strong", _("Coupon")), tag("small", message.get("couponId", "")), class_="lb-card lb-coupon")


def _unknown(message: dict) -> SafeString:
    words = _("A message of the kind “%(kind)s” cannot be shown here.") % {"kind": message.get("type", "")}
    return tag("div", format_html("{}", words), class_="lb-bubble lb-text-bubble lb-unknown")


KINDS = {
    "text": _text,
    "textV2": _text_v2,
    "sticker": _sticker,
    "image": _image,
    "video": _video,
    "audio": _audio,
    "location": _location,
    "template": draw_template,
    "imagemap": draw_imagemap,
    "flex": _flex,
    "coupon": _coupon,
}


def _quick_reply(given: Any) -> SafeString | str:
    items = given.get("items") if isinstance(given, dict) else None
    shown = [item for item in items or [] if isinstance(item, dict) and isinstance(item.get("action"), dict)]
    if not shown:
        return ""
    return tag("ul", *map(_quick_item, shown), class_="lb-quick", role="list", aria_label=_("Quick replies"))


def _quick_item(item: dict) -> SafeString:
    icon = picture(item["imageUrl"], class_="lb-quick-icon") if item.get("imageUrl") else ""
    return tag("li", control(item["action"], icon, item["action"].get("label", ""), class_="lb-quick-button"))
