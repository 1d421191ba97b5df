"""Who acts in the stories: a member of staff at a browser of their own, pressing what the screens offer."""

import json
from typing import Any

from playwright.sync_api import Browser, Page, expect

SEGMENT = "イベントまたは子育ての情報がほしい人"


class Staff:
    """One member of staff at a browser of their own."""

    def __init__(self, browser: Browser, town, name: str, **context: Any):
        self.town = town
        self.page: Page = browser.new_context(locale="ja-JP", timezone_id="Asia/Tokyo", **context).new_page()
        self.page.goto(f"{town.site}/admin/")
        self.page.get_by_role("button", name=name).click()
        self.page.wait_for_url("**/admin/")

    def start_announcement(self, title: str, summary: str) -> None:
        section = json.loads(self.town.read("/api/v2/pages/?slug=kurashi"))["items"][0]["id"]
        self.page.goto(f"{self.town.site}/admin/pages/add/content/announcementpage/{section}/")
        self.page.locator("[name=title]").fill(title)
        self.page.locator("[name=summary]").fill(summary)

    def instruct(self, at: str = "", segment: str = SEGMENT) -> None:
        """Fill the LINE tab: the segment, now or at a time."""
        self.page.get_by_role("tab", name="LINE").click()
        self.page.locator("#id_line_instructions-ADD").click()
        self.page.locator("[name=line_instructions-0-segment]").select_option(label=segment)
        if at:
            self.page.locator("[name=line_instructions-0-when][value=at]").check()
            self.page.locator("[name=line_instructions-0-at]").fill(at)
            self.page.locator("[name=line_instructions-0-at]").press("Escape")

    def submit(self) -> None:
        self.page.locator("footer").get_by_role("button", name="他のアクション").click()
        self.page.get_by_role("button", name="承認を依頼する").click()
        expect(self.page.locator(".messages")).to_contain_text("承認")

    def open_request(self, title: str) -> None:
        self.page.goto(f"{self.town.site}/admin/approvals/")
        self.page.get_by_role("link", name=title).first.click()

    def approve(self) -> None:
        self.page.locator("button[name=decision][value=approve]").click()
        expect(self.page.locator(".messages")).to_contain_text("承認しました")

    def correct(self, title: str, summary: str) -> None:
        """Change the summary of a page that was approved before, and ask again."""
        self.page.goto(f"{self.town.site}/admin/pages/search/?q={title}")
        self.page.get_by_role("link", name=title).first.click()
        self.page.locator("[name=summary]").fill(summary)
        self.submit()
