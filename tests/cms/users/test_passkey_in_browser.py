"""A passkey from its registration to signing in with it: a browser with an authenticator that stands for a finger."""

import os

import pytest
from allauth.mfa.models import Authenticator
from django.db import connections
from playwright.sync_api import expect, sync_playwright

from cms.audit.models import AuditEntry
from tests.cms.users.conftest import PASSWORD
from tests.find_browser import ARGUMENTS, find_browser

pytestmark = pytest.mark.journey
FINGER = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True,
          "isUserVerified": True, "automaticPresenceSimulation": True}  # fmt: skip


@pytest.fixture
def page(monkeypatch):
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")  # Playwright's loop runs in this thread, beside our queries
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_browser(), args=ARGUMENTS)
        yield browser.new_context(locale="ja-JP", viewport={"width": 390, "height": 844}).new_page()
        browser.close()
        connections.close_all()  # those of Playwright's loop, which nobody else knows


@pytest.fixture
def finger(page):
    """The browser's authenticator; `finger(False)`: the person does not put it on."""
    devtools = page.context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    key = devtools.send("WebAuthn.addVirtualAuthenticator", {"options": FINGER})["authenticatorId"]
    return lambda there: devtools.send("WebAuthn.setUserVerified", {"authenticatorId": key, "isUserVerified": there})


def sign_out(page, live_server):
    page.goto(f"{live_server.url}/accounts/logout/")
    page.get_by_role("button", name="ログアウト", exact=True).click()
    expect(page.get_by_role("heading", name="ログイン")).to_be_visible()


def give_password(page):
    page.get_by_label("職員番号").fill("aoi")
    page.get_by_label("パスワード", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="ログイン", exact=True).click()


def test_a_passkey_opens_the_staff_screens(own_town, live_server, settings, page, finger):
    settings.SECOND_FACTOR_REQUIRED = True
    own_town.aoi.set_password(PASSWORD)
    own_town.aoi.save()
    page.goto(f"{live_server.url}/admin/")
    give_password(page)
    page.get_by_role("link", name="パスキーを登録する").click()
    page.get_by_label("パスキーの名前").fill("窓口のパソコン")
    expect(page.get_by_label("このパスキーだけでログインする")).to_be_checked()
    shot(page, "passkey-add")
    page.get_by_role("button", name="登録する").click()
    expect(page.get_by_role("heading", name="予備コード")).to_be_visible()
    page.get_by_role("link", name="職員用画面へ").first.click()
    page.wait_for_url("**/admin/")

    sign_out(page, live_server)
    give_password(page)
    page.get_by_role("button", name="パスキーを使う").click()
    page.wait_for_url("**/admin/")

    sign_out(page, live_server)
    finger(False)
    page.get_by_role("button", name="パスキーでログイン").click()
    expect(page.get_by_role("alert")).to_contain_text("パスキーを使えませんでした")
    shot(page, "passkey-error")
    finger(True)
    page.get_by_role("button", name="パスキーでログイン").click()
    page.wait_for_url("**/admin/")
    assert Authenticator.objects.get(user=own_town.aoi, type="webauthn").wrap().name == "窓口のパソコン"
    entries = AuditEntry.objects.filter(actor=own_town.aoi)
    assert entries.filter(action="staff.sign_in").count() == 3

    sign_out(page, live_server)
    Authenticator.objects.filter(user=own_town.aoi).delete()
    page.get_by_role("button", name="パスキーでログイン").click()
    expect(page.get_by_role("status")).to_contain_text("パスキーを使えませんでした")
    assert page.goto(f"{live_server.url}/admin/").url.startswith(f"{live_server.url}/accounts/login/")


def shot(page, name):
    if folder := os.environ.get("SHOTS"):
        page.screenshot(path=f"{folder}/{name}.png", full_page=True)
