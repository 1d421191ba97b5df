"""A resident's phone on the emulator, and the requests that our LIFF pages send."""

import html
import re
from urllib.parse import urlencode, urlsplit

import pytest
import urllib3
from axe_playwright_python.sync_playwright import Axe
from django.db import connections
from playwright.sync_api import expect, sync_playwright

from linebridge.friends.models import Friend
from linebridge.liff.sign_in import callback_address
from tests.find_browser import ARGUMENTS, find_browser
from tests.linebridge.questions.conftest import ask  # noqa: F401  for the tests beside

OURS = {"Origin": "http://testserver"}
PROOF = "p" * 64  # what one page has made for itself


@pytest.fixture
def phone(emulator, db):
    """A resident who follows the account, known to us."""
    user_id = emulator.add_phone("やまだ はなこ", follow=False)
    emulator.follow(user_id)
    Friend.objects.create(line_user_id=user_id)
    return user_id


@pytest.fixture
def sign_in(client, emulator):
    """Hand in the ID token of a phone, or any token; returns the answer."""

    def sign_in(user_id="", token=None, **more):
        token = emulator.id_token(user_id) if token is None else token
        return client.post("/liff/session/", {"id_token": token, "proof": PROOF, **more}, headers=OURS)

    return sign_in


@pytest.fixture
def send(client, sign_in, phone):
    """Post to a page as the phone's resident; returns the answer."""
    session = sign_in(phone).json()["session"]

    def send(address, data=None, session=session, headers=OURS):
        return client.post(address, data or {}, headers={"Authorization": f"Bearer {session}", **headers})

    return send


def at_line(address, user_id, decision="allow", **more):
    """LINE's screen: this person agrees or not. The address that LINE leads back to, without our host."""
    form = urlencode({"user_id": user_id, "decision": decision, **more})
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    answer = urllib3.request("POST", address, body=form, headers=headers, redirect=False)
    assert answer.status == 302, answer.data.decode()
    back = urlsplit(answer.headers["Location"])
    return f"{back.path}?{back.query}"


def handed(answer):
    """What the page after LINE Login hands to the next one: session, access, wanted."""
    found = re.findall(r'data-(session|access|wanted)="([^"]*)"', answer.content.decode())
    return {name: html.unescape(value) for name, value in found}


@pytest.fixture
def web_login(client, emulator):
    """Go to LINE from `wanted`, agree there as the owner of a phone, and come back; the answer of our callback."""
    emulator.control("login", callbacks=[callback_address()])

    def web_login(user_id, wanted="/liff/settings/", decision="allow"):
        off = client.get("/liff/login/", {"next": wanted})
        return client.get(at_line(off["Location"], user_id, decision))

    return web_login


@pytest.fixture
def page(monkeypatch):
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")  # Playwright's loop runs in this thread
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_browser(), args=ARGUMENTS)
        yield browser.new_context(viewport={"width": 390, "height": 844}, locale="ja-JP").new_page()
        browser.close()
        connections.close_all()  # those of Playwright's loop, which nobody else knows


def sees(page, heading):
    """This heading, nothing that keeps anybody out, and nothing beside the screen."""
    expect(page.get_by_role("heading", name=heading)).to_be_visible()
    expect(page.locator("main[aria-busy=true]")).to_have_count(0)
    assert Axe().run(page).response["violations"] == []
    assert page.evaluate("document.documentElement.scrollWidth") <= page.viewport_size["width"]
