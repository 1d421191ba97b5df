"""What is refused and what is only said, at each limit."""

import pytest

from cms.workflow.take_down import take_down
from linebridge.drawing.models import Bounds
from linebridge.richmenus.check import check, errors, waiting_targets
from linebridge.richmenus.draw_menu import digest, encoded, keep_finished, plan_of
from linebridge.richmenus.models import CityRules, MenuSet, Target, Unreadable, read_tabs, write_tabs
from linebridge.richmenus.start_from import READY, start_from, with_new_keys
from linebridge.richmenus.targets import Broken, lead, register_waiting
from linebridge.richmenus.warn import broken_menus
from tests.linebridge.richmenus.menus import live, menu_of
from tests.linebridge.richmenus.test_screens import picture

pytestmark = pytest.mark.django_db


def said(menu):
    return [(finding.error, finding.field) for finding in check(menu)]


def first(menu):
    return menu.tabs[0]["areas"][-1]


@pytest.mark.parametrize("count", range(1, 13))
@pytest.mark.parametrize("size", MenuSet.Size.values)
def test_every_even_division_is_good(count, size):
    assert said(menu_of(count, size=size)) == []


def test_the_citys_figures_are_reached_without_a_word_and_passed_with_a_warning():
    assert said(menu_of(6, 4, 4)) == []  # 14 entries and 6 switches are 20
    assert said(menu_of(7, 4, 4)) == [(False, "tabs")]
    wide = menu_of(12)
    wide.tabs[0]["areas"].append(menu_of(1).tabs[0]["areas"][0] | {"bounds": [0, 0, 1, 1]})
    assert (False, "areas") in said(wide)
    CityRules(pk=1, areas=5, tabs=1, total=4).save()
    assert said(menu_of(6)) == [(False, "areas"), (False, "tabs")]


