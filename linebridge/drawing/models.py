"""What the picture of a rich menu is made of: plain frozen values, in pixels of the picture. Nothing is stored here."""

from dataclasses import dataclass
from typing import NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Size(NamedTuple):
    width: int
    height: int


LARGE, COMPACT = Size(2500, 1686), Size(2500, 843)


class Bounds(NamedTuple):
    x: int
    y: int
    width: int
    height: int

    @property
    def right(self) -> int:
        return self.x + self.width

    @property
    def bottom(self) -> int:
        return self.y + self.height

    def overlaps(self, other: "Bounds") -> bool:
        across = self.x < other.right and other.x < self.right
        return across and self.y < other.bottom and other.y < self.bottom

    def holds(self, other: "Bounds") -> bool:
        across = self.x <= other.x and other.right <= self.right
        return across and self.y <= other.y and other.bottom <= self.bottom


@dataclass(frozen=True)
class Area:
    """One place to tap. A tab is an area too; the tab of the menu that is shown is `selected`.

    icon: a name of `icons.ICONS`, or empty. picture: bytes of a PNG or JPEG that stands in the icon's place.
    Colours are `#rrggbb`; an empty `icon_ink` means the colour of the words.
    """

    bounds: Bounds
    label: str
    second_line: str = ""
    icon: str = ""
    picture: bytes = b""
    background: str = "#ffffff"
    ink: str = "#1a1a1a"
    icon_ink: str = ""
    tab: bool = False
    selected: bool = False


@dataclass(frozen=True)
class Plan:
    """The whole picture. background_picture: bytes of a PNG or JPEG that fills it, cut to its shape."""

    size: Size
    areas: tuple[Area, ...]
    background: str = "#e8f1fe"
    background_picture: bytes = b""


@dataclass(frozen=True)
class Problem:
    """What is wrong, for the person who drew the menu. area: its place in the plan, None for the whole picture."""

    area: int | None
    field: str
    sentence: str


class Undrawable(ValueError):
    """No picture could be drawn without spoiling it; nothing was drawn."""

    def __init__(self, problems: list[Problem]):
        super().__init__(" ".join(problem.sentence for problem in problems))
        self.problems = problems


class Refused(ValueError):
    """A file that was handed in cannot be used. The text is a sentence for the person who chose it."""


@dataclass(frozen=True)
class Theme:
    """Colours that go together and keep WCAG's contrast; `tile` and `tab` dress an area in them."""

    name: str | Promise
    background: str
    paper: str
    ink: str
    icon_ink: str
    tab_paper: str
    tab_ink: str

    def tile(self, bounds: Bounds, label: str, **more) -> Area:
        return Area(bounds, label, background=self.paper, ink=self.ink, icon_ink=self.icon_ink, **more)

    def tab(self, bounds: Bounds, label: str, *, selected: bool = False, **more) -> Area:
        paper, ink = (self.paper, self.icon_ink) if selected else (self.tab_paper, self.tab_ink)
        return Area(bounds, label, background=paper, ink=ink, tab=True, selected=selected, **more)


# The colours are those of the Digital Agency's design system.
THEMES = {
    "blue": Theme(_("Blue"), "#d9e6ff", "#ffffff", "#1a1a1a", "#0017c1", "#0017c1", "#ffffff"),
    "navy": Theme(_("Dark blue"), "#e8f1fe", "#000071", "#ffffff", "#ffffff", "#c5d7fb", "#000060"),
    "green": Theme(_("Green"), "#c2e5d1", "#ffffff", "#1a1a1a", "#197a4b", "#115a36", "#ffffff"),
    "orange": Theme(_("Orange"), "#ffdfca", "#ffffff", "#1a1a1a", "#ac3e00", "#8b3200", "#ffffff"),
    "grey": Theme(_("Grey"), "#e6e6e6", "#ffffff", "#1a1a1a", "#333333", "#4d4d4d", "#ffffff"),
    "disaster": Theme(_("Red, for disasters"), "#ce0000", "#ffffff", "#1a1a1a", "#ce0000", "#850000", "#ffffff"),
}
