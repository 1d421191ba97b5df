"""What is wrong with a plan, in sentences for the person who draws the menu: bounds, words, contrast. Pure."""

import re
from collections.abc import Iterator
from itertools import combinations

from django.utils.translation import gettext as _
from PIL import ImageColor

from .fit import clean
from .icons import ICONS
from .lay_out import called, lay_out
from .models import Area, Bounds, Plan, Problem, Refused, Undrawable
from .read_picture import read_picture

# LINE's bounds of a rich menu.
NARROWEST, WIDEST, LOWEST, FLATTEST_RATIO = 800, 2500, 250, 1.45
MOST_AREAS = 20
# WCAG 2.2: 1.4.3 for text, 1.4.11 for what must be told apart without being text.
TEXT_CONTRAST, ICON_CONTRAST = 4.5, 3.0
COLOUR = re.compile(r"#[0-9a-fA-F]{6}\Z")


def check(plan: Plan) -> list[Problem]:
    """Everything that hinders the picture, and poor contrast; empty where nothing is wrong."""
    problems = [*_whole(plan), *(each for number, area in enumerate(plan.areas) for each in _area(plan, number, area))]
    if problems:
        return problems
    try:
        lay_out(plan)
    except Undrawable as undrawable:
        problems = undrawable.problems
    return problems + contrast(plan)


def contrast(plan: Plan) -> list[Problem]:
    """Words and icons that are hard to tell from their tile."""
    problems = []
    for number, area in enumerate(plan.areas):
        pairs = [(area.ink, TEXT_CONTRAST, _("the words"))]
        if area.icon or area.selected:
            mark = _("the icon") if area.icon else _("the line of the selected tab")
            pairs.append((area.icon_ink or area.ink, ICON_CONTRAST, mark))
        for ink, needed, what in pairs:
            found = contrast_ratio(ink, area.background)
            if found < needed:
                sentence = _(
                    "“%(area)s”: %(what)s can hardly be told from the background (contrast %(found)s, at least"
                    " %(needed)s is needed). Choose a darker and a lighter colour."
                )
                names = {"area": called(number, area), "what": what}
                figures = {"found": f"{int(found * 100) / 100:.2f}", "needed": f"{needed:.1f}"}
                problems.append(Problem(number, "contrast", sentence % (names | figures)))
    return problems


def contrast_ratio(one: str, other: str) -> float:
    """WCAG's contrast of two colours, from 1 to 21."""
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: str) -> float:
    channels = [channel / 255 for channel in ImageColor.getrgb(colour)[:3]]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _whole(plan: Plan) -> Iterator[Problem]:
    width, height = plan.size
    if not NARROWEST <= width <= WIDEST or height < LOWEST or width < FLATTEST_RATIO * height:
        sentence = _(
            "The picture is %(width)s × %(height)s pixels. LINE takes a width of %(narrowest)s to %(widest)s, a height"
            " of at least %(lowest)s, and a width of at least %(ratio)s times the height."
        )
        bounds = {"narrowest": NARROWEST, "widest": WIDEST, "lowest": LOWEST, "ratio": FLATTEST_RATIO}
        yield Problem(None, "size", sentence % ({"width": width, "height": height} | bounds))
    if not 1 <= len(plan.areas) <= MOST_AREAS:
        sentence = _("A menu has 1 to %(most)s areas; this one has %(number)s.")
        yield Problem(None, "areas", sentence % {"most": MOST_AREAS, "number": len(plan.areas)})
    if not COLOUR.match(plan.background):
        yield Problem(None, "background", _("The background of the menu has no valid colour. Choose one."))
    if plan.background_picture:
        yield from _picture(None, "background_picture", plan.background_picture)
    for (i, one), (j, other) in combinations(enumerate(plan.areas), 2):
        if one.bounds.overlaps(other.bounds):
            sentence = _("“%(one)s” and “%(other)s” overlap. Move one of them.")
            yield Problem(j, "bounds", sentence % {"one": called(i, one), "other": called(j, other)})


def _area(plan: Plan, number: int, area: Area) -> Iterator[Problem]:
    name = {"area": called(number, area)}
    bounds = area.bounds
    if bounds.width < 1 or bounds.height < 1 or not Bounds(0, 0, *plan.size).holds(bounds):
        yield Problem(number, "bounds", _("“%(area)s” lies partly outside of the picture. Move it inside.") % name)
    if not clean(area.label):
        sentence = _("“%(area)s” has no words. Write what a tap does: they are also read to people who cannot see it.")
        yield Problem(number, "label", sentence % name)
    if any(not COLOUR.match(colour) for colour in (area.background, area.ink, area.icon_ink or area.ink)):
        yield Problem(number, "colour", _("“%(area)s” has no valid colour. Choose one.") % name)
    if area.icon and area.icon not in ICONS:
        yield Problem(number, "icon", _("“%(area)s” has an icon that does not exist. Choose another one.") % name)
    if area.picture:
        yield from _picture(number, "picture", area.picture)


def _picture(number: int | None, field: str, data: bytes) -> Iterator[Problem]:
    try:
        read_picture(data)
    except Refused as refused:
        yield Problem(number, field, str(refused))