def rows_of(number):
    """As many areas side by side, in two rows."""
    menu = menu_of(1)
    area = menu.tabs[0]["areas"][0]
    keys = [row["key"] for count in (12, 12) for row in menu_of(count).tabs[0]["areas"]]
    width = 2500 // ((number + 1) // 2)
    menu.tabs[0]["areas"] = [
        area | {"key": keys[n], "bounds": [n // 2 * width, n % 2 * 843, width, 843]} for n in range(number)
    ]
    return menu


def test_line_takes_twenty_areas_and_no_more():
    assert errors(rows_of(20)) == []
    assert [(finding.error, finding.field) for finding in errors(rows_of(21))] == [(True, "areas")]
    assert said(MenuSet(tabs=[])) == [(True, "tabs")]


def test_a_label_has_one_to_twenty_characters():
    menu = menu_of(1)
    for label, wrong in (("あ" * 20, False), ("あ" * 21, True), ("", True), ("か\u3099" * 20, False)):
        first(menu)["label"] = label
        assert ((True, "label") in said(menu)) is wrong, label


def test_areas_lie_inside_and_apart():
    menu = menu_of(2)
    first(menu)["bounds"] = [1, 843, 2500, 843]
    assert (True, "bounds") in said(menu)
    first(menu)["bounds"] = [0, 800, 2500, 886]
    assert (True, "bounds") in said(menu)
    first(menu)["bounds"] = [0, 1600, 2500, 86]
    assert said(menu)[0] == (False, "bounds")  # 13 pixels on a phone


def test_poor_contrast_is_a_warning_in_words():
    menu = menu_of(1)
    first(menu).update(tile="#ffffff", ink="#cccccc")
    assert {finding.error for finding in check(menu)} == {False}
    assert "コントラスト" in check(menu)[0].sentence


def test_tabs_need_names_and_ways_there_and_back():
    menu = menu_of(4, 4)
    menu.tabs[1]["name"] = ""
    assert (True, "name") in said(menu)
    menu = menu_of(4, 4)
    menu.tabs[1]["name"] = menu.tabs[0]["name"]
    assert said(menu) == [(True, "name")]
    menu = menu_of(4, 4)
    menu.tabs[0]["areas"][1]["target"] = {"kind": "text", "value": "あ"}
    menu.tabs[0]["areas"][1]["label"] = "あ"
    assert [(finding.field, finding.tab) for finding in errors(menu)] == [
        ("areas", menu.tabs[0]["key"]), ("areas", menu.tabs[1]["key"]),
    ]  # fmt: skip


def test_a_finished_picture_needs_its_areas_and_its_size(town):
    menu = menu_of(4)
    kept = keep_finished(picture(2500, 1686).read(), menu.pixels, town.aoi)
    menu.tabs[0]["picture"] = str(kept.pk)
    assert said(menu) == []
    assert digest(menu, menu.read()[0]) == kept.sha256
    assert encoded(menu, menu.read()[0]).data == bytes(kept.data)
    menu.size = "compact"
    assert (True, "picture") in said(menu)
    menu.size, menu.tabs[0]["picture"] = "large", menu.tabs[0]["key"]
    assert (True, "picture") in said(menu)
    menu.tabs[0]["picture"] = str(kept.pk)
    first(menu)["bounds"] = [0, 0, 2500, 1686]
    assert said(menu).count((True, "bounds")) == 3


@pytest.mark.parametrize(
    ("kind", "value", "leads"),
    [
        ("url", "https://www.example.jp/a?b=c", "https://www.example.jp/a?b=c"),
        ("url", "http://www.example.jp/", None), ("url", "javascript:alert(1)", None), ("url", "https://", None),
        ("url", "https://example.jp/ a", None), ("url", "https://example.jp/" + "a" * 1000, None),
        ("phone", "03-1234-5678", "tel:0312345678"), ("phone", "+81312345678", "tel:+81312345678"),
        ("phone", "市役所", None), ("phone", "", None), ("text", "メニュー", ""), ("text", "", None),
        ("text", "🍎" * 150, ""), ("text", "🍎" * 151, None), ("page", "", None), ("page", "999999", None),
        ("page", "1 OR 1", None), ("page", "9" * 40, None),
        ("liff", "settings", "https://liff.line.me/1234567891-kairan01/settings/"), ("liff", "", None),
        ("tab", "x", None), ("booking", "", None), ("shelters", "", None), ("no such kind", "", None), ("", "", None),
    ],
)  # fmt: skip
def test_targets_lead_somewhere_or_say_why_not(kind, value, leads):
    if leads is None:
        with pytest.raises(Broken) as broken:
            lead(Target(kind, value), [])
        assert str(broken.value).endswith("。")
    else:
        assert lead(Target(kind, value), []).address == leads


def test_a_real_kind_is_not_replaced_by_one_that_waits():
    register_waiting("url", "まだない")
    assert lead(Target("url", "https://example.jp/"), []).address == "https://example.jp/"


def test_a_page_leads_to_its_address_until_it_is_taken_down(town):
    page = town.publish(town.write("ごみの収集日"))
    row = live(town, 3, target=Target("page", str(page.pk)))
    assert lead(Target("page", str(page.pk)), []).address.endswith(f"/{page.slug}/")
    assert broken_menus(town.aoi) == []
    take_down(page, town.ben, "終わりました。")
    assert len(errors(MenuSet.objects.get(pk=row.pk))) == 3
    (sentence,) = broken_menus(town.aoi)
    assert "くらしのメニュー" in sentence and "ごみの収集日" in sentence
    assert broken_menus(town.chika) == []


def test_ready_menus_hold_every_entry_and_wait_only_for_their_targets():
    labels = {area["label"] for key in READY for tab in start_from(key).tabs for area in tab["areas"]}
    main = {"市ホームページ", "広報紙", "予約カレンダー", "ごみ", "休日当番医", "バス時刻表", "子育て", "受信設定"}
    others = {
        "ハザードマップ",
        "警報・注意報",
        "防災リンク集",
        "避難所を探す",
        "SNS",
        "観光",
        "ふるさと納税",
        "移住・定住",
    }
    sendai = {"手続きナビ", "よくある質問", "お知らせ", "感染症情報", "ごみの分別", "イベント"}
    assert main | others | sendai <= labels
    for key in READY:
        menu = start_from(key)
        assert {finding.field for finding in errors(menu)} == {"target"}, key
        assert all(encoded(menu, tab).data for tab in menu.read())
    assert waiting_targets(start_from("with_disaster")) == ["予約カレンダー", "近くの避難所"]


def test_a_new_start_has_new_keys_and_tabs_that_lead_to_each_other():
    menu = start_from("with_disaster")
    other = MenuSet(tabs=with_new_keys(menu.tabs))
    assert not {tab["key"] for tab in menu.tabs} & {tab["key"] for tab in other.tabs}
    assert [finding.field for finding in errors(other)] == [finding.field for finding in errors(menu)]


def test_what_was_read_is_written_again_the_same():
    tabs = menu_of(6, 4, 4).tabs
    assert write_tabs(read_tabs(tabs)) == tabs


@pytest.mark.parametrize(
    "change",
    [
        {"key": "no key"}, {"bounds": [0, 0, 1]}, {"bounds": [0, 0, 1.5, 1]}, {"bounds": [0, 0, True, 1]},
        {"bounds": [0, 0, 1, 10**9]}, {"tile": "red"}, {"ink": "#12345"}, {"label": 5}, {"label": "あ" * 2001},
        {"target": "url"}, {"target": {"kind": 1}}, {"strip": "yes"}, {"picture": "../../etc"},
    ],
)  # fmt: skip
def test_nothing_unexpected_gets_into_an_area(change):
    menu = menu_of(1)
    first(menu).update(change)
    with pytest.raises(Unreadable):
        menu.read()
    assert said(menu) == [(True, "tabs")]


def test_four_tabs_and_two_areas_of_one_key_are_no_menu():
    tabs = menu_of(1, 1, 1).tabs
    with pytest.raises(Unreadable):
        read_tabs(tabs + menu_of(1).tabs)
    with pytest.raises(Unreadable):
        read_tabs([tabs[0], tabs[0]])


def test_what_no_database_can_keep_is_left_out_of_words():
    menu = menu_of(1)
    first(menu)["label"] = "ご\x00み\ud800"
    assert menu.read()[0].areas[0].label == "ごみ"


def test_the_strip_is_drawn_as_tabs_of_which_one_is_open():
    menu = menu_of(2, 2, 2)
    plan = plan_of(menu, menu.read()[1])
    assert [(area.label, area.tab, area.selected) for area in plan.areas[:3]] == [
        ("メイン", True, False), ("防災", True, True), ("おすすめ", True, False),
    ]  # fmt: skip
    assert plan.areas[0].bounds == Bounds(0, 0, 833, 281)
    assert len(menu.read()[1].tapped) == 4
