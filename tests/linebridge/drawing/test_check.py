from dataclasses import replace

import pytest

from linebridge.drawing.arrange import COUNTS
from linebridge.drawing.check import check, contrast, contrast_ratio
from linebridge.drawing.models import LARGE, THEMES, Area, Bounds, Plan, Size

from .plans import menu, one


@pytest.mark.parametrize(
    ("one_", "other", "ratio"),
    [
        ("#000000", "#ffffff", 21),
        ("#ffffff", "#ffffff", 1),
        ("#767676", "#ffffff", 4.54),  # the lightest grey for text on white, in WCAG's own examples
        ("#777777", "#ffffff", 4.47),
        ("#949494", "#ffffff", 3.03),
        ("#0000ff", "#ffffff", 8.59),
        ("#ff0000", "#ffffff", 3.99),
    ],
)
def test_contrast_is_that_of_wcag(one_, other, ratio):
    assert contrast_ratio(one_, other) == pytest.approx(ratio, abs=0.01)
    assert contrast_ratio(one_, other) == contrast_ratio(other, one_)


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("tabs", [2, 3])
def test_every_theme_keeps_the_contrast(theme, tabs):
    assert check(menu(6, tabs=tabs, theme=theme)) == []


@pytest.mark.parametrize("count", COUNTS)
def test_nothing_is_wrong_with_a_ready_made_menu(count):
    assert check(menu(count)) == []


def test_words_need_four_and_a_half_and_icons_three():
    assert contrast(one(ink="#767676")) == []
    assert contrast(one(ink="#000000", icon="garbage", icon_ink="#949494")) == []
    words, icon = contrast(one("ごみ", ink="#777777", icon="garbage", icon_ink="#959595"))
    assert "「ごみ」の文字" in words.sentence
    assert "4.47" in words.sentence
    assert "4.5" in words.sentence
    assert "「ごみ」のアイコン" in icon.sentence
    assert (icon.area, icon.field) == (0, "contrast")


def test_the_line_of_the_selected_tab_must_be_seen_too():
    (problem,) = contrast(one("くらし", icon_ink="#959595", tab=True, selected=True))
    assert "選択中を示す線" in problem.sentence


def test_a_figure_just_below_the_limit_is_not_rounded_up_to_it():
    (problem,) = contrast(one(ink="#777777", background="#ffffff"))
    assert "4.48" not in problem.sentence


@pytest.mark.parametrize(
    "size", [Size(799, 540), Size(2501, 1686), Size(800, 249), Size(2500, 1725)], ids=lambda s: f"{s.width}x{s.height}"
)
def test_a_size_that_line_refuses_is_refused_with_its_bounds(size):
    (problem,) = check(one(size=size))
    assert f"{size.width}×{size.height}" in problem.sentence
    assert "800〜2500" in problem.sentence
    assert problem.area is None


@pytest.mark.parametrize("size", [Size(800, 250), Size(2500, 1724), Size(1200, 405)])
def test_a_size_at_the_bounds_of_line_is_taken(size):
    assert check(one("地図", size=size)) == []


def test_more_areas_than_line_takes_are_refused():
    areas = tuple(Area(Bounds(i * 100, 0, 100, 1686), "地") for i in range(21))
    assert "1〜20個" in check(Plan(LARGE, areas))[0].sentence
    assert "1〜20個" in check(Plan(LARGE, ()))[0].sentence


def test_areas_that_overlap_or_leave_the_picture_are_named():
    wide = Plan(LARGE, (Area(Bounds(0, 0, 1300, 1686), "地図"), Area(Bounds(1250, 0, 1251, 1686), "バス")))
    overlapping, outside = check(wide)
    assert "「地図」と「バス」" in overlapping.sentence
    assert "「バス」の枠が画像からはみ出しています" in outside.sentence


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"label": " "}, "label"),
        ({"ink": "red"}, "colour"),
        ({"background": "#ffffff00"}, "colour"),
        ({"icon_ink": "javascript:"}, "colour"),
        ({"icon": "../secret"}, "icon"),
        ({"picture": b"GIF89a"}, "picture"),
    ],
)
def test_an_area_that_cannot_be_drawn_is_named(change, field):
    plan = menu(3)
    plan = replace(plan, areas=(plan.areas[0], replace(plan.areas[1], **change), plan.areas[2]))
    (problem,) = check(plan)
    assert (problem.area, problem.field) == (1, field)


def test_an_area_without_words_is_named_by_its_number():
    (problem,) = check(one(""))
    assert "「1番目の枠」" in problem.sentence


def test_a_background_that_is_no_picture_is_refused():
    (problem,) = check(replace(menu(3), background_picture=b"<svg/>"))
    assert (problem.area, problem.field) == (None, "background_picture")
    (problem,) = check(replace(menu(3), background="url(x)"))
    assert (problem.area, problem.field) == (None, "background")
