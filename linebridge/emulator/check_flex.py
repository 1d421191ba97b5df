"""Would LINE take this Flex container? Places are written as LINE writes them: `/body/contents/0/text`."""

import json
import re
from typing import Any

from .check_actions import action
from .check_fields import COLOUR, Faults, is_own, split, text

BUBBLE_BYTES, CAROUSEL_BYTES, MOST_BUBBLES = 30 * 1024, 50 * 1024, 12
SIZES = ("nano", "micro", "deca", "hecto", "kilo", "mega", "giga")
PLACED = {"position", "offsetTop", "offsetBottom", "offsetStart", "offsetEnd", "margin"}
KEYWORDS = {"none", "xs", "sm", "md", "lg", "xl", "xxl"}
FONT = {"xxs", "xs", "sm", "md", "lg", "xl", "xxl", "3xl", "4xl", "5xl"}
FIELDS: dict[str, set[str]] = {
    "box": PLACED
    | {
        "layout", "contents", "backgroundColor", "borderColor", "borderWidth", "cornerRadius", "width", "maxWidth",
        "height", "maxHeight", "flex", "spacing", "paddingAll", "paddingTop", "paddingBottom", "paddingStart",
        "paddingEnd", "action", "justifyContent", "alignItems", "background",
    },
    "button": PLACED | {"action", "flex", "height", "style", "color", "gravity", "adjustMode", "scaling"},
    "image": PLACED
    | {"url", "flex", "align", "gravity", "size", "aspectRatio", "aspectMode", "backgroundColor", "action", "animated"},
    "video": {"url", "previewUrl", "altContent", "aspectRatio", "action"},
    "icon": PLACED | {"url", "size", "aspectRatio", "scaling"},
    "text": PLACED
    | {
        "text", "contents", "adjustMode", "flex", "size", "align", "gravity", "wrap", "lineSpacing", "maxLines",
        "weight", "color", "action", "style", "decoration", "scaling",
    },
    "span": {"text", "color", "size", "weight", "style", "decoration"},
    "separator": {"margin", "color"},
    "filler": {"flex"},
    "spacer": {"size"},
}  # fmt: skip
CHOICES: dict[str, set[str]] = {
    "layout": {"horizontal", "vertical", "baseline"},
    "position": {"relative", "absolute"},
    "align": {"start", "end", "center"},
    "gravity": {"top", "bottom", "center"},
    "weight": {"regular", "bold"},
    "decoration": {"none", "underline", "line-through"},
    "aspectMode": {"fit", "cover"},
    "adjustMode": {"shrink-to-fit"},
    "justifyContent": {"center", "flex-start", "flex-end", "space-between", "space-around", "space-evenly"},
    "alignItems": {"center", "flex-start", "flex-end"},
}
COLOURS = {"backgroundColor", "borderColor", "color", "separatorColor", "startColor", "endColor", "centerColor"}
LENGTHS = {"margin", "spacing", "cornerRadius", "lineSpacing"} | {
    name for name in FIELDS["box"] if name.startswith(("offset", "padding"))
}
LENGTH = re.compile(r"-?\d{1,5}(\.\d+)?(px|%)\Z")
BASELINE_CHILDREN = {"icon", "text", "filler", "spacer"}
BUTTON_ACTION, OTHER_ACTION = action(40, label_required=True), action(40, label_required=False)


def flex_faults(container: Any) -> Faults:
    """What is wrong with a bubble or carousel; empty where LINE takes it."""
    faults: Faults = []
    kind = container.get("type")
    if kind == "bubble":
        _bubble(faults, "", container)
    elif kind == "carousel":
        _carousel(faults, container)
    else:
        faults.append(("invalid property", "/type"))
    return faults


def _size(value: Any) -> int:
    return len(json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode())


def _carousel(faults: Faults, value: dict) -> None:
    bubbles = value.get("contents")
    if not isinstance(bubbles, list) or not 1 <= len(bubbles) <= MOST_BUBBLES:
        faults.append((f"size must be between 1 and {MOST_BUBBLES}", "/contents"))
        return
    if _size(value) > CAROUSEL_BYTES:
        faults.append(("carousel is too large", "/"))
    if len({b.get("size", "mega") for b in bubbles if isinstance(b, dict)}) > 1:
        faults.append(("bubbles in a carousel must have the same size", "/contents"))
    for i, bubble in enumerate(bubbles):
        _bubble(faults, f"/contents/{i}", bubble, alone=False)


def _bubble(faults: Faults, place: str, value: Any, alone: bool = True) -> None:
    if not isinstance(value, dict) or value.get("type") != "bubble":
        faults.append(("invalid property", f"{place}/type"))
        return
    _unknown(faults, place, value, {"size", "direction", "header", "hero", "body", "footer", "styles", "action"})
    if value.get("size", "mega") not in SIZES:
        faults.append(("invalid property", f"{place}/size"))
    if value.get("direction", "ltr") not in ("ltr", "rtl"):
        faults.append(("invalid property", f"{place}/direction"))
    if not any(value.get(block) for block in ("header", "hero", "body", "footer")):
        faults.append(("At least one block must be specified", place or "/"))
    for block in ("header", "body", "footer"):
        if value.get(block) is not None:
            _component(faults, f"{place}/{block}", value[block], {"box"})
    if value.get("hero") is not None:
        film = alone and value.get("size", "mega") in ("kilo", "mega", "giga")
        _component(faults, f"{place}/hero", value["hero"], {"box", "image"} | ({"video"} if film else set()))
    for block, style in (value.get("styles") or {}).items():
        _values(faults, f"{place}/styles/{block}", style if isinstance(style, dict) else {})
    _tap(faults, place, value)
    if _size(value) > BUBBLE_BYTES:
        faults.append(("bubble is too large", place or "/"))


