from dataclasses import replace
from xml.etree import ElementTree

import pytest

from linebridge.drawing.models import Undrawable
from linebridge.drawing.write_svg import to_svg

from .plans import menu, one
from .test_draw import png

SVG, INKSCAPE = "{http://www.w3.org/2000/svg}", "{http://www.inkscape.org/namespaces/inkscape}"


def layers(plan) -> dict[str, ElementTree.Element]:
    root = ElementTree.fromstring(to_svg(plan))
    assert root.get("viewBox") == f"0 0 {plan.size.width} {plan.size.height}"
    return {layer.get("id"): layer for layer in root}


def test_each_area_is_a_layer_with_its_tile_its_icon_as_an_outline_and_its_words_as_text():
    plan = menu(6, tabs=3)
    drawn = layers(plan)
    assert list(drawn) == ["background", *(f"area-{n}" for n in range(1, 10))]
    for layer, area in zip(list(drawn.values())[1:], plan.areas, strict=True):
        assert layer.get(f"{INKSCAPE}groupmode") == "layer"
        shapes = [each.tag.removeprefix(SVG) for each in layer]
        assert shapes[0] == "title"
        assert shapes[1] == ("path" if area.tab else "rect")
        assert shapes[-2:] == ["path", "text"]
        text = layer.find(f"{SVG}text")
        assert text.text == area.label
        assert "Noto Sans JP" in text.get("font-family")


def test_a_line_is_one_text_so_that_a_designer_can_move_it():
    (area,) = list(layers(one("粗大ごみの\n申し込み", second_line="前の週まで")).values())[1:]
    assert [text.text for text in area.findall(f"{SVG}text")] == ["粗大ごみの", "申し込み", "前の週まで"]


def test_words_cannot_become_markup():
    label = "</text><script>alert(1)</script>\"'&"
    (area,) = list(layers(one(label)).values())[1:]
    assert "".join(text.text for text in area.findall(f"{SVG}text")).replace(" ", "") == label.replace(" ", "")
    assert not any(each.tag == f"{SVG}script" for each in area.iter())


def test_pictures_that_were_handed_in_are_embedded_as_png_of_our_own_making():
    plan = replace(one("市", picture=png("#ff0000") + b"<script>"), background_picture=png("#00ff00"))
    for layer in layers(plan).values():
        assert layer.find(f"{SVG}image").get("href").startswith("data:image/png;base64,iVBOR")


def test_the_same_plan_gives_the_same_text():
    assert to_svg(menu(4)) == to_svg(menu(4))


def test_what_is_not_drawn_is_not_written_either():
    with pytest.raises(Undrawable):
        to_svg(one("長い文章" * 80))
