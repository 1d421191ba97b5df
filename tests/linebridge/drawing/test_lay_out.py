import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from linebridge.drawing.arrange import COUNTS, TABS
from linebridge.drawing.fit import font
from linebridge.drawing.lay_out import SMALLEST, lay_out
from linebridge.drawing.models import COMPACT, LARGE, Area, Bounds, Plan, Size, Undrawable

from .plans import LABELS, menu, one
from .plans import TABS as TAB_NAMES

DRAWN = st.text("ごみ救急当番医子育て予約、。（）「」ー・髙﨑辻德ﾊﾞｶﾞ~ABCxyz019éệ한 \n", max_size=30)
EMOJI = st.sampled_from(["🚨", "👨‍👩‍👧", "🎉", "☎️"])
ANY = st.one_of(DRAWN, DRAWN, st.builds(str.__add__, DRAWN, EMOJI), st.text(max_size=30))


def inside(placed) -> bool:
    """Every line, as it is really drawn, and the icon lie in the tile."""
    tile = placed.tile
    boxes = [placed.icon] if placed.icon else []
    drawn = [(b.x, b.y, b.right, b.bottom) for b in boxes]
    for line in placed.lines:
        anchor = "ms" if line.centred else "ls"
        left, top, right, bottom = font(line.size).getbbox(line.text, anchor=anchor)
        drawn.append((line.x + left, line.baseline + top, line.x + right, line.baseline + bottom))
    return all(a >= tile.x and b >= tile.y and c <= tile.right and d <= tile.bottom for a, b, c, d in drawn)


@given(
    ANY, ANY | st.just(""), st.sampled_from(COUNTS), st.sampled_from([LARGE, COMPACT, Size(800, 540)]), st.booleans()
)
@settings(deadline=None, max_examples=200)
def test_words_stand_inside_their_tile_or_it_is_said_that_they_do_not_fit(label, second, count, size, icon):
    plan = menu(count, size)
    area = plan.areas[0]
    changed = Area(area.bounds, label, second, icon="garbage" if icon else "")
    try:
        placed = lay_out(Plan(size, (changed, *plan.areas[1:])))
    except Undrawable as undrawable:
        assert {problem.area for problem in undrawable.problems} == {0}
    else:
        assert all(map(inside, placed))


@pytest.mark.parametrize("size", [LARGE, COMPACT])
@pytest.mark.parametrize("tabs", TABS)
@pytest.mark.parametrize("count", COUNTS)
def test_every_ready_made_menu_takes_the_usual_words(count, tabs, size):
    placed = lay_out(menu(count, size, tabs))
    assert all(map(inside, placed))
    assert min(line.size for each in placed for line in each.lines) >= SMALLEST
    drawn = ["".join(line.text for line in each.lines) for each in placed]
    assert drawn == [*list(TAB_NAMES)[:tabs], *list(LABELS)[:count]]


def test_areas_of_one_shape_look_alike():
    placed = lay_out(menu(6, tabs=3))[3:]
    assert len({line.size for each in placed for line in each.lines}) == 1
    assert len({each.icon.width for each in placed}) == 1
    assert len({each.icon.y for each in placed[:3]}) == 1


def test_beside_their_words_icons_stand_below_one_another_and_in_the_middle_of_a_row():
    short, long = lay_out(menu(10, labels=["ごみ", "救急当番医", *"一二三四五六七八"]))[:2]
    for placed in (short, long):
        words = font(placed.lines[0].size).getlength(placed.lines[0].text)
        before, after = placed.icon.x - placed.tile.x, placed.tile.right - placed.lines[0].x - words
        assert before == pytest.approx(after, abs=4)
    column = Plan(
        LARGE,
        tuple(
            Area(Bounds(0, 562 * i, 2500, 562), word, icon="bus")
            for i, word in enumerate(["地図", "救急当番医", "申請"])
        ),
    )
    assert len({placed.icon.x for placed in lay_out(column)}) == 1


def test_one_long_label_does_not_make_all_the_others_small():
    labels = ["ごみ", "バス", "コミュニティセンターの空き状況を調べて予約する", "地図", "観光", "防災"]
    sizes = [each.lines[0].size for each in lay_out(menu(labels=labels))]
    assert sizes[2] < sizes[0]
    assert sizes[0] >= 72


def test_a_smaller_picture_is_the_same_made_smaller():
    large, small = lay_out(menu(6)), lay_out(menu(6, Size(1250, 843)))
    for one_, other in zip(large, small, strict=True):
        assert other.tile.width == pytest.approx(one_.tile.width / 2, abs=1)
        assert other.lines[0].size == pytest.approx(one_.lines[0].size / 2, abs=3)


def test_the_selected_tab_is_known_without_its_colour():
    placed = lay_out(menu(tabs=3))
    assert [bool(each.bar) for each in placed[:3]] == [True, False, False]
    assert placed[0].tile.y < placed[1].tile.y


def test_words_that_do_not_fit_are_named_and_nothing_is_laid_out():
    with pytest.raises(Undrawable) as said:
        lay_out(one("長い文章" * 80))
    assert [(p.area, p.field) for p in said.value.problems] == [(0, "label")]
    assert "枠に入りきりません" in said.value.problems[0].sentence


def test_emoji_are_named_since_no_font_of_ours_has_them():
    with pytest.raises(Undrawable) as said:
        lay_out(one("防災🚨"))
    assert "「防災🚨」" in said.value.problems[0].sentence
    assert "描けない文字" in said.value.problems[0].sentence
