"""Template messages (buttons, confirm, carousel, image carousel) and imagemaps."""

from typing import Any

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from .write import address, classes, colour, control, css, join, picture, tag, words_of

WIDTH = 1040  # of an imagemap's own measure


def draw_template(message: dict) -> SafeString:
    template = message.get("template") if isinstance(message.get("template"), dict) else {}
    kind = KINDS.get((template or {}).get("type", ""))
    if kind is None:
        return tag("div", message.get("altText", ""), class_="lb-bubble lb-text-bubble")
    return kind(template or {})


def _card(card: dict, ratio: str = "", fit: str = "", side_by_side: bool = False) -> SafeString:
    """One card: picture, title, text, actions as rows (or two side by side)."""
    actions = [action for action in card.get("actions") or [] if isinstance(action, dict)]
    rows = [tag("li", control(action, action.get("label", ""), class_="lb-row-action")) for action in actions]
    return tag(
        "div",
        _picture(card, ratio, fit),
        tag(
            "div",
            tag("strong", card["title"], class_="lb-card-title") if card.get("title") else "",
            tag("p", card.get("text", ""), class_="lb-card-text"),
            class_="lb-card-words",
        ),
        tag("ul", *rows, class_=classes("lb-actions", "lb-side-by-side" if side_by_side else ""), role="list"),
        class_="lb-card",
    )


def _picture(card: dict, ratio: str, fit: str) -> SafeString | str:
    if not card.get("thumbnailImageUrl"):
        return ""
    shown = picture(
        card["thumbnailImageUrl"],
        class_=classes(
            "lb-card-picture", "lb-square" if ratio == "square" else "", "lb-contain" if fit == "contain" else ""
        ),
        data_lb=css(background_color=colour(card.get("imageBackgroundColor"))),
    )
    if isinstance(card.get("defaultAction"), dict):
        return control(card["defaultAction"], shown, class_="lb-card-tap", aria_label=words_of(card["defaultAction"]))
    return shown


def _buttons(template: dict) -> SafeString:
    return _card(template, template.get("imageAspectRatio", ""), template.get("imageSize", ""))


def _confirm(template: dict) -> SafeString:
    return _card(template, side_by_side=True)


def _carousel(template: dict) -> SafeString:
    ratio, fit = template.get("imageAspectRatio", ""), template.get("imageSize", "")
    return row_of([_card(column, ratio, fit) for column in template.get("columns") or [] if isinstance(column, dict)])


def _image_carousel(template: dict) -> SafeString:
    return row_of([_image_column(column) for column in template.get("columns") or [] if isinstance(column, dict)])


def _image_column(column: dict) -> SafeString:
    action = column.get("action")
    label = action.get("label", "") if isinstance(action, dict) else ""
    shown = picture(column.get("imageUrl"), "" if label else words_of(action))
    return control(action, shown, tag("span", label, class_="lb-pill") if label else "", class_="lb-image-column")


def row_of(cards: list[Any], class_: str = "") -> SafeString:
    """Cards beside each other, to be scrolled; the keyboard reaches it too."""
    items = [tag("li", card, class_="lb-carousel-item") for card in cards]
    look = classes("lb-carousel", class_)
    return tag("ul", *items, class_=look, role="list", tabindex="0", aria_label=_("Cards, side by side"))


KINDS = {"buttons": _buttons, "confirm": _confirm, "carousel": _carousel, "image_carousel": _image_carousel}


# --- Imagemap -------------------------------------------------------------------------------------------------------
def draw_imagemap(message: dict) -> SafeString:
    size = message.get("baseSize") if isinstance(message.get("baseSize"), dict) else {}
    height = (size or {}).get("height")
    height = height if isinstance(height, int) and height > 0 else WIDTH
    base = address(message.get("baseUrl"))
    shown = picture(f"{base}/700" if base else None, str(message.get("altText", "")))
    areas = [a for a in message.get("actions") or [] if isinstance(a, dict) and isinstance(a.get("area"), dict)]
    return tag(
        "div",
        shown,
        join(_area(action, height) for action in areas),
        class_="lb-imagemap",
        data_lb=css(aspect_ratio=f"{WIDTH} / {height}"),
    )


def _area(action: dict, height: int) -> SafeString:
    area = action["area"]
    target = {"uri": {"type": "uri", "uri": action.get("linkUri")}}.get(action.get("type", ""), dict(action))
    place = css(
        left=_percent(area.get("x"), WIDTH),
        top=_percent(area.get("y"), height),
        width=_percent(area.get("width"), WIDTH),
        height=_percent(area.get("height"), height),
    )
    return control(target, class_="lb-area", data_lb=place, aria_label=words_of(action))


def _percent(value: Any, whole: int) -> str | None:
    return f"{value * 100 / whole:.3f}%" if isinstance(value, int | float) and not isinstance(value, bool) else None
