"""What is wrong with a menu set, each at its place: errors stand in the way of approval, warnings are only said.

Errors are what LINE would refuse or nobody could use; warnings the city's own figures and poor contrast. Reads only.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations
from typing import Any

from django.utils.translation import gettext as _

from linebridge.drawing.check import MOST_AREAS
from linebridge.drawing.check import check as check_plan
from linebridge.drawing.icons import ICONS
from linebridge.drawing.models import Bounds
from linebridge.messages.length import graphemes

from .draw_menu import label_of, plan_of
from .models import Area, CityRules, MenuSet, Picture, Tab, Unreadable
from .models.menu_set import LONGEST_CHAT_BAR_TEXT
from .targets import Broken, kinds, lead

LONGEST_LABEL = 20  # graphemes, as LINE counts
LEAST_SIDE = 160  # pixels of the picture: 24 on a phone, the least that WCAG 2.2 (2.5.8) takes


@dataclass(frozen=True)
class Finding:
    """One sentence. `tab` and `area` are keys, empty for what concerns the whole."""

    sentence: str
    error: bool = True
    tab: str = ""
    area: str = ""
    field: str = ""


def check(menu: MenuSet) -> list[Finding]:
    """Everything that is wrong, in the order in which it stands on the screen."""
    try:
        tabs = menu.read()
    except Unreadable as unreadable:
        return [Finding(unreadable.messages[0], field="tabs")]
    if not tabs:
        return [Finding(_("The menu is empty. Choose how it is divided."), field="tabs")]
    found = [*_whole(menu, tabs), *_city(tabs)]
    names = {tab.key: tab.name for tab in tabs}
    for tab in tabs:
        found += [*_tab(menu, tab, tabs), *(each for area in tab.areas for each in _area(tab, area, tabs, names))]
        found += _picture(menu, tab)
    return found


def errors(menu: MenuSet) -> list[Finding]:
    return [finding for finding in check(menu) if finding.error]


def broken_targets(menu: MenuSet) -> list[tuple[str, str]]:
    """(label, why) of every area that leads nowhere any more."""
    try:
        tabs = menu.read()
    except Unreadable:
        return []
    names, found = {tab.key: tab.name for tab in tabs}, []
    for tab in tabs:
        for area in tab.tapped:
            try:
                lead(area.target, tabs)
            except Broken as broken:
                found.append((label_of(area, names), str(broken)))
    return found


def waiting_targets(menu: MenuSet) -> list[str]:
    """Names of the planned kinds that a draft uses already."""
    known = kinds()
    used = {area.target.kind for tab in menu.read() for area in tab.areas}
    return [str(known[name].label) for name in known if name in used and known[name].waiting]


def _whole(menu: MenuSet, tabs: list[Tab]) -> Iterator[Finding]:
    bar = graphemes(menu.chat_bar_text.strip())
    if not 1 <= bar <= LONGEST_CHAT_BAR_TEXT:
        sentence = _("The words on the bar below the menu must have 1 to %(most)s characters.")
        yield Finding(sentence % {"most": LONGEST_CHAT_BAR_TEXT}, field="chat_bar_text")
    if len(tabs) < 2:
        return
    for tab, other in combinations(tabs, 2):
        if tab.name and tab.name == other.name:
            yield Finding(_("Two tabs have the same name. Give them different ones."), tab=other.key, field="name")
    reached = _reached(tabs)
    for tab in tabs:
        if tab.key not in reached:
            sentence = _("Nothing leads to the tab “%(tab)s”. Add an area that opens it.")
            yield Finding(sentence % {"tab": tab.name}, tab=tab.key, field="areas")
        elif not any(area.target.kind == "tab" for area in tab.tapped):
            sentence = _("Nothing leads back from the tab “%(tab)s”. Add an area that opens another tab.")
            yield Finding(sentence % {"tab": tab.name}, tab=tab.key, field="areas")


def _reached(tabs: list[Tab]) -> set[str]:
    """Keys of the tabs to which a way leads from the first."""
    ways = {tab.key: {area.target.value for area in tab.tapped if area.target.kind == "tab"} for tab in tabs}
    reached, next_ = set(), [tabs[0].key]
    while next_:
        key = next_.pop()
        if key in ways and key not in reached:
            reached.add(key)
            next_ += ways[key]
    return reached


def _city(tabs: list[Tab]) -> Iterator[Finding]:
    """The city's own figures: beyond them is a warning."""
    rules = CityRules.now()
    if len(tabs) > rules.tabs:
        sentence = _("The set has %(number)s tabs; the city's rule is at most %(most)s.")
        yield Finding(sentence % {"number": len(tabs), "most": rules.tabs}, error=False, field="tabs")
    for tab in tabs:
        number = sum(1 for area in tab.areas if area.target.kind != "tab")
        if number > rules.areas:
            sentence = _("“%(tab)s” has %(number)s areas without its tabs; the city's rule is at most %(most)s.")
            words = {"tab": tab.name, "number": number, "most": rules.areas}
            yield Finding(sentence % words, error=False, tab=tab.key, field="areas")
    total = sum(len(tab.tapped) for tab in tabs)
    if total > rules.total:
        sentence = _(
            "All tabs together have %(number)s areas, counting what switches tabs; the city's rule is at most %(most)s."
        )
        yield Finding(sentence % {"number": total, "most": rules.total}, error=False, field="tabs")


