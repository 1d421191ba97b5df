"""A resident follows, says on the phone what concerns them, and gets what staff send to exactly those."""

import re
import uuid

import pytest
from playwright.sync_api import Page, expect

from cms.demo import texts
from tests.journeys.people import Staff
from tests.journeys.test_one_page_reaches_its_segment import eventually, readers_of

pytestmark = pytest.mark.journey
NAME = "南 いずみ"


def meant(name: str, topics: list[str], district: str | None) -> bool:
    """By hand: wants to hear of 防災, and lives in 南地区 or does not want to hear of 子育て."""
    return "防災" in topics and (district == "南地区" or "子育て" not in topics)


def by_hand() -> set[str]:
    people = [*texts.RESIDENTS, (NAME, ["防災", "子育て"], "南地区")]
    return {name for name, topics, district in people if meant(name, topics or [], district)}


def say_what_concerns_me(page: Page, town, user_id: str) -> None:
    """On the phone's screen: the greeting, its button, the questions, saving."""
    page.goto(f"{town.site}/emulator/#{user_id}")
    page.get_by_role("link", name="お知らせを 選ぶ").click()
    frame = page.frame_locator(".sheet iframe")
    expect(frame.get_by_role("heading", name="受信設定")).to_be_visible()
    if frame.get_by_role("button", name="質問を全部見る").count():
        frame.get_by_role("button", name="質問を全部見る").click()
    for choice in ("防災", "子育て", "南地区"):
        frame.get_by_label(choice, exact=True).check()
    frame.get_by_role("button", name=re.compile("^保存する$")).last.click()
    expect(frame.get_by_role("heading", name="保存しました")).to_be_visible()
    expect(frame.get_by_text("防災、子育て")).to_be_visible()


def build(staff: Staff, name: str) -> None:
    """防災 and also (南地区, or not 子育て), put together in the builder."""
    page = staff.page
    page.goto(f"{staff.town.site}/admin/snippets/line_segments/segment/add/")
    page.locator("#id_name").fill(name)
    page.locator("#id_department").select_option(label="広報課")
    page.get_by_label("防災", exact=True).check()
    page.get_by_role("button", name="グループを追加する").click()
    group = page.get_by_role("group", name="条件のグループ")
    group.get_by_label("質問", exact=True).select_option(label="お住まいの地区")
    group.get_by_label("南地区", exact=True).check()
    group.get_by_role("button", name="条件を追加する").click()
    last = group.get_by_role("group", name="条件", exact=True).last
    last.get_by_label("子育て", exact=True).check()
    last.get_by_label("入るかどうか").select_option("not")
    told = page.get_by_role("status", name="条件の説明")
    expect(told).to_contain_text(f"対象人数：{len(by_hand())}人")
    expect(group.locator("[data-branch]").first).not_to_be_empty()
    page.locator("footer").get_by_role("button", name="保存").click()
    page.wait_for_url("**/segment/")


def test_who_says_what_concerns_them_gets_exactly_that(browser, town_here):
    phone = browser.new_context(viewport={"width": 390, "height": 844}, locale="ja-JP").new_page()
    user_id = town_here.emulator.add_phone(NAME, follow=True)
    assert eventually(lambda: town_here.emulator.received(user_id)), "the greeting"
    say_what_concerns_me(phone, town_here, user_id)

    aoi, ben = Staff(browser, town_here, "青木"), Staff(browser, town_here, "別府")
    name, title = f"防災の入れ子 {uuid.uuid4().hex[:6]}", f"避難訓練のお知らせ {uuid.uuid4().hex[:6]}"
    build(aoi, name)
    aoi.start_announcement(title, "12月6日に行います。")
    aoi.instruct(segment=name)
    aoi.submit()
    ben.open_request(title)
    expect(ben.page.locator("main")).to_contain_text(f"{len(by_hand())}人")
    ben.approve()
    assert eventually(lambda: readers_of(town_here, title) == dict.fromkeys(by_hand(), 1)), readers_of(town_here, title)
