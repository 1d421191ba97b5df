import pytest

from linebridge.drawing.arrange import COUNTS, TABS, grid
from linebridge.drawing.models import COMPACT, LARGE, Size

SIZES = [LARGE, COMPACT, Size(1200, 810), Size(800, 270), Size(1999, 1001)]


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("tabs", TABS)
@pytest.mark.parametrize("count", COUNTS)
def test_a_division_covers_the_picture_exactly(count, tabs, size):
    bounds = grid(count, size, tabs)
    assert len(bounds) == count + tabs
    assert sum(b.width * b.height for b in bounds) == size.width * size.height
    assert not any(one.overlaps(other) for i, one in enumerate(bounds) for other in bounds[:i])
    assert all(b.x >= 0 and b.y >= 0 and b.right <= size.width and b.bottom <= size.height for b in bounds)


@pytest.mark.parametrize("tabs", TABS)
@pytest.mark.parametrize("count", COUNTS)
def test_every_area_is_large_enough_for_a_finger(count, tabs):
    """On a phone 390 px wide: WCAG 2.2 asks for 24 px."""
    shown = 390 / 2500
    assert min(min(b.width, b.height) * shown for size in (LARGE, COMPACT) for b in grid(count, size, tabs)) >= 24


def test_tabs_come_first_and_stand_in_one_row_above():
    bounds = grid(6, LARGE, tabs=3)
    assert [b.x for b in bounds[:3]] == [0, 833, 1666]
    assert {(b.y, b.bottom) for b in bounds[:3]} == {(0, 281)}
    assert all(b.y >= 281 for b in bounds[3:])


@pytest.mark.parametrize(("count", "tabs"), [(0, 0), (13, 0), (6, 1), (6, 4)])
def test_there_is_no_other_division(count, tabs):
    with pytest.raises(ValueError, match="no division"):
        grid(count, LARGE, tabs)
