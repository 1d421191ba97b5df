from dataclasses import replace
from io import BytesIO

import pytest
from PIL import Image

from linebridge.drawing.draw import draw
from linebridge.drawing.encode import encode
from linebridge.drawing.lay_out import lay_out
from linebridge.drawing.models import COMPACT, LARGE, THEMES, Size, Undrawable

from .plans import menu, one


def png(colour, size=(300, 300), mode="RGB") -> bytes:
    out = BytesIO()
    Image.new(mode, size, colour).save(out, "PNG")
    return out.getvalue()


@pytest.mark.parametrize("size", [LARGE, COMPACT, Size(800, 540)])
def test_the_picture_has_the_size_of_the_plan(size):
    assert draw(menu(4, size)).size == tuple(size)


def test_the_same_plan_gives_the_same_bytes():
    assert encode(draw(menu(6, tabs=3))) == encode(draw(menu(6, tabs=3)))


def test_tiles_stand_on_the_background_with_rounded_corners():
    plan = menu(6, theme="green")
    picture, placed = draw(plan), lay_out(plan)[0]
    assert picture.getpixel((2, 2)) == (0xC2, 0xE5, 0xD1)
    assert picture.getpixel((placed.tile.x, placed.tile.y)) == (0xC2, 0xE5, 0xD1)
    assert picture.getpixel((placed.tile.x + placed.radius, placed.tile.y + 3)) == (255, 255, 255)


def test_words_and_icons_have_their_colours_and_stay_in_their_tiles():
    plan = menu(6)
    picture = draw(plan)
    for placed in lay_out(plan):
        tile, icon = placed.tile, placed.icon
        shown = {colour for _, colour in picture.crop((icon.x, icon.y, icon.right, icon.bottom)).getcolors(100_000)}
        assert (0x00, 0x17, 0xC1) in shown
        line = placed.lines[0]
        words = picture.crop((tile.x, round(line.baseline) - line.size, tile.right, round(line.baseline)))
        assert (0x1A, 0x1A, 0x1A) in {colour for _, colour in words.getcolors(100_000)}
        edge = picture.crop((tile.x, tile.y + 100, tile.x + 20, tile.bottom - 100))
        assert edge.getcolors() == [(20 * (tile.height - 200), (255, 255, 255))]


def test_a_background_picture_fills_the_menu_without_being_stretched():
    stripes = Image.new("RGB", (400, 1000), "#00ff00")
    stripes.paste("#ff0000", (0, 0, 400, 300))
    out = BytesIO()
    stripes.save(out, "PNG")
    picture = draw(replace(one("地図"), background_picture=out.getvalue()))
    assert picture.size == tuple(LARGE)
    assert picture.getpixel((3, 3)) == (0, 255, 0)  # the red above was cut away


def test_a_picture_that_was_handed_in_stands_in_the_place_of_the_icon():
    plan = one("市のマーク", picture=png((255, 0, 0, 255), (200, 100), "RGBA"))
    (placed,) = lay_out(plan)
    box = placed.icon
    picture = draw(plan)
    assert picture.getpixel((box.x + box.width // 2, box.y + box.height // 2)) == (255, 0, 0)
    assert picture.getpixel((box.x + box.width // 2, box.y + 5)) == (
        255,
        255,
        255,
    )  # wider than high, and not stretched


def test_what_cannot_be_drawn_whole_is_not_drawn():
    with pytest.raises(Undrawable):
        draw(one("長い文章" * 80))
    with pytest.raises(Undrawable):
        draw(one("地図", size=Size(100, 100)))


def test_poor_contrast_is_drawn_for_it_is_a_warning():
    assert draw(one("地図", ink="#eeeeee")).size == tuple(LARGE)


@pytest.mark.parametrize("theme", THEMES)
def test_every_theme_draws_the_fullest_menu(theme):
    assert draw(menu(12, tabs=3, theme=theme)).size == tuple(LARGE)
