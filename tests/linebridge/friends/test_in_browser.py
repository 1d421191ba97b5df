"""The screens about friends and the connection in a browser: axe finds nothing, no word is cut on a phone."""

from datetime import timedelta

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings as django_settings
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from linebridge.friends.erase import ask_erasure
from linebridge.friends.models import Erasure, Friend, FriendSync
from linebridge.friends.sync import work_on
from tests.browser import WIDTHS
from tests.cms.test_staff_screens_in_browser import CUT, DRAWN
from tests.house.test_japanese import sign_in
from tests.linebridge.friends.conftest import friend

pytestmark = pytest.mark.journey


@pytest.fixture
def tab(own_town, emulator, chromium_here, live_server, settings, tmp_path):
    """A tab in which the administrator has signed in."""
    settings.HALT_FILE = tmp_path / "HALT"
    client = Client()
    sign_in(client, own_town.admin)
    context = chromium_here.new_context(locale="ja-JP", base_url=live_server.url)
    session = client.cookies[django_settings.SESSION_COOKIE_NAME].value
    context.add_cookies([{"name": django_settings.SESSION_COOKIE_NAME, "value": session, "url": live_server.url}])
    yield context.new_page()
    context.close()


def test_nothing_is_cut_and_axe_finds_nothing(tab, own_town):
    now = timezone.now()
    blocked = friend(1, following=False, blocked_at=now - timedelta(days=400), followed_at=now - timedelta(days=500))
    ask_erasure(friend(2), by=own_town.admin, reason="電話での依頼（本人確認済み）")
    FriendSync.objects.create(state="failed", reason="unverified", finished_at=now, started_by=own_town.admin)
    FriendSync.objects.create(running=True, listed=23_000, new=22_990, started_by=own_town.admin)
    number = f"?number={blocked.number}"
    pages = [reverse(f"line_friends_{name}") for name in ("look_up", "sync", "keeping", "erasures")]
    pages += [reverse("line_friends_look_up") + number, reverse("line_friends_erase") + number, reverse("line_gateway")]
    found = []
    for page in pages:
        for width in WIDTHS:
            tab.set_viewport_size({"width": width, "height": 2000})
            tab.goto(page)
            tab.evaluate(DRAWN)
            wrong = tab.evaluate(CUT), [each["id"] for each in Axe().run(tab).response["violations"]]
            found += [f"{page} {width}: {wrong}"] if any(wrong) else []
    assert found == []


def test_a_friend_is_looked_up_and_erased(tab):
    someone = friend(1)
    tab.goto(reverse("line_friends_look_up"))
    tab.get_by_label("友だち番号").fill(someone.number.replace("-", " "))
    tab.get_by_role("button", name="検索する").click()
    tab.get_by_role("link", name="この友だちの情報を消去する").click()
    tab.get_by_label("友だち番号（確認のためもう一度）").fill(someone.number)
    tab.get_by_label("理由").fill("電話での依頼")
    tab.get_by_role("button", name="この友だちの情報を消去する").click()
    expect(tab.get_by_text("消去しました。")).to_be_visible()
    assert not Friend.objects.exists() and Erasure.objects.get().reason == "電話での依頼"


def test_the_progress_of_the_sync_renews_itself(tab, emulator):
    emulator.add_friends(5)
    tab.goto(reverse("line_friends_sync"))
    tab.get_by_role("button", name="LINEの一覧を取り込む").click()
    expect(tab.get_by_text("友だちの一覧を読み込み中")).to_be_visible()
    work_on(FriendSync.objects.get().pk)
    expect(tab.get_by_text("完了", exact=True)).to_be_visible()
    expect(tab.get_by_text("登録済みの友だち：5人")).to_be_visible()


def test_a_setting_in_lines_screens_is_confirmed(tab):
    tab.goto(reverse("line_gateway"))
    tab.get_by_role("button", name="確認済みにする").first.click()
    expect(tab.get_by_text("確認済み：")).to_be_visible()
    tab.get_by_role("button", name="取り消す").click()
    expect(tab.get_by_role("button", name="取り消す")).to_have_count(0)
