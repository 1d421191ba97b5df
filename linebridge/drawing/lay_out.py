"""Where everything stands: tile, icon and lines of each area. Drawing and SVG both follow it, so they never differ.

Areas of one shape look alike: same size of words, same size and height of icons. Pure; either all of a plan or nothing.
"""

from collections import defaultdict
from dataclasses import dataclass
from math import ceil

from django.utils.translation import gettext as _

from .fit import ABOVE, LINE_HEIGHT, Fitted, clean, fit, missing
from .models import Area, Bounds, Plan, Problem, Undrawable

# All in pixels of a picture 2,500 wide; a smaller picture has smaller ones. On a phone 100 of them are 15.
USUAL_WIDTH = 2500
SMALLEST = 60  # of words: 9 px on a phone
LARGEST = 190
EDGE, GUTTER = 32, 14  # around the menu; half of what lies between two tiles
RADIUS = 44
PADDING, NARROW = 40, 0.07  # within a tile; of a small one this part of its shorter side
BAR = 18  # at the foot of the selected tab
LOWER = 26  # tabs that are not selected stand lower by this
LARGEST_ICON = 560
MOST_LINES, MOST_SECOND_LINES, MOST_TAB_LINES = 3, 2, 2
WIDE = 2.2  # from this shape on the icon stands beside the words
ICON_SCALES = (1, 0.85, 0.7, 0.55)
SHAPES = 24  # areas are of one shape when they take as many 24ths of the menu
ALIKE = 0.8  # words may be this much smaller for the sake of their neighbours


@dataclass(frozen=True)
class Line:
    text: str
    x: float
    baseline: float
    size: int
    centred: bool


@dataclass(frozen=True)
class Placed:
    number: int
    area: Area
    tile: Bounds
    radius: int  # of the corners; a tab has only the upper ones rounded
    bar: Bounds | None
    icon: Bounds | None
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class _Content:
    """What stands in one tile, before it has its place."""

    icon: int
    label: Fitted
    second: Fitted | None

    @property
    def gap(self) -> float:
        return self.label.size * 0.3

    @property
    def words_height(self) -> float:
        return self.label.height + (self.gap + self.second.height if self.second else 0)

    @property
    def words_width(self) -> float:
        return max(self.label.width, self.second.width if self.second else 0)


class _Frame:
    """The measures of one area's tile."""

    def __init__(self, plan: Plan, area: Area):
        self.unit = plan.size.width / USUAL_WIDTH
        self.area = area
        self.tile = _tile(plan, area, self.unit)
        self.padding = round(min(PADDING * self.unit, NARROW * min(self.tile.width, self.tile.height)))
        self.foot = round(BAR * self.unit) if area.tab else 0
        self.width = self.tile.width - 2 * self.padding
        self.height = self.tile.height - self.foot - 2 * self.padding
        self.wide = area.tab or area.bounds.width >= WIDE * area.bounds.height
        self.has_icon = bool(area.icon or area.picture)
        across, down = area.bounds.width / plan.size.width, area.bounds.height / plan.size.height
        self.shape = (area.tab, self.has_icon, round(across * SHAPES), round(down * SHAPES))

    @property
    def smallest(self) -> int:
        return ceil(SMALLEST * self.unit)

    @property
    def largest(self) -> int:
        across, down = (0.1, 0.27) if self.wide else (0.115, 0.15)
        more = 1 if self.has_icon or self.area.tab else 1.3
        wanted = more * min(self.tile.width * across, self.tile.height * (0.34 if self.area.tab else down))
        return max(self.smallest, int(min(wanted, LARGEST * self.unit)))

    @property
    def icon(self) -> float:
        if not self.has_icon:
            return 0
        across, down = (0.24, 0.54) if self.wide else (0.46, 0.42)
        return min(self.tile.width * across, (self.tile.height - self.foot) * down, LARGEST_ICON * self.unit)

    @property
    def most_lines(self) -> int:
        return MOST_TAB_LINES if self.area.tab else MOST_LINES

    def between(self, icon: float) -> float:
        """The space between icon and words."""
        return icon * (0.28 if self.wide else 0.14)

    def room(self, icon: float) -> tuple[float, float]:
        """The width and height that an icon leaves for words."""
        taken = icon + self.between(icon)
        return (self.width - taken, self.height) if self.wide else (self.width, self.height - taken)


def lay_out(plan: Plan) -> list[Placed]:
    """The areas with everything in its place. `Undrawable` names those whose words cannot be drawn whole."""
    frames = [_Frame(plan, area) for area in plan.areas]
    contents: dict[int, _Content] = {}
    problems = []
    for number, frame in enumerate(frames):
        content = _fit_content(frame)
        problem = _problem(number, frame.area, content)
        problems += [problem] if problem else []
        if content:
            contents[number] = content
    if problems:
        raise Undrawable(problems)
    shapes = defaultdict(list)
    for number, frame in enumerate(frames):
        shapes[frame.shape].append(number)
    placed = [each for numbers in shapes.values() for each in _place_alike(numbers, frames, contents)]
    return sorted(placed, key=lambda each: each.number)


