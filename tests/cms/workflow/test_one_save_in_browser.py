"""A new page is made once, however soon after typing a button is pressed: Wagtail's own save may be on its way then."""

import os

import pytest
from django.db import connections
from playwright.sync_api import expect, sync_playwright

from site_pages.content.models import AnnouncementPage
from tests.find_browser import ARGUMENTS, find_browser

pytestmark = pytest.mark.journey


@pytest.fixture
def editor(own_town, live_server, client, settings):
    """Aoi's browser at an empty new announcement; `editor.made` lists what asked the server to make a page."""
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"  # Playwright's loop runs in this thread, beside our queries
    client.force_login(own_town.aoi, "cms.users.sign_in.StaffBackend")
    cookie = {"name": settings.SESSION_COOKIE_NAME, "value": client.cookies[settings.SESSION_COOKIE_NAME].value}
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_browser(), args=ARGUMENTS)
        context = browser.new_context(locale="ja-JP")
        context.add_cookies([cookie | {"url": live_server.url}])
        page = context.new_page()
        page.made = []
        page.on("request", lambda sent: note(page.made, sent))
        page.goto(f"{live_server.url}/admin/pages/add/content/announcementpage/{own_town.news.pk}/")
        page.wait_for_timeout(2500)  # until then Wagtail takes what is typed for the beginning
        yield page
        browser.close()
        connections.close_all()  # those made beside Playwright's loop are seen from here only
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


def note(made, sent):
    if sent.method == "POST" and "/admin/pages/add/" in sent.url:
        made.append(sent.resource_type)


def type_until_wagtail_begins_to_save(page, title):
    page.evaluate("document.addEventListener('w-autosave:save', () => { document.body.dataset.saving = '' })")
    page.locator("[name=title]").press_sequentially(title)
    expect(page.locator("body[data-saving]")).to_be_attached()


def test_a_draft_saved_while_wagtail_saves_it_is_one_page(editor):
    type_until_wagtail_begins_to_save(editor, "図書館の休館日")
    editor.get_by_role("button", name="下書きを保存").click()
    expect(editor.locator(".messages")).to_contain_text("図書館の休館日")
    assert editor.made == ["fetch"], "Wagtail's own save made the page; the press then saved that page"
    assert AnnouncementPage.objects.filter(title="図書館の休館日").count() == 1


def test_a_request_for_approval_made_while_wagtail_saves_is_one_page_that_waits(editor):
    type_until_wagtail_begins_to_save(editor, "図書館の休館日")
    editor.locator("footer").get_by_role("button", name="他のアクション").click()
    editor.get_by_role("button", name="承認を依頼する").click()
    expect(editor.locator(".messages")).to_contain_text("承認を依頼しました")
    assert editor.made == ["fetch"]
    assert AnnouncementPage.objects.filter(title="図書館の休館日").count() == 1


def test_a_save_of_wagtail_that_is_never_answered_does_not_hold_the_press_for_ever(editor):
    editor.route(
        "**/admin/pages/add/**", lambda route: None if route.request.resource_type == "fetch" else route.continue_()
    )
    editor.locator("[name=title]").press_sequentially("図書館の休館日")
    editor.get_by_role("button", name="下書きを保存").click()  # before Wagtail's save has begun
    expect(editor.locator(".messages")).to_contain_text("図書館の休館日")
    assert editor.made == ["fetch", "document"]
    assert AnnouncementPage.objects.filter(title="図書館の休館日").count() == 1
