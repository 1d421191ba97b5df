"""Both doors as a resident meets them, with every page of the room: axe, keyboard, phone and computer."""

import uuid

import pytest
from django.template.loader import render_to_string
from django.test import RequestFactory
from playwright.sync_api import expect

from linebridge.friends.models import Erasure, Friend
from linebridge.gateway.client import line
from linebridge.liff.models import LiffSession
from tests.linebridge.liff.conftest import sees

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]
INSIDE_LINE = "Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) AppleWebKit/605.1.15 Safari Line/14.0.0 LIFF"


@pytest.fixture
def site(live_server, emulator, settings):
    settings.SITE_URL = live_server.url
    emulator.control("liff", endpoint=f"{live_server.url}/liff")
    emulator.control("login", callbacks=[f"{live_server.url}/liff/login/callback/"])
    return live_server.url


@pytest.fixture
def resident(site, emulator):
    user_id = emulator.add_phone("やまだ はなこ", follow=True)
    Friend.objects.create(line_user_id=user_id)
    return user_id


def agree(page, name="やまだ はなこ", button="許可する"):
    page.get_by_text(name).first.click()
    page.get_by_role("button", name=button).click()


def test_on_a_computer_where_lines_script_cannot_load_one_signs_in_and_out(page, site, resident):
    page.set_viewport_size({"width": 1280, "height": 900})
    asked = []
    page.route("**/*sdk*", lambda route: (asked.append(route.request.url), route.abort()))
    page.goto(f"{site}/liff/?liff.state=%2Fsettings%2F%3Ffrom%3Dpc")
    agree(page)
    sees(page, "受信設定")
    assert page.url == f"{site}/liff/settings/?from=pc"
    assert page.evaluate("sessionStorage.length") == 0
    assert page.evaluate("document.cookie") == ""
    expect(page.get_by_role("button", name="この画面を閉じる")).to_be_hidden()
    page.get_by_role("button", name="ログアウトする").press("Enter")
    sees(page, "ログアウトしました")
    assert not LiffSession.objects.exists()
    assert asked == []
    page.get_by_role("button", name="もう一度開く").press("Enter")
    page.get_by_text("やまだ はなこ").first.click()
    sees(page, "受信設定")


def test_who_does_not_agree_may_begin_again(page, site, resident):
    page.goto(f"{site}/liff/settings/")
    agree(page, button="許可しない")
    sees(page, "ログインしませんでした")
    page.get_by_role("link", name="もう一度開く").press("Enter")
    agree(page)
    sees(page, "受信設定")


def test_the_way_back_from_line_opened_twice_is_over(page, site, resident):
    ways = []
    page.on("framenavigated", lambda frame: ways.append(frame.url))
    page.goto(f"{site}/liff/settings/")
    agree(page)
    sees(page, "受信設定")
    back = next(way for way in ways if "/liff/login/callback/" in way)
    page.goto(back)
    sees(page, "もう一度ログインしてください")


def test_a_stranger_on_a_computer_is_offered_to_add_the_account(page, site, emulator):
    emulator.add_phone("たなか", follow=False)
    page.goto(f"{site}/liff/settings/")
    agree(page, "たなか")
    expect(page.get_by_role("link", name="友だちに追加する")).to_be_visible()
    sees(page, "まだ友だちになっていません")


def test_a_browser_that_keeps_nothing_is_told_so(page, site, resident):
    page.add_init_script("Object.defineProperty(window, 'sessionStorage', {get() { throw new Error('off'); }})")
    page.goto(f"{site}/liff/login/?next=/liff/settings/")
    agree(page)
    expect(page.get_by_text("このブラウザーでは使うことができません")).to_be_visible()
    sees(page, "LINEでログイン")


def test_lines_own_browser_without_liff_around_the_page_is_a_browser_like_others(page, site, resident):
    """There `liff.isInClient` says no."""
    inside = page.context.browser.new_context(user_agent=INSIDE_LINE.removesuffix(" LIFF"), locale="ja-JP")
    tab = inside.new_page()
    tab.goto(f"{site}/liff/settings/")
    agree(tab)
    sees(tab, "受信設定")
    expect(tab.get_by_role("button", name="ログアウトする")).to_be_visible()


def test_inside_line_without_its_script_the_page_says_so(page, site):
    inside = page.context.browser.new_context(user_agent=INSIDE_LINE, viewport=page.viewport_size, locale="ja-JP")
    tab = inside.new_page()
    tab.route("**/*sdk*", lambda route: route.abort())
    tab.goto(f"{site}/liff/settings/")
    expect(tab.get_by_text("LINEにつながりません")).to_be_visible()
    sees(tab, "受信設定")


@pytest.fixture
def in_the_talk(page, emulator, settings, resident):
    """The settings page, opened on the resident's phone."""
    link = f"https://liff.line.me/{settings.LINE_LIFF_ID}/settings/"
    line().push(resident, [{"type": "text", "text": link}], str(uuid.uuid4()))
    page.goto(f"{emulator.url}/emulator/#{resident}")
    page.get_by_role("link", name=link).click()
    expect(page.frame_locator(".sheet iframe").get_by_role("heading", name="あなたの番号")).to_be_visible()
    return page.frame_locator(".sheet iframe")