def called(number: int, area: Area) -> str:
    """How a sentence names an area."""
    return clean(area.label).replace("\n", "") or _("area %(number)s") % {"number": number + 1}


def _problem(number: int, area: Area, content: _Content | None) -> Problem | None:
    for field, text in (("label", area.label), ("second_line", area.second_line)):
        signs = missing(text)
        if signs:
            sentence = _(
                "“%(area)s”: these signs cannot be drawn: %(signs)s Leave them out, or choose an icon instead."
            )
            return Problem(number, field, sentence % {"area": called(number, area), "signs": " ".join(signs)})
    if content:
        return None
    sentence = _("“%(area)s”: the words do not fit into the area. Write fewer words, or make the area larger.")
    return Problem(number, "label", sentence % {"area": called(number, area)})


def _fit_content(frame: _Frame) -> _Content | None:
    """The words as large as they go beside an icon as large as it goes."""
    for scale in ICON_SCALES:
        content = _fit_words(frame, round(frame.icon * scale), frame.largest)
        if content:
            return content
    return None


def _fit_words(frame: _Frame, icon: int, largest: int) -> _Content | None:
    width, height = frame.room(icon)
    label = fit(frame.area.label, width, height, (largest, frame.smallest), frame.most_lines)
    if not label or not clean(frame.area.second_line):
        return _Content(icon, label, None) if label else None
    for size in range(label.size, frame.smallest - 1, -2):
        label = fit(frame.area.label, width, height, (size, size), frame.most_lines)
        left = height - label.height - size * 0.3 if label else 0
        small = (max(frame.smallest, round(size * 0.7)), frame.smallest)
        second = fit(frame.area.second_line, width, left, small, MOST_SECOND_LINES)
        if label and second:
            return _Content(icon, label, second)
    return None


def _place_alike(numbers: list[int], frames: list[_Frame], contents: dict[int, _Content]) -> list[Placed]:
    """Areas of one shape: evened out, then placed so that icons stand at one height."""
    size = min(contents[n].label.size for n in numbers)
    size = max(size, round(ALIKE * max(contents[n].label.size for n in numbers)))
    icon = min(contents[n].icon for n in numbers)
    for n in numbers:
        contents[n] = _fit_words(frames[n], icon, min(size, contents[n].label.size)) or contents[n]
    highest = max(contents[n].words_height for n in numbers)
    widest: dict[int, float] = defaultdict(float)  # in each column
    for n in numbers:
        widest[frames[n].tile.x] = max(widest[frames[n].tile.x], contents[n].words_width)
    return [_place(n, frames[n], contents[n], (widest[frames[n].tile.x], highest)) for n in numbers]


def _place(number: int, frame: _Frame, content: _Content, words: tuple[float, float]) -> Placed:
    """words: the width and height that the words of the areas around take at most."""
    tile, icon, between = frame.tile, content.icon, frame.between(content.icon)
    if frame.wide and frame.has_icon:
        left = tile.x + (tile.width - icon - between - words[0]) / 2
        box = Bounds(round(left), round(tile.y + (tile.height - frame.foot - icon) / 2), icon, icon)
        top = tile.y + (tile.height - frame.foot - content.words_height) / 2
        lines = _lines(content, left + icon + between, top, centred=False)
    else:
        block = icon + between + (words[1] if frame.has_icon else content.words_height)
        top = tile.y + (tile.height - frame.foot - block) / 2
        box = Bounds(round(tile.x + (tile.width - icon) / 2), round(top), icon, icon)
        lines = _lines(content, tile.x + tile.width / 2, top + icon + between, centred=True)
    radius = round(RADIUS * frame.unit)
    return Placed(number, frame.area, tile, radius, _bar(frame), box if frame.has_icon else None, lines)


def _lines(content: _Content, x: float, top: float, *, centred: bool) -> tuple[Line, ...]:
    lines = []
    for fitted in (content.label, content.second):
        for row, text in enumerate(fitted.lines if fitted else ()):
            baseline = top + fitted.size * (ABOVE + row * LINE_HEIGHT) if fitted else 0
            lines.append(Line(text, x, baseline, fitted.size if fitted else 0, centred))
        top += content.label.height + content.gap
    return tuple(lines)


def _tile(plan: Plan, area: Area, unit: float) -> Bounds:
    """The area without its gutters; those at the edges of the menu are wider. Tabs stand on their menu."""
    bounds, edge, gutter = area.bounds, round(EDGE * unit), round(GUTTER * unit)
    left = bounds.x + (edge if bounds.x == 0 else gutter)
    top = bounds.y + (edge if bounds.y == 0 else gutter)
    right = bounds.right - (edge if bounds.right == plan.size.width else gutter)
    bottom = bounds.bottom - (edge if bounds.bottom == plan.size.height else gutter)
    if area.tab:
        top, bottom = top + (0 if area.selected else round(LOWER * unit)), bounds.bottom
    return Bounds(left, top, max(1, right - left), max(1, bottom - top))


def _bar(frame: _Frame) -> Bounds | None:
    if not frame.area.selected:
        return None
    height, tile = round(BAR * frame.unit), frame.tile
    return Bounds(tile.x, tile.bottom - height, tile.width, height)
