"""A session that ends while somebody writes loses nothing: they sign in in another tab and save in the first."""

import os

import pytest
from playwright.sync_api import expect, sync_playwright

from cms.users.models import Department, User
from cms.users.roles import give
from tests.cms.users.conftest import PASSWORD
from tests.find_browser import ARGUMENTS, installed

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def browser():
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"  # Playwright's loop runs in this thread, beside our queries
    with sync_playwright() as playwright:
        yield playwright.chromium.launch(executable_path=installed(), args=ARGUMENTS)
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture
def admin():
    user = User.objects.create_user("900", password=PASSWORD, last_name="安藤", first_name="実")
    give(user, "administrator")
    return user


def sign_in(tab):
    tab.get_by_label("職員番号").fill("900")
    tab.get_by_label("パスワード", exact=True).fill(PASSWORD)
    tab.get_by_role("button", name="ログイン", exact=True).click()


def test_typed_text_outlives_the_session(live_server, settings, browser, admin):
    settings.STAFF_IDLE_SECONDS = 8
    page = browser.new_context(locale="ja-JP").new_page()
    broken = []
    page.on("pageerror", lambda error: broken.append(str(error)))
    page.goto(f"{live_server.url}/admin/departments/new/")
    sign_in(page)
    page.get_by_label("名前").fill("観光課")
    page.get_by_label("コード").fill("kanko")

    dialog = page.locator("dialog.session-dialog")
    expect(dialog.get_by_role("heading", name="ログインの有効期限が切れました")).to_be_visible()
    with page.context.expect_page() as opened:
        dialog.get_by_role("link", name="もう一度ログインする").click()
    settings.STAFF_IDLE_SECONDS = 1800
    sign_in(opened.value)
    expect(opened.value.get_by_role("heading", name="ログインしました")).to_be_visible()
    opened.value.close()

    expect(dialog).to_be_hidden()
    expect(page.get_by_label("名前")).to_have_value("観光課")
    page.locator("#w-editor-form button[type=submit]").first.click()
    page.wait_for_url("**/admin/departments/")
    assert Department.objects.filter(code="kanko", name="観光課").exists()
    assert broken == []


def test_a_press_before_the_end_keeps_the_session(live_server, settings, browser, admin):
    settings.STAFF_IDLE_SECONDS = 16
    page = browser.new_context(locale="ja-JP").new_page()
    page.goto(f"{live_server.url}/admin/departments/new/")
    sign_in(page)
    stay = page.get_by_role("button", name="作業を続ける")
    expect(stay).to_be_visible()
    stay.click()
    expect(page.locator("dialog.session-dialog")).to_be_hidden()
    page.reload()
    expect(page.get_by_label("名前")).to_be_visible()
