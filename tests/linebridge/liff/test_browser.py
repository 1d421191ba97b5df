"""The settings page as a resident meets it: a browser, the emulator, our server."""

import re
import uuid

import pytest
from playwright.sync_api import expect

from linebridge.friends.models import Friend
from linebridge.gateway.client import line
from linebridge.questions.models import Choice
from linebridge.segments.rule import count
from tests.linebridge.liff.conftest import sees
from tests.linebridge.questions.conftest import ask

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def asked(koho, publish):
    publish(ask("知りたいこと", "several", ["子育て", "防災"], koho, 1))
    publish(ask("お住まいの区", "one", ["南区", "北区"], koho, 2))
    return {str(choice): choice.pk for choice in Choice.objects.all()}


def test_a_resident_chooses_saves_and_erases_by_keyboard(page, live_server, emulator, settings, asked):
    settings.SITE_URL = live_server.url
    emulator.control("liff", endpoint=f"{live_server.url}/liff")
    user_id = emulator.add_phone("やまだ はなこ", follow=False)
    emulator.follow(user_id)
    Friend.objects.create(line_user_id=user_id)

    page.goto(f"{live_server.url}/liff/settings/")
    page.get_by_text("やまだ はなこ").first.click()
    page.get_by_role("button", name="許可する").click()
    sees(page, "受信設定")
    page.get_by_label("Language").focus()
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    expect(page.get_by_label("子育て")).to_be_checked()
    page.get_by_label("どれも選ばない").focus()
    page.keyboard.press("ArrowUp")
    expect(page.get_by_label("北区")).to_be_checked()

    page.context.set_offline(True)
    page.get_by_role("button", name="保存する").click()
    expect(page.get_by_role("alert")).to_contain_text("選んだ内容は残っています")
    expect(page.get_by_label("北区")).to_be_checked()
    page.context.set_offline(False)
    page.get_by_role("button", name="保存する").press("Enter")
    sees(page, "保存しました")
    expect(page.locator("h1")).to_be_focused()
    expect(page.get_by_role("status")).to_have_text("保存しました")
    rule = {"all": [{"leaf": "choice", "id": asked["子育て"]}, {"leaf": "choice", "id": asked["北区"]}]}
    assert count(rule) == 1

    page.get_by_role("button", name="もう一度選び直す").press("Enter")
    page.get_by_role("button", name="選んだことを全部消す").press("Enter")
    sees(page, "選んだことを全部消しますか")
    page.get_by_role("button", name=re.compile("^全部消す$")).press("Enter")
    sees(page, "消しました")
    assert Friend.objects.get().choices == []


def test_a_stranger_is_told_to_add_the_account(page, live_server, emulator, settings, db):
    settings.SITE_URL = live_server.url
    emulator.control("liff", endpoint=f"{live_server.url}/liff")
    emulator.add_phone("たなか", follow=False)
    page.goto(f"{live_server.url}/liff/settings/")
    page.get_by_text("たなか").first.click()
    page.get_by_role("button", name="許可する").click()
    sees(page, "まだ友だちになっていません")
    assert not Friend.objects.exists()


def test_a_page_whose_sign_in_is_over_opens_itself_anew_inside_line(page, live_server, emulator, settings, asked):
    """There `liff.login` does nothing and a reload brings the old token back."""
    settings.SITE_URL = live_server.url
    emulator.control("liff", endpoint=f"{live_server.url}/liff")
    user_id = emulator.add_phone("やまだ はなこ", follow=True)
    Friend.objects.create(line_user_id=user_id)
    link = f"https://liff.line.me/{settings.LINE_LIFF_ID}/settings/"
    line().push(user_id, [{"type": "text", "text": link}], str(uuid.uuid4()))
    over = []

    def refuse_once(route):
        over.append(route.request.url)
        route.fulfill(status=401, json={"again": True})

    page.route("**/liff/session/", refuse_once, times=1)
    page.goto(f"{emulator.url}/emulator/#{user_id}")
    page.get_by_role("link", name=link).click()
    frame = page.frame_locator(".sheet iframe")
    expect(frame.get_by_role("heading", name="受信設定")).to_be_visible()
    expect(frame.get_by_label("子育て")).to_be_visible()
    assert len(over) == 1