def _tab(menu: MenuSet, tab: Tab, tabs: list[Tab]) -> Iterator[Finding]:
    if len(tabs) > 1 and not tab.name:
        yield Finding(_("The tab has no name. Write one."), tab=tab.key, field="name")
    if graphemes(tab.name) > LONGEST_LABEL:
        sentence = _("The name of the tab is longer than %(most)s characters. Make it shorter.")
        yield Finding(sentence % {"most": LONGEST_LABEL}, tab=tab.key, field="name")
    if not 1 <= len(tab.tapped) <= MOST_AREAS:
        sentence = _("“%(tab)s” has %(number)s areas to tap; LINE takes 1 to %(most)s.")
        words = {"tab": tab.name, "number": len(tab.tapped), "most": MOST_AREAS}
        yield Finding(sentence % words, tab=tab.key, field="areas")
    if not tab.picture:
        return
    row = Picture.objects.filter(pk=tab.picture).defer("data").first()
    if row is None:
        yield Finding(
            _("The finished picture of this tab is not there. Hand it in again."), tab=tab.key, field="picture"
        )
    elif (row.width, row.height) != tuple(menu.pixels):
        sentence = _("The finished picture is %(width)s × %(height)s pixels, which is not the size of this menu.")
        words = {"width": row.width, "height": row.height}
        yield Finding(sentence % words, tab=tab.key, field="picture")


def _area(tab: Tab, area: Area, tabs: list[Tab], names: dict[str, str]) -> Iterator[Finding]:
    place: dict[str, Any] = {"tab": tab.key, "area": area.key}
    label = label_of(area, names)
    if not label:
        sentence = _("The area has no words. Write what a tap does: they are also read to people who cannot see it.")
        yield Finding(sentence, **place, field="label")
    elif graphemes(label) > LONGEST_LABEL:
        sentence = _("“%(label)s” has %(number)s characters; LINE takes %(most)s. Make it shorter.")
        words = {"label": label, "number": graphemes(label), "most": LONGEST_LABEL}
        yield Finding(sentence % words, **place, field="label")
    if area.icon and area.icon not in ICONS:
        yield Finding(_("This icon does not exist. Choose another one."), **place, field="icon")
    if area.picture and not Picture.objects.filter(pk=area.picture).exists():
        yield Finding(_("The picture of this area is not there. Hand it in again."), **place, field="icon")
    if min(area.bounds.width, area.bounds.height) < LEAST_SIDE and not tab.is_here(area):
        yield Finding(_("The area is so small that it is hard to tap. Make it larger."), False, **place, field="bounds")
    if not tab.is_here(area):
        try:
            lead(area.target, tabs)
        except Broken as broken:
            yield Finding(str(broken), **place, field="target")


def _picture(menu: MenuSet, tab: Tab) -> Iterator[Finding]:
    """Bounds, and of a tab that we draw what hinders the drawing. Words are looked at in `_area`."""
    if tab.picture:
        yield from _bounds(menu, tab)
        return
    for problem in check_plan(plan_of(menu, tab, standing_in=True)):
        if problem.field == "areas" or problem.field == "icon":
            continue  # said by `_tab` and `_area`
        key = tab.areas[problem.area].key if problem.area is not None else ""
        yield Finding(problem.sentence, problem.field != "contrast", tab.key, key, problem.field)


def _bounds(menu: MenuSet, tab: Tab) -> Iterator[Finding]:
    whole = Bounds(0, 0, *menu.pixels)
    for area in tab.areas:
        if min(area.bounds.width, area.bounds.height) < 1 or not whole.holds(area.bounds):
            sentence = _("The area lies partly outside of the picture. Move it inside.")
            yield Finding(sentence, tab=tab.key, area=area.key, field="bounds")
    for one, other in combinations(tab.areas, 2):
        if one.bounds.overlaps(other.bounds):
            sentence = _("“%(one)s” and “%(other)s” overlap. Move one of them.")
            words = {"one": one.label, "other": other.label}
            yield Finding(sentence % words, tab=tab.key, area=other.key, field="bounds")
