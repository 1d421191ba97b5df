"""Ready-made divisions of a menu: one to twelve areas, with or without a strip of tabs above. Pure arithmetic.

Every division covers the whole picture, without gaps and without overlaps.
"""

from itertools import pairwise

from .models import Bounds, Size

# How many areas stand in each row, the first row on top.
TALL = {1: (1,), 2: (2,), 3: (1, 2), 4: (2, 2), 5: (2, 3), 6: (3, 3), 7: (3, 4), 8: (4, 4), 9: (3, 3, 3), 10: (2, 4, 4),
        11: (3, 4, 4), 12: (4, 4, 4)}  # fmt: skip
FLAT = {1: (1,), 2: (2,), 3: (3,), 4: (4,), 5: (2, 3), 6: (3, 3), 7: (3, 4), 8: (4, 4), 9: (4, 5), 10: (5, 5),
        11: (5, 6), 12: (6, 6)}  # fmt: skip
COUNTS = range(1, 13)
TABS = (0, 2, 3)


def grid(count: int, size: Size, tabs: int = 0) -> list[Bounds]:
    """The bounds of `tabs` tabs, from the left, and then of `count` areas, row by row."""
    if count not in COUNTS or tabs not in TABS:
        raise ValueError(f"There is no division into {count} areas with {tabs} tabs")
    flat = size.width > 2 * size.height
    strip = size.height // (4 if flat else 6) if tabs else 0
    rows = (FLAT if flat else TALL)[count]
    heights = _edges(strip, size.height, len(rows))
    bounds = _row(tabs, size.width, 0, strip) if tabs else []
    for cells, (top, bottom) in zip(rows, heights, strict=True):
        bounds += _row(cells, size.width, top, bottom)
    return bounds


def _row(cells: int, width: int, top: int, bottom: int) -> list[Bounds]:
    return [Bounds(left, top, right - left, bottom - top) for left, right in _edges(0, width, cells)]


def _edges(start: int, end: int, parts: int) -> list[tuple[int, int]]:
    """`parts` spans from start to end, as even as whole pixels allow."""
    marks = [start + (end - start) * i // parts for i in range(parts + 1)]
    return list(pairwise(marks))
