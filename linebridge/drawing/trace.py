"""Outlines of icons as pictures: an SVG path is cut into straight pieces and filled by the nonzero rule of browsers.

Pure, and the same on every machine.
"""

from functools import cache, lru_cache

from fontTools.pens.basePen import BasePen
from fontTools.svgLib.path import parse_path
from PIL import Image, ImageChops, ImageDraw

from .icons import BOX, icon_path

FINER = 3  # the filling has hard edges; drawn larger and made smaller it has soft ones
PIECES = 12  # straight pieces for a curve: at this size none is longer than a few pixels
NOWHERE = 128  # what a point outside of every contour holds while contours are counted
Point = tuple[float, float]


class _Contours(BasePen):
    """Collects every contour as points."""

    def __init__(self):
        super().__init__(None)
        self.contours: list[list[Point]] = []

    def _moveTo(self, pt):
        self.contours.append([pt])

    def _lineTo(self, pt):
        self.contours[-1].append(pt)

    def _curveToOne(self, pt1, pt2, pt3):
        start = self.contours[-1][-1]
        for step in range(1, PIECES + 1):
            t = step / PIECES
            weights = ((1 - t) ** 3, 3 * t * (1 - t) ** 2, 3 * t * t * (1 - t), t**3)
            corners = (start, pt1, pt2, pt3)
            x, y = (sum(w * corner[i] for w, corner in zip(weights, corners, strict=True)) for i in (0, 1))
            self.contours[-1].append((x, y))


@lru_cache(maxsize=256)
def icon_mask(name: str, side: int) -> Image.Image:
    """The icon as a square mask, `side` pixels wide."""
    large = (side * FINER, side * FINER)
    counted = Image.new("L", large, NOWHERE)
    for contour in _contours(name):
        if len(contour) < 3:
            continue
        scaled = [(x * large[0] / BOX, y * large[1] / BOX) for x, y in contour]
        inside = Image.new("L", large, 0)
        ImageDraw.Draw(inside).polygon(scaled, fill=1)
        count = ImageChops.add if _turns_right(contour) else ImageChops.subtract
        counted = count(counted, inside)
    return counted.point([0 if value == NOWHERE else 255 for value in range(256)]).reduce(FINER)


@cache
def _contours(name: str) -> list[list[Point]]:
    pen = _Contours()
    parse_path(icon_path(name), pen)
    return pen.contours


def _turns_right(contour: list[Point]) -> bool:
    turned = zip(contour, contour[1:] + contour[:1], strict=True)
    return sum(x1 * y2 - x2 * y1 for (x1, y1), (x2, y2) in turned) > 0
