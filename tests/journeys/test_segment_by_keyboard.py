"""A segment is put together, counted and saved without a mouse."""

import pytest
from django.db import connections
from django.urls import reverse
from playwright.sync_api import Locator, Page, expect

from cms.demo import residents
from linebridge.friends.models import Friend
from linebridge.questions.answer import questions_now, save_answers
from linebridge.questions.models import Choice
from linebridge.segments.models import Segment
from tests.browser import chromium
from tests.cms.test_staff_screens_in_browser import violations
from tests.house.test_japanese_in_chromium import tab_of

pytestmark = pytest.mark.journey
ANSWERS = (("子育て", "イベント"), ("子育て",), ("防災",), ())


def settle(town) -> dict[str, int]:
    """Four friends and what they chose; choice → its key."""
    residents.make_questions(town.departments, town.users)
    keys = {str(choice): choice.pk for choice in Choice.objects.all()}
    for n, chosen in enumerate(ANSWERS):
        friend = Friend.objects.create(line_user_id=f"U{n:032x}")
        if chosen:
            save_answers(friend, questions_now(), {keys[word] for word in chosen})
    return keys


def tab_to(page: Page, target: Locator) -> None:
    """Press Tab until `target` has the focus."""
    for _press in range(80):
        if target.evaluate("e => e === document.activeElement"):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"{target} cannot be reached with the Tab key")


def press(page: Page, target: Locator, key: str) -> None:
    tab_to(page, target)
    page.keyboard.press(key)


def choose(page: Page, select: Locator, value: str) -> None:
    """Go to an option of a select by the arrow keys."""
    tab_to(page, select)
    for _press in range(30):
        if select.input_value() == value:
            return
        page.keyboard.press("ArrowDown")
    raise AssertionError(f"{value} is not among the options")


def put_together(page: Page) -> None:
    """Those who want to hear of children or events, but not those who never answered: by Tab, Space, arrows, Enter."""
    count = page.get_by_role("status", name="条件の説明")
    tab_to(page, page.locator("#id_name"))
    page.keyboard.type("子育てかイベント")
    press(page, page.get_by_label("子育て"), "Space")
    expect(count).to_contain_text("対象人数：2人")
    press(page, page.get_by_label("イベント"), "Space")
    expect(count).to_contain_text("対象人数：2人")
    press(page, page.get_by_role("button", name="条件を追加する"), "Enter")
    kind = page.get_by_label("条件の種類").last
    expect(kind).to_be_focused()
    choose(page, kind, "new")
    press(page, page.get_by_label("日数"), "3")
    expect(count).to_contain_text("友だちになってから3日以内の人")
    choose(page, kind, "answered")
    expect(count).to_contain_text("対象人数：2人")
    expect(page.get_by_role("group", name="条件", exact=True).first).to_contain_text("2人")
    press(page, page.get_by_role("button", name="グループを追加する"), "Enter")
    press(page, page.get_by_role("button", name="このグループを取り除く"), "Enter")
    expect(page.get_by_role("button", name="条件を追加する")).to_be_focused()
    press(page, page.locator("footer").get_by_role("button", name="保存"), "Enter")
    page.wait_for_url("**/segment/")


def test_a_segment_is_made_by_keyboard_alone(own_town, live_server, monkeypatch):
    keys = settle(own_town)
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")  # Playwright's loop runs in this thread
    with chromium() as browser:
        page = tab_of(browser, live_server, own_town.aoi)
        page.goto(live_server.url + reverse("wagtailsnippets_line_segments_segment:add"))
        put_together(page)
        page.goto(live_server.url + reverse("wagtailsnippets_line_segments_segment:add"))
        expect(page.get_by_label("条件の種類")).to_be_visible()
        for width in (1280, 390):
            page.set_viewport_size({"width": width, "height": 900})
            assert violations(page) == []
        connections.close_all()  # those of Playwright's loop, which nobody else knows
    wanted = {"leaf": "any_choice", "ids": [keys["子育て"], keys["イベント"]]}
    assert Segment.objects.get(name="子育てかイベント").rule == {"all": [wanted, {"leaf": "answered"}]}
