import pytest
from PIL import Image

from linebridge.drawing.icons import ICONS, icon_path
from linebridge.drawing.trace import icon_mask


@pytest.mark.parametrize("name", ICONS)
def test_every_icon_has_an_outline_that_fills_part_of_its_square(name):
    assert icon_path(name).startswith("M")
    mask = icon_mask(name, 60)
    assert isinstance(mask, Image.Image)
    assert mask.size == (60, 60)
    assert 0.05 < sum(mask.tobytes()) / 255 / 3600 < 0.75


def test_no_two_icons_have_one_name_or_one_outline():
    assert len({str(icon.name) for icon in ICONS.values()}) == len(ICONS)
    assert len({icon_path(name) for name in ICONS}) == len(ICONS)


def test_the_icons_that_cities_ask_for_are_there_by_their_japanese_names():
    wanted = {
        "ごみ", "救急当番医", "バス", "子育て", "防災", "避難所", "地図", "予約", "申請", "よくある質問", "広報紙",
        "受信設定", "SNS", "観光", "ふるさと納税", "移住", "気象", "図書館",
    }  # fmt: skip
    assert wanted <= {str(icon.name) for icon in ICONS.values()}


def test_what_is_cut_out_of_an_icon_stays_open():
    """The information mark is a disc with a letter cut out of it."""
    mask = icon_mask("information", 256)
    assert mask.getpixel((60, 128)) == 255
    assert mask.getpixel((128, 150)) == 0
    assert mask.getpixel((4, 4)) == 0