def test_a_reload_inside_line_brings_the_same_token_and_the_first_pages_proof(page, in_the_talk):
    sent, kept = [], []

    def the_same_again(route):
        kept.append(kept[0] if kept else route.fetch().body())
        route.fulfill(body=kept[0], content_type="application/json")

    page.route("**/phones/*/liff", the_same_again)
    page.on("request", lambda request: request.url.endswith("/liff/session/") and sent.append(request.post_data))
    frame = next(frame for frame in page.frames if "/liff/settings/" in frame.url)
    for _time in range(2):
        with page.expect_response("**/liff/settings/form/") as answer:
            frame.evaluate("location.reload()")
        assert answer.value.status == 200
    assert len(kept) == 2
    assert len(sent) == 2
    assert sent[0] == sent[1], "the token and the proof"
    assert len(sent[0].partition("proof=")[2]) == 64


def test_a_resident_leaves_for_good_by_keyboard_inside_line(page, in_the_talk):
    expect(in_the_talk.get_by_text(Friend.objects.get().number)).to_be_visible()
    expect(in_the_talk.get_by_role("button", name="ログアウトする")).to_be_hidden()
    in_the_talk.get_by_role("button", name="登録をすべて消して終わる").press("Enter")
    heading = in_the_talk.get_by_role("heading", name="登録をすべて消して終わりますか")
    expect(heading).to_be_focused()
    in_the_talk.get_by_role("button", name="登録をすべて消して終わる").press("Enter")
    expect(in_the_talk.get_by_role("heading", name="登録をすべて消しました")).to_be_focused()
    expect(in_the_talk.get_by_text("LINEでこのページに出した許可も、取り消しました。")).to_be_visible()
    assert not Friend.objects.exists()
    assert Erasure.objects.get().unlinking == "done"


def test_a_resident_leaves_for_good_on_a_computer(page, site, resident):
    page.goto(f"{site}/liff/settings/")
    agree(page)
    page.get_by_role("button", name="登録をすべて消して終わる").press("Enter")
    sees(page, "登録をすべて消して終わりますか")
    page.get_by_role("button", name="消さないで戻る").press("Enter")
    sees(page, "受信設定")
    page.get_by_role("button", name="登録をすべて消して終わる").press("Enter")
    page.get_by_role("heading", name="登録をすべて消して終わりますか").wait_for()
    page.get_by_role("button", name="登録をすべて消して終わる").press("Enter")
    sees(page, "登録をすべて消しました")
    assert Erasure.objects.get().unlinking == "done"
    page.reload()
    page.get_by_text("やまだ はなこ").first.click()
    expect(page.get_by_role("button", name="許可する")).to_be_visible()  # LINE asks again
    assert not Friend.objects.exists()


def test_the_whole_page_turns_to_the_residents_language(page, site, resident):
    Friend.objects.update(language="zh-hant")
    page.goto(f"{site}/liff/settings/")
    agree(page)
    sees(page, "接收設定")
    expect(page.locator("html")).to_have_attribute("lang", "zh-Hant")
    expect(page).to_have_title("接收設定｜みどり市")
    page.get_by_label("Language").select_option("vi")
    page.get_by_role("button", name="變更").press("Enter")
    sees(page, "Cài đặt nhận tin")
    expect(page.locator("html")).to_have_attribute("lang", "vi")
    page.context.set_offline(True)
    page.get_by_role("button", name="Xóa toàn bộ đăng ký và ngừng sử dụng").press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("Vui lòng kiểm tra kết nối")


FRAGMENTS = {
    "ended": {}, "erase": {}, "erased": {}, "leave": {}, "left": {"taken_back": False}, "later": {},
    "login_declined": {}, "login_over": {}, "not_a_friend": {"add": "https://line.me/R/ti/p/@x"},
    "not_recognised": {}, "session_over": {},
    "saved": {"part": "first", "answers": [({"words": "知りたいこと", "lang": "ja"}, ["防災", "子育て"])]},
}  # fmt: skip


def test_every_page_of_the_room_is_for_everybody(page, site):
    """One test for all of them: each would wait for the database to be emptied, and none needs that."""
    shown = [""]
    page.add_init_script("sessionStorage.setItem('liff-handed', JSON.stringify({session: 'x', access: ''}))")
    page.route(
        "**/liff/settings/form/", lambda route: route.fulfill(body=shown[0], content_type="text/html; charset=utf-8")
    )
    for name, context in FRAGMENTS.items():
        shown[0] = render_to_string(f"line_liff/{name}.html", context, RequestFactory().get("/"))
        for width in (390, 1280):
            page.set_viewport_size({"width": width, "height": 844})
            page.goto(f"{site}/liff/settings/")
            heading = page.locator("h1[data-focus]")
            expect(heading).to_be_focused()
            sees(page, heading.inner_text())
