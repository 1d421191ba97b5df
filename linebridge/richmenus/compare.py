"""What differs between two states of a menu, as lines of text. Pure but for looking up pages."""

import difflib
from collections.abc import Iterator

from django.utils.translation import gettext as _

from linebridge.drawing.icons import ICONS

from .draw_menu import label_of
from .models import Area, MenuSet, Tab, Unreadable
from .targets import Broken, lead


def changed_lines(before: MenuSet, after: MenuSet) -> list[tuple[str, str]]:
    """("deletion" or "addition", line) for each line that differs."""
    kinds = {"- ": "deletion", "+ ": "addition"}
    found = difflib.ndiff(list(lines(before)), list(lines(after)))
    return [(kinds[line[:2]], line[2:]) for line in found if line[:2] in kinds]


def lines(menu: MenuSet) -> Iterator[str]:
    """The whole menu in words: every tab, every area with its place, its words, its colours and where it leads."""
    try:
        tabs = menu.read()
    except Unreadable as unreadable:
        yield unreadable.messages[0]
        return
    names = {tab.key: tab.name for tab in tabs}
    for tab in tabs:
        kind = _("finished picture %(key)s") % {"key": tab.picture} if tab.picture else _("drawn")
        yield _("Tab “%(name)s” (%(kind)s)") % {"name": tab.name, "kind": kind}
        for area in tab.areas:
            yield _area(tab, area, tabs, names)


def _area(tab: Tab, area: Area, tabs: list[Tab], names: dict[str, str]) -> str:
    words = [tab.name, label_of(area, names), area.second_line, where(tab, area, tabs)]
    words += [_("icon %(name)s") % {"name": icon_name(area)}] if area.icon else []
    words += [_("picture %(key)s") % {"key": area.picture}] if area.picture else []
    words += [each for each in (area.tile, area.ink) if each]
    return "｜".join([*(word for word in words if word), place(area)])


def icon_name(area: Area) -> str:
    """What the icon is called in the picker; empty without one."""
    return str(ICONS[area.icon].name) if area.icon in ICONS else area.icon


def where(tab: Tab, area: Area, tabs: list[Tab]) -> str:
    """Where a tap leads, or why it leads nowhere."""
    if tab.is_here(area):
        return _("(open already)")
    try:
        return lead(area.target, tabs).words
    except Broken as broken:
        return str(broken)


def place(area: Area) -> str:
    x, y, width, height = area.bounds
    return _("from the left %(x)s, from the top %(y)s, %(width)s × %(height)s pixels") % {
        "x": x, "y": y, "width": width, "height": height,
    }  # fmt: skip
