"""Would LINE take this rich menu object, this picture of it, this batch of changes?

Areas outside the picture are refused here too: on a phone nobody could tap them.
"""

import io
from typing import Any

from PIL import Image

from .check_actions import ALIAS, action
from .check_fields import Check, Faults, array, by_type, check_object, matching, may, needed, shape, text, whole
from .count_text import graphemes
from .refuse import Refusal, errors_in_body

LARGEST = 2_147_483_647
LEAST_WIDTH, MOST_WIDTH, LEAST_HEIGHT, LEAST_RATIO = 800, 2500, 250, 1.45
MOST_AREAS, MOST_OPERATIONS = 20, 1000
MOST_PICTURE_BYTES = 1024 * 1024
PICTURES = {"image/jpeg": ("JPEG", "jpg"), "image/png": ("PNG", "png")}
PICTURE_TEXT = "The image size is not allowed for richmenu"
MENU_ID = "richmenu-[0-9a-f]{32}"


def boolean(faults: Faults, place: str, value: Any) -> None:
    if not isinstance(value, bool):
        faults.append(("must be a boolean", place))


def menu_id(faults: Faults, place: str, value: Any) -> None:
    found: Faults = []
    matching(MENU_ID)(found, place, value)
    if found:
        faults.append(("invalid richMenuId", place))


SIZE = shape({"width": needed(whole(LEAST_WIDTH, MOST_WIDTH)), "height": needed(whole(LEAST_HEIGHT, LARGEST))})
BOUNDS = shape(
    {
        "x": needed(whole(0, LARGEST)),
        "y": needed(whole(0, LARGEST)),
        "width": needed(whole(1, LARGEST)),
        "height": needed(whole(1, LARGEST)),
    }
)
AREA = shape({"bounds": needed(BOUNDS), "action": needed(action(20, label_required=False, rich_menu=True))})
MENU = {
    "size": needed(SIZE),
    "selected": needed(boolean),
    "name": needed(text(300, graphemes)),
    "chatBarText": needed(text(14, graphemes)),
    "areas": needed(array(AREA, 0, MOST_AREAS)),
}


def check_menu(data: dict[str, Any]) -> None:
    """Raise LINE's `Refusal` where the rich menu object would not be taken."""
    faults: Faults = []
    check_object(faults, "", data, MENU)
    if not faults:
        size = data["size"]
        if size["width"] / size["height"] < LEAST_RATIO:
            faults.append((f"The aspect ratio (width / height) must be {LEAST_RATIO} or more", "size"))
        faults += [
            ("must lie within the size of the rich menu", f"areas[{i}].bounds")
            for i, area in enumerate(data["areas"])
            if not _within(area["bounds"], size)
        ]
    if faults:
        raise errors_in_body(faults)


def _within(bounds: dict[str, int], size: dict[str, int]) -> bool:
    return bounds["x"] + bounds["width"] <= size["width"] and bounds["y"] + bounds["height"] <= size["height"]


def check_picture(content_type: str, data: bytes, size: dict[str, int]) -> str:
    """jpg or png; a `Refusal` where the picture is no such file, too large, or not of the menu's size."""
    if content_type not in PICTURES:
        raise Refusal(415, f"The content type, {content_type}, is not supported")
    form, ending = PICTURES[content_type]
    try:
        with Image.open(io.BytesIO(data)) as picture:
            found, width, height = picture.format, picture.width, picture.height
    except (OSError, Image.DecompressionBombError) as error:
        raise Refusal(400, "The image cannot be read") from error
    if found != form:
        raise Refusal(400, "The image does not match the content type")
    if len(data) > MOST_PICTURE_BYTES:
        raise Refusal(400, "The image file is larger than 1 MB")
    if not (LEAST_WIDTH <= width <= MOST_WIDTH and height >= LEAST_HEIGHT and width / height >= LEAST_RATIO):
        raise Refusal(400, PICTURE_TEXT)
    if (width, height) != (size["width"], size["height"]):
        raise Refusal(400, PICTURE_TEXT)
    return ending


# --- What names menus, aliases and people ---------------------------------------------------------------------------
def check_body(data: dict[str, Any], fields: dict) -> None:
    faults: Faults = []
    check_object(faults, "", data, fields)
    if faults:
        raise errors_in_body(faults)


NEW_ALIAS = {"richMenuAliasId": needed(matching(ALIAS)), "richMenuId": needed(menu_id)}
OF_ALIAS = {"richMenuId": needed(menu_id)}
OPERATION: Check = by_type(
    {
        "link": shape({"from": needed(menu_id), "to": needed(menu_id)}),
        "unlink": shape({"from": needed(menu_id)}),
        "unlinkAll": shape({}),
    }
)
BATCH = {
    "operations": needed(array(OPERATION, 1, MOST_OPERATIONS)),
    "resumeRequestKey": may(matching("[0-9a-zA-Z_-]{1,100}")),
}


def check_batch(data: dict[str, Any]) -> None:
    """The form of a batch: kinds that do not go together, and a `from` that stands there twice."""
    check_body(data, BATCH)
    operations = data["operations"]
    if len(operations) > 1 and any(one["type"] == "unlinkAll" for one in operations):
        raise errors_in_body([("'unlinkAll' type can't be combined with other type", "operations[].type")])
    sources = [one["from"] for one in operations if one["type"] != "unlinkAll"]
    twice = [name for i, name in enumerate(sources) if name in sources[:i]]
    if twice:
        raise errors_in_body([(f"from richmenu ({twice[0]}) is duplicated", "operations[].from")])
