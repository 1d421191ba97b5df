"""An approver on the way home decides on a phone: everything fits, nothing needs a mouse."""

import uuid

import pytest
from playwright.sync_api import expect

from tests.journeys.people import Staff

pytestmark = pytest.mark.journey
PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}


def test_an_approver_decides_on_a_phone(town_here, browser):
    title = f"健康診断のお知らせ {uuid.uuid4().hex[:6]}"
    aoi = Staff(browser, town_here, "青木")
    aoi.start_announcement(title, "来月から受け付けます。")
    aoi.instruct()
    aoi.submit()

    ben = Staff(browser, town_here, "別府", **PHONE)
    ben.open_request(title)
    page = ben.page
    expect(page.get_by_role("button", name="承認する")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= 390, "the screen scrolls sideways"
    page.get_by_role("button", name="差し戻す").tap()
    expect(page.locator("#comment_error")).to_be_visible()  # sent back without a word: asked for one
    page.locator("#id_comment").fill("受付の場所も書いてください。")
    page.get_by_role("button", name="差し戻す").tap()
    expect(page.locator(".messages")).to_contain_text("差し戻し")
