"""A menu of six areas is drawn, filled and saved without a mouse; on a phone the same screen can be read and used."""

import pytest
from django.db import connections
from django.urls import reverse
from playwright.sync_api import Page, expect

from linebridge.richmenus.check import errors
from linebridge.richmenus.models import MenuSet
from tests.cms.test_staff_screens_in_browser import DRAWN, hidden, violations
from tests.house.test_japanese_in_chromium import tab_of
from tests.journeys.test_segment_by_keyboard import press, tab_to
from tests.linebridge.richmenus.menus import WORDS, menu_of

pytestmark = pytest.mark.journey
PHONE = {"width": 390, "height": 844}


def fill_in(page: Page, words: str, icon: str) -> None:
    """The fields of one area: words, a target, an icon that is looked for."""
    tab_to(page, page.locator("#line-menu-label"))
    page.keyboard.type(words)
    tab_to(page, page.locator("#line-menu-kind"))
    for _down in range(4):
        page.keyboard.press("ArrowDown")
    expect(page.locator("#line-menu-kind")).to_have_value("text")
    tab_to(page, page.get_by_label("トークで文字を送る"))
    page.keyboard.type(words)
    icons = page.locator("[data-icons]")
    if icons.get_attribute("open") is None:
        press(page, page.locator("[data-icon-name]"), "Enter")
    tab_to(page, page.get_by_label("アイコンを探す"))
    page.keyboard.press("Control+A")
    page.keyboard.type(icon)
    tab_to(page, page.locator("[data-icon-list] input:checked"))
    expect(page.locator("[data-icon-name]")).to_contain_text("なし")
    page.keyboard.press("ArrowDown")
    expect(page.locator("[data-icon-name]")).to_contain_text(icon)


def draw(page: Page) -> None:
    tab_to(page, page.locator("#id_name"))
    page.keyboard.type("くらしのメニュー")
    tab_to(page, page.get_by_label("枠の数（タブを除く）"))
    expect(page.get_by_label("枠の数（タブを除く）")).to_have_value("6")
    press(page, page.get_by_role("button", name="この数に分ける"), "Enter")
    label = page.locator("#line-menu-label")
    expect(label).to_be_focused()
    expect(page.locator("[data-findings-head]")).to_contain_text("承認までに直すところ：12件")
    for number, words in enumerate(WORDS[:6]):
        fill_in(page, words, ("ごみ", "子育て", "避難", "健診", "広報紙", "病院")[number])
        press(page, page.get_by_role("button", name="次の枠"), "Enter")
        expect(label).to_be_focused()
    expect(page.locator("[data-findings-head]")).to_have_text("直すところはありません。")


def make_smaller(page: Page) -> None:
    """The last area is made smaller with the arrow keys, and that is undone."""
    tab_to(page, page.locator(".line-menu-area").last)
    page.keyboard.press("Shift+ArrowLeft")
    expect(page.locator("[data-told]")).to_contain_text("824×843ピクセル")
    expect(page.locator(".line-menu-area").last).to_be_focused()
    press(page, page.get_by_role("button", name="元に戻す"), "Enter")
    expect(page.locator("[data-told]")).to_have_text("元に戻しました。")


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_a_menu_of_six_areas_is_made_by_keyboard_alone(own_town, live_server, chromium_here):
    page = tab_of(chromium_here, live_server, own_town.aoi)
    page.goto(live_server.url + reverse("wagtailsnippets_line_richmenus_menuset:add"))
    draw(page)
    make_smaller(page)
    press(page, page.locator("footer").get_by_role("button", name="下書きを保存"), "Enter")
    page.wait_for_url("**/edit/**")
    row = MenuSet.objects.get(name="くらしのメニュー")
    menu = row.get_latest_revision_as_object()
    (tab,) = menu.read()
    assert [area.label for area in tab.areas] == list(WORDS[:6])
    assert [area.icon for area in tab.areas][:2] == ["garbage", "childcare"]
    assert sum(area.bounds.width * area.bounds.height for area in tab.areas) == 2500 * 1686
    assert errors(menu) == []
    connections.close_all()


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_the_editor_can_be_read_and_used_on_a_phone(own_town, live_server, chromium_here):
    menu = menu_of(6, 4, department=own_town.departments["koho"])
    menu.save()
    page = tab_of(chromium_here, live_server, own_town.aoi)
    page.set_viewport_size(PHONE)
    page.goto(live_server.url + reverse("wagtailsnippets_line_richmenus_menuset:edit", args=[menu.pk]))
    expect(page.locator("[data-shown]")).to_be_visible()
    page.locator(".line-menu-area").nth(3).click()
    expect(page.locator("[data-area-name]")).to_have_text("枠4：子育て")
    for folded in page.locator(".line-menu details").all():
        folded.locator("summary").click()
    page.evaluate(DRAWN)
    assert violations(page) + hidden(page) == []
    small = page.locator(".line-menu .button-small:visible, .line-menu select:visible")
    assert [one.bounding_box()["height"] for one in small.all() if one.bounding_box()["height"] < 44] == []
    page.locator("[data-tab='1']").click()
    expect(page.locator("[data-tab-name]")).to_have_value("防災")
    expect(page.locator(".line-menu-area")).to_have_count(6)
    connections.close_all()


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_tabs_come_and_go_with_their_strip(own_town, live_server, chromium_here):
    page = tab_of(chromium_here, live_server, own_town.aoi)
    page.goto(live_server.url + reverse("wagtailsnippets_line_richmenus_menuset:add") + "?from=main")
    expect(page.locator(".line-menu-area")).to_have_count(8)
    page.get_by_role("button", name="タブを追加する").click()
    expect(page.locator(".line-menu-area")).to_have_count(6)  # two of the strip, four new ones
    page.get_by_role("button", name="タブ1：メイン").click()
    expect(page.locator(".line-menu-area")).to_have_count(10)
    assert "16.6667%" in page.locator(".line-menu-area").nth(2).get_attribute("style")
    page.get_by_role("button", name="このタブを削除する").click()
    page.get_by_role("button", name="元に戻す").click()
    expect(page.locator(".line-menu-area")).to_have_count(10)
    page.locator("#id_size").select_option("compact")
    page.get_by_role("button", name="この数に分ける").click()
    expect(page.locator("[data-told]")).to_contain_text("2個の枠を外しました")
    connections.close_all()
