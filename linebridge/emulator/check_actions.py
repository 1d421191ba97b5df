"""What happens on a tap: LINE's action objects, by the place they stand in."""

import re
from typing import Any

from .check_fields import (
    Check,
    Faults,
    Field,
    by_type,
    check_object,
    label,
    link,
    matching,
    may,
    needed,
    one_of,
    shape,
    text,
)
from .count_text import graphemes

FORMATS = {
    "date": r"\d{4}-\d{2}-\d{2}",
    "time": r"\d{2}:\d{2}",
    "datetime": r"\d{4}-\d{2}-\d{2}[Tt]\d{2}:\d{2}",
}
EVERYWHERE = ("postback", "message", "uri", "datetimepicker", "clipboard")
QUICK_REPLY_ONLY = ("camera", "cameraRoll", "location")
RICH_MENU_ONLY = ("richmenuswitch",)
ALIAS = "[a-z0-9_-]{1,32}"


def action(label_most: int, label_required: bool, quick_reply: bool = False, rich_menu: bool = False) -> Check:
    """The check of an action whose label has so many characters at most."""
    words = Field(label(label_most), required=label_required)
    fields: dict[str, dict[str, Field]] = {
        "postback": {
            "data": needed(text(300, least=0)),
            "displayText": may(text(300, graphemes)),
            "text": may(text(300, graphemes)),
            "fillInText": may(text(300, graphemes)),
            "inputOption": may(one_of("closeRichMenu", "openRichMenu", "openKeyboard", "openVoice")),
        },
        "message": {"text": needed(text(300, graphemes))},
        "uri": {"uri": needed(link()), "altUri": may(shape({"desktop": may(link())}))},
        "clipboard": {"clipboardText": needed(text(1000))},
        "richmenuswitch": {"data": needed(text(300, least=0)), "richMenuAliasId": needed(matching(ALIAS))},
        "camera": {}, "cameraRoll": {}, "location": {},
    }  # fmt: skip
    kinds: dict[str, Check] = {name: shape({"label": words} | more) for name, more in fields.items()}
    kinds["postback"] = _both(kinds["postback"], _one_text)
    kinds["datetimepicker"] = _both(shape({"label": words}), _picker)
    allowed = EVERYWHERE + (QUICK_REPLY_ONLY if quick_reply else ()) + (RICH_MENU_ONLY if rich_menu else ())
    return by_type({name: kinds[name] for name in allowed})


def _both(*checks: Check) -> Check:
    def check(faults: Faults, place: str, value: Any) -> None:
        for one in checks:
            one(faults, place, value)

    return check


def _one_text(faults: Faults, place: str, value: dict) -> None:
    if value.get("displayText") and value.get("text"):
        faults.append(("displayText and text cannot be used at the same time", place))


def _picker(faults: Faults, place: str, value: dict) -> None:
    fields = {"data": needed(text(300, least=0)), "mode": needed(one_of(*FORMATS))}
    check_object(faults, place, value, fields)
    pattern = FORMATS.get(value.get("mode", ""))
    if not pattern:
        return
    for name in ("initial", "max", "min"):
        if value.get(name) is not None and not re.fullmatch(pattern, str(value[name])):
            faults.append(("invalid format", f"{place}.{name}"))
    if value.get("max") and value.get("min") and str(value["max"]).upper() <= str(value["min"]).upper():
        faults.append(("max must be greater than min", f"{place}.max"))
