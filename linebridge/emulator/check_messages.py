"""Would LINE take these message objects? Its limits on every kind, its words for what is wrong.

Whatever LINE checks only on the phone (whether a picture exists, how large it is) is not checked here either.
"""

import re
from typing import Any

from .check_actions import action
from .check_fields import (
    Check,
    Faults,
    Field,
    array,
    by_type,
    check_object,
    colour,
    link,
    matching,
    may,
    needed,
    number,
    one_of,
    shape,
    text,
    url,
    whole,
)
from .check_flex import flex_faults
from .count_text import graphemes
from .refuse import Refusal, errors_in_body

MOST_MESSAGES = 5
ALT_TEXT = 1500
MOST_OF_A_KIND = 20  # emojis or mentions in one text
EMOJI = shape({"index": needed(whole(0, 5000)), "productId": needed(text(50)), "emojiId": needed(text(50))})
CARD_ACTION = action(20, label_required=True)
FREE_ACTION = action(20, label_required=False)


def _text(faults: Faults, place: str, value: dict) -> None:
    fields = {"text": needed(text(5000)), "emojis": may(array(EMOJI, 0, MOST_OF_A_KIND)), "quoteToken": may(text(500))}
    if value.get("text") is None:
        faults.append(("May not be empty", f"{place}.text"))
        return
    check_object(faults, place, value, fields)
    if not isinstance(value["text"], str) or not isinstance(value.get("emojis", []), list):
        return
    units = value["text"].encode("utf-16-le", "surrogatepass")
    for i, emoji in enumerate(value.get("emojis", [])):
        index = emoji.get("index") if isinstance(emoji, dict) else None
        if isinstance(index, int) and units[index * 2 : index * 2 + 2] != b"$\x00":
            faults.append(("emoji index is invalid", f"{place}.emojis[{i}].index"))


def _text_v2(faults: Faults, place: str, value: dict) -> None:
    if not check_object(faults, place, value, {"text": needed(text(5000)), "quoteToken": may(text(500))}):
        return
    given = value.get("substitution") or {}
    if not isinstance(given, dict) or len(given) > 100:
        faults.append(("Size must be between 0 and 100", f"{place}.substitution"))
        return
    written = str(value.get("text", "")).replace("{{", "").replace("}}", "")
    for key in re.findall(r"\{([^{}]*)\}", written):
        if key not in given:
            faults.append(("the placeholder is not in substitution", f"{place}.text"))
    emoji = shape({"productId": needed(text(50)), "emojiId": needed(text(50))})
    person = shape({"type": needed(one_of("user", "all"))})
    check = by_type({"mention": shape({"mentionee": needed(person)}), "emoji": emoji})
    for kind in ("mention", "emoji"):
        if sum(isinstance(one, dict) and one.get("type") == kind for one in given.values()) > MOST_OF_A_KIND:
            faults.append((f"Size must be between 0 and {MOST_OF_A_KIND}", f"{place}.substitution"))
    for key, one in given.items():
        inside = f"{place}.substitution.{key}"
        matching("[0-9a-zA-Z_]{1,20}")(faults, inside, key)
        check(faults, inside, one)


def _card(most_text: int, most_actions: int, more: dict[str, Field]) -> Check:
    """A card of a template; beside a title or a picture there is room for 60 characters only."""

    def check(faults: Faults, place: str, value: Any) -> None:
        short = isinstance(value, dict) and (value.get("thumbnailImageUrl") or value.get("title"))
        fields = {
            "thumbnailImageUrl": may(url),
            "imageBackgroundColor": may(colour),
            "title": may(text(40, graphemes)),
            "text": needed(text(60 if short else most_text, graphemes)),
            "defaultAction": may(FREE_ACTION),
            "actions": needed(array(CARD_ACTION, 1, most_actions)),
        }
        check_object(faults, place, value, fields | more)

    return check


PICTURES = {"imageAspectRatio": may(one_of("rectangle", "square")), "imageSize": may(one_of("cover", "contain"))}


def _carousel(faults: Faults, place: str, value: dict) -> None:
    check_object(faults, place, value, {"columns": needed(array(_card(120, 3, {}), 1, 10))} | PICTURES)
    columns = [c for c in value.get("columns") or [] if isinstance(c, dict)]
    shapes = {(bool(c.get("title")), bool(c.get("thumbnailImageUrl")), len(c.get("actions") or [])) for c in columns}
    if len(shapes) > 1:
        faults.append(("the columns must have the same shape: title, image and number of actions", f"{place}.columns"))


