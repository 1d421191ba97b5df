"""The poster with the code that adds the account."""

import io
from xml.etree import ElementTree

import pytest
from django.urls import reverse
from PIL import Image

from linebridge.liff.draw_poster import DPI, HEIGHT, WIDTH, Poster, draw_poster

SAMPLE = Poster(
    "みどり市", "お知らせをLINEで受け取れます", "https://line.me/R/ti/p/@abc", "@abc", ("読む", "追加する", "選ぶ")
)


def test_the_picture_is_a4_and_holds_a_code_and_words():
    picture = Image.open(io.BytesIO(draw_poster(SAMPLE, "png")))
    assert picture.size == (WIDTH, HEIGHT)
    assert round(picture.info["dpi"][0]) == DPI
    middle = picture.crop((WIDTH // 2 - 300, 800, WIDTH // 2 + 300, 1300)).convert("L")
    dark = sum(middle.histogram()[:100]) / (600 * 500)
    assert 0.3 < dark < 0.7


def test_the_drawing_is_well_formed_and_escapes_what_staff_type():
    wild = Poster("<市>", 'こ"れ & <b>', SAMPLE.address, SAMPLE.line_id, SAMPLE.steps)
    root = ElementTree.fromstring(draw_poster(wild, "svg"))
    texts = [each.text for each in root.iter("{http://www.w3.org/2000/svg}text")]
    assert "<市>" in texts
    assert "ID：@abc" in texts
    assert root.find("{http://www.w3.org/2000/svg}path").get("d").count("z") > 200


def test_the_pdf_is_one():
    assert draw_poster(SAMPLE, "pdf").startswith(b"%PDF-")


def test_another_kind_is_refused():
    with pytest.raises(KeyError):
        draw_poster(SAMPLE, "gif")


def test_staff_take_it_out_in_each_kind(aoi, emulator):
    address = reverse("line_liff_poster")
    assert "QRコード" in aoi.get(address).content.decode()
    for kind, head in (("png", b"\x89PNG"), ("svg", b"<svg"), ("pdf", b"%PDF")):
        answer = aoi.get(address, {"kind": kind, "heading": "市のLINE"})
        assert answer.content.startswith(head)
        assert f"line-poster.{kind}" in answer["Content-Disposition"]
    assert aoi.get(address, {"kind": "gif"}).status_code == 404