def _component(faults: Faults, place: str, value: Any, allowed: set[str]) -> None:
    kind = value.get("type") if isinstance(value, dict) else None
    if kind not in allowed:
        faults.append(("invalid property", f"{place}/type" if isinstance(value, dict) else place))
        return
    _unknown(faults, place, value, FIELDS[kind])
    _values(faults, place, value)
    _tap(faults, place, value, required=kind == "button")
    CONTENTS.get(kind, lambda *_: None)(faults, place, value)


def _box(faults: Faults, place: str, value: dict) -> None:
    if value.get("layout") not in CHOICES["layout"]:
        faults.append(("invalid property", f"{place}/layout"))
    contents = value.get("contents")
    if not isinstance(contents, list):
        faults.append(("must be specified", f"{place}/contents"))
        return
    baseline = value.get("layout") == "baseline"
    allowed = BASELINE_CHILDREN if baseline else set(FIELDS) - {"icon", "span", "video"}
    for i, child in enumerate(contents):
        _component(faults, f"{place}/contents/{i}", child, allowed)


def _text(faults: Faults, place: str, value: dict) -> None:
    spans = value.get("contents")
    if spans:
        for i, span in enumerate(spans if isinstance(spans, list) else [spans]):
            _component(faults, f"{place}/contents/{i}", span, {"span"})
    elif not isinstance(value.get("text"), str) or not value["text"]:
        faults.append(("must be non-empty text", f"{place}/text"))


def _picture(faults: Faults, place: str, value: dict) -> None:
    _address(faults, f"{place}/url", value.get("url"))
    ratio = value.get("aspectRatio")
    if ratio is None:
        return
    found = re.fullmatch(r"(\d+(?:\.\d+)?):(\d+(?:\.\d+)?)", str(ratio))
    sides = [float(side) for side in found.groups()] if found else []
    if not sides or not all(1 <= side <= 100_000 for side in sides) or sides[1] > 3 * sides[0]:
        faults.append(("invalid property", f"{place}/aspectRatio"))


def _video(faults: Faults, place: str, value: dict) -> None:
    _picture(faults, place, value)
    _address(faults, f"{place}/previewUrl", value.get("previewUrl"))
    _component(faults, f"{place}/altContent", value.get("altContent"), {"box", "image"})


def _address(faults: Faults, place: str, value: Any) -> None:
    if not value:
        faults.append(("must be specified", place))
        return
    text(2000)(faults, place, value)
    parts = split(value)
    if parts is None or not (parts.scheme == "https" or is_own(parts)):
        faults.append(("invalid uri scheme", place))


CONTENTS = {"box": _box, "text": _text, "image": _picture, "icon": _picture, "video": _video}


def _unknown(faults: Faults, place: str, value: dict, known: set[str]) -> None:
    faults += [("unknown field", f"{place}/{name}") for name in value if name not in known and name != "type"]


def _values(faults: Faults, place: str, value: dict) -> None:
    for name, given in value.items():
        if given is not None and not _is_right(name, given, value.get("type")):
            faults.append(("invalid property", f"{place}/{name}"))


def _is_right(name: str, given: Any, kind: Any) -> bool:
    if name in CHOICES:
        return given in CHOICES[name]
    if name in COLOURS:
        return isinstance(given, str) and bool(COLOUR.match(given))
    if name in LENGTHS:
        return given in KEYWORDS or bool(LENGTH.match(str(given)))
    if name == "flex" or name == "maxLines":
        return isinstance(given, int) and not isinstance(given, bool) and given >= 0
    if name == "size":
        return given in FONT or (kind == "image" and given == "full") or bool(LENGTH.match(str(given)))
    if name in ("wrap", "scaling", "animated", "separator"):
        return isinstance(given, bool)
    if name == "style":
        return given in {"button": ("primary", "secondary", "link")}.get(str(kind), ("normal", "italic"))
    if name == "height" and kind == "button":
        return given in ("sm", "md")
    if name == "borderWidth":
        return given in ("none", "light", "normal", "medium", "semi-bold", "bold") or bool(LENGTH.match(str(given)))
    if name == "background":
        return isinstance(given, dict) and given.get("type") == "linearGradient" and _is_gradient(given)
    return True


def _is_gradient(given: dict) -> bool:
    angle = re.fullmatch(r"(\d{1,3}(\.\d+)?)deg", str(given.get("angle", "")))
    ends = all(COLOUR.match(str(given.get(name, ""))) for name in ("startColor", "endColor"))
    return angle is not None and float(angle[1]) < 360 and ends


def _tap(faults: Faults, place: str, value: dict, required: bool = False) -> None:
    given = value.get("action")
    if given is None:
        if required:
            faults.append(("must be specified", f"{place}/action"))
        return
    inside: Faults = []
    (BUTTON_ACTION if required else OTHER_ACTION)(inside, "action", given)
    faults += [(message, f"{place}/{where.replace('.', '/')}") for message, where in inside]
