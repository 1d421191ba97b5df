"""Tabs and areas of a menu as they are kept: plain JSON, read into values that cannot hold anything unexpected.

`read_tabs` takes drafts that are not finished yet (`check.py` says what is missing), and nothing that is no menu.
"""

import re
from dataclasses import asdict, dataclass
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext as _

from linebridge.drawing.models import Bounds
from linebridge.messages.build import clean

MOST_TABS = 3
MOST_KEPT_AREAS = 40  # of a draft in work; what LINE takes is checked later
LONGEST = 2000  # characters of one field
FARTHEST = 10_000  # pixels; an area may lie outside while it is being moved
COLOUR = re.compile(r"(#[0-9a-fA-F]{6})?\Z")


class Unreadable(ValidationError):
    """This is no menu. What stood there before stays."""


class TabsField(models.JSONField):
    """A JSON field of its own class, so that screens can tell it apart from others."""


@dataclass(frozen=True)
class Target:
    """Where a tap leads: a kind of `targets.py`, and what that kind needs to know."""

    kind: str = ""
    value: str = ""


@dataclass(frozen=True)
class Area:
    """One place to tap. `strip`: it is drawn as a tab. Empty colours are those of the theme."""

    key: str
    bounds: Bounds
    label: str = ""
    second_line: str = ""
    icon: str = ""
    picture: str = ""
    tile: str = ""
    ink: str = ""
    strip: bool = False
    target: Target = Target()


@dataclass(frozen=True)
class Tab:
    """One picture with its areas. `picture`: the key of a finished one, empty where we draw it."""

    key: str
    name: str
    picture: str = ""
    areas: tuple[Area, ...] = ()

    def is_here(self, area: Area) -> bool:
        """Whether this area is the tab that is open already, so that a tap on it does nothing."""
        return area.target == Target("tab", self.key)

    @property
    def tapped(self) -> list[Area]:
        """The areas that LINE gets."""
        return [area for area in self.areas if not self.is_here(area)]


def read_tabs(value: Any) -> list[Tab]:
    """The tabs; `Unreadable` where this is no menu."""
    rows = _list(value, MOST_TABS)
    tabs = [_tab(row) for row in rows]
    keys = [tab.key for tab in tabs] + [area.key for tab in tabs for area in tab.areas]
    if len(set(keys)) != len(keys):
        raise unreadable()
    return tabs


def write_tabs(tabs: list[Tab]) -> list[dict[str, Any]]:
    """As plain JSON, the same for the same tabs."""
    return [
        {"key": tab.key, "name": tab.name, "picture": tab.picture, "areas": [_area_as_json(area) for area in tab.areas]}
        for tab in tabs
    ]


def _area_as_json(area: Area) -> dict[str, Any]:
    return asdict(area) | {"bounds": list(area.bounds)}


def _tab(row: Any) -> Tab:
    areas = tuple(_area(each) for each in _list(_dict(row).get("areas"), MOST_KEPT_AREAS))
    return Tab(_key(row.get("key")), _text(row, "name"), _key_or_nothing(row), areas)


def _area(row: Any) -> Area:
    row = _dict(row)
    target = _dict(row.get("target", {}))
    strip = row.get("strip", False)
    if not isinstance(strip, bool):
        raise unreadable()
    return Area(
        key=_key(row.get("key")),
        bounds=_bounds(row.get("bounds")),
        label=_text(row, "label"),
        second_line=_text(row, "second_line"),
        icon=_text(row, "icon"),
        picture=_key_or_nothing(row),
        tile=_colour(row, "tile"),
        ink=_colour(row, "ink"),
        strip=strip,
        target=Target(_text(target, "kind"), _text(target, "value")),
    )


def _bounds(value: Any) -> Bounds:
    numbers = _list(value, 4)
    if len(numbers) != 4 or not all(type(each) is int and -FARTHEST <= each <= FARTHEST for each in numbers):
        raise unreadable()
    return Bounds(*numbers)


def _text(row: dict, name: str) -> str:
    value = row.get(name, "")
    if not isinstance(value, str) or len(value) > LONGEST:
        raise unreadable()
    return clean(value).strip()


def _colour(row: dict, name: str) -> str:
    value = _text(row, name)
    if not COLOUR.match(value):
        raise unreadable()
    return value.lower()


def _key_or_nothing(row: dict) -> str:
    return _key(row["picture"]) if row.get("picture") else ""


def _key(value: Any) -> str:
    try:
        return str(UUID(value))
    except (ValueError, TypeError, AttributeError) as error:
        raise unreadable() from error


def _list(value: Any, most: int) -> list:
    if not isinstance(value, list) or len(value) > most:
        raise unreadable()
    return value


def _dict(value: Any) -> dict:
    if not isinstance(value, dict):
        raise unreadable()
    return value


def unreadable() -> Unreadable:
    return Unreadable(_("The menu cannot be read, so it was not saved. Load the page again; the last draft is kept."))