TEMPLATE = by_type(
    {
        "buttons": _card(160, 4, PICTURES),
        "confirm": shape({"text": needed(text(240, graphemes)), "actions": needed(array(CARD_ACTION, 2, 2))}),
        "carousel": _carousel,
        "image_carousel": shape(
            {
                "columns": needed(
                    array(shape({"imageUrl": needed(url), "action": needed(action(12, label_required=False))}), 1, 10)
                )
            }
        ),
    }
)
AREA = shape({side: needed(whole(0, 100_000)) for side in ("x", "y", "width", "height")})
IMAGEMAP_ACTION = by_type(
    {
        "uri": shape({"linkUri": needed(link()), "label": may(text(100)), "area": needed(AREA)}),
        "message": shape({"text": needed(text(400)), "label": may(text(100)), "area": needed(AREA)}),
        "clipboard": shape({"clipboardText": needed(text(1000)), "label": may(text(100)), "area": needed(AREA)}),
    }
)
IMAGEMAP = shape(
    {
        "baseUrl": needed(url),
        "altText": needed(text(ALT_TEXT)),
        "baseSize": needed(shape({"width": needed(whole(1040, 1040)), "height": needed(whole(1, 100_000))})),
        "actions": needed(array(IMAGEMAP_ACTION, 0, 50)),
        "video": may(
            shape(
                {
                    "originalContentUrl": needed(url),
                    "previewImageUrl": needed(url),
                    "area": needed(AREA),
                    "externalLink": may(shape({"linkUri": needed(link()), "label": needed(text(30))})),
                }
            )
        ),
    }
)


def _flex(faults: Faults, place: str, value: dict) -> None:
    check_object(faults, place, value, {"altText": needed(text(ALT_TEXT)), "contents": needed(shape({}))})


KINDS: dict[str, Check] = {
    "text": _text,
    "textV2": _text_v2,
    "sticker": shape({"packageId": needed(matching(r"\d{1,10}")), "stickerId": needed(matching(r"\d{1,15}"))}),
    "image": shape({"originalContentUrl": needed(url), "previewImageUrl": needed(url)}),
    "video": shape(
        {
            "originalContentUrl": needed(url),
            "previewImageUrl": needed(url),
            "trackingId": may(matching(r"[a-zA-Z0-9\-.=,+*()%$&;:@{}!?<>\[\]]{1,100}")),
        }
    ),
    "audio": shape({"originalContentUrl": needed(url), "duration": needed(whole(1, 86_400_000))}),
    "location": shape(
        {
            "title": needed(text(100)),
            "address": needed(text(100)),
            "latitude": needed(number(-90, 90)),
            "longitude": needed(number(-180, 180)),
        }
    ),
    "imagemap": IMAGEMAP,
    "template": shape({"altText": needed(text(ALT_TEXT)), "template": needed(TEMPLATE)}),
    "flex": _flex,
    "coupon": shape({"couponId": needed(text(100)), "deliveryTag": may(matching("[a-zA-Z0-9_]{1,30}"))}),
}
_message = by_type(KINDS)
QUICK_REPLY = shape(
    {
        "items": needed(
            array(
                shape(
                    {
                        "type": may(one_of("action")),
                        "imageUrl": may(url),
                        "action": needed(action(20, label_required=True, quick_reply=True)),
                    }
                ),
                1,
                13,
            )
        )
    }
)
COMMON = {
    "quickReply": may(QUICK_REPLY),
    "sender": may(shape({"name": may(text(20)), "iconUrl": may(url)})),
}


def check_messages(messages: Any) -> None:
    """Raise LINE's `Refusal` where the list of message objects would not be taken."""
    faults: Faults = []
    array(_whole_message, 1, MOST_MESSAGES)(faults, "messages", messages)
    if faults:
        raise errors_in_body(faults)
    for i, message in enumerate(messages):
        if message["type"] == "flex" and (inside := flex_faults(message["contents"])):
            raise Refusal(400, f"A message (messages[{i}]) in the request body is invalid", inside)


def _whole_message(faults: Faults, place: str, value: Any) -> None:
    _message(faults, place, value)
    if isinstance(value, dict):
        check_object(faults, place, value, COMMON)
        name = (value.get("sender") or {}).get("name") if isinstance(value.get("sender"), dict) else None
        if isinstance(name, str) and "LINE" in name.upper():
            faults.append(("contains a word that may not be used", f"{place}.sender.name"))
