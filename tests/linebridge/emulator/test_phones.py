"""Practice phones in a real browser: follow, write, see the bubble, tap, open a page of the account."""

import io
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from PIL import Image
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.journey
PAGE = """<!doctype html><html lang="ja"><meta charset="utf-8"><title>受信設定</title><link rel="icon" href="data:,">
<h1 id="who"></h1><p id="where"></p>
<button id="say">送る</button><button id="close">閉じる</button>
<script src="{sdk}"></script><script>
liff.init({{ liffId: "1234567891-kairan01", withLoginOnExternalBrowser: true }}).then(() => {{
  document.getElementById("who").textContent = liff.getDecodedIDToken().name + (liff.isInClient() ? "" : "（外）");
  document.getElementById("where").textContent = location.pathname + location.hash;
  document.getElementById("say").onclick = () => liff.sendMessages([{{ type: "text", text: "設定しました" }}]);
  document.getElementById("close").onclick = () => liff.closeWindow();
}});
</script></html>"""
SETTINGS = {"type": "uri", "label": "受信設定", "uri": "https://liff.line.me/1234567891-kairan01/settings/"}
CARD = {
    "type": "flex",
    "altText": "子育て応援教室",
    "contents": {
        "type": "bubble",
        "body": {
            "type": "box",
            "layout": "vertical",
            "contents": [{"type": "text", "text": "子育て応援教室", "color": "#aa0000", "size": "20px"}],
        },
        "footer": {
            "type": "box",
            "layout": "vertical",
            "contents": [{"type": "button", "style": "primary", "action": SETTINGS}],
        },
    },
}


@pytest.fixture
def liff_page(emulator):
    """A page of the account behind the LIFF address; yields the address of its folder."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            body = PAGE.format(sdk=f"{emulator.url}/liff/sdk.js").encode()
            self.send_response(200)
            self.send_header("content-type", "text/html; charset=utf-8")
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *args):
            pass

    server = ThreadingHTTPServer(("localhost", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    address = f"http://localhost:{server.server_port}/liff/"
    emulator.point_liff(address)
    yield address
    server.shutdown()
    server.server_close()


@pytest.fixture
def screen(page: Page, emulator, liff_page) -> Page:
    """The phones' screen. Whatever the browser complains of fails the test."""
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.goto(f"{emulator.url}/emulator/")
    yield page
    assert complaints == []


def phone(screen: Page, name: str):
    return screen.get_by_role("article", name=f"{name}さんのスマートフォン")


def test_a_new_resident_follows_writes_and_gets_an_answer(screen, emulator, caller):
    expect(screen.get_by_text("これはLINEの練習用の画面です")).to_be_visible()
    screen.get_by_label("住民を追加").fill("山田 花子")
    screen.get_by_role("button", name="追加", exact=True).click()
    hers = phone(screen, "山田 花子")
    hers.get_by_role("button", name="友だちに追加").click()
    hers.get_by_label("メッセージ").fill("ごみの日はいつですか")
    hers.get_by_label("メッセージ").press("Enter")
    expect(hers.locator(".mine")).to_contain_text("ごみの日はいつですか")
    (user_id,) = [one["user_id"] for one in emulator.ask("phones")["phones"]]
    caller.push(user_id, [{"type": "text", "text": "火曜日です\nhttps://example.jp/"}])
    expect(hers.locator(".theirs")).to_contain_text("火曜日です")
    expect(hers.get_by_role("link", name="https://example.jp/")).to_have_attribute("target", "_blank")
    expect(hers.locator(".day")).to_have_count(1)


def test_several_phones_lie_side_by_side_and_only_those_addressed_show_it(screen, emulator, caller):
    hanako, ichiro = emulator.add_phone("山田 花子"), emulator.add_phone("鈴木 一郎")
    screen.goto(f"{emulator.url}/emulator/#{hanako},{ichiro}")
    screen.reload()
    expect(phone(screen, "鈴木 一郎")).to_be_visible()
    caller.push(hanako, [CARD])
    words = phone(screen, "山田 花子").get_by_text("子育て応援教室", exact=True)
    expect(words).to_be_visible()
    expect(words).to_have_css("color", "rgb(170, 0, 0)")
    expect(words).to_have_css("font-size", "20px")
    expect(phone(screen, "鈴木 一郎").locator(".entry")).to_have_count(0)


def test_a_liff_address_opens_a_page_that_knows_the_resident(screen, emulator, caller):
    hanako, ichiro = emulator.add_phone("山田 花子"), emulator.add_phone("鈴木 一郎")
    screen.goto(f"{emulator.url}/emulator/#{ichiro},{hanako}")
    screen.reload()
    caller.push(hanako, [CARD])
    hers = phone(screen, "山田 花子")
    hers.get_by_role("link", name="受信設定").click()
    inside = hers.frame_locator("iframe")
    expect(inside.locator("#who")).to_have_text("山田 花子")
    expect(inside.locator("#where")).to_have_text("/liff/settings/")
    inside.get_by_role("button", name="送る").click()
    inside.get_by_role("button", name="閉じる").click()
    expect(hers.get_by_role("dialog")).to_be_hidden()
    expect(hers.locator(".mine")).to_contain_text("設定しました")
    assert emulator.received(ichiro) == []


def test_outside_a_phone_one_chooses_who_signs_in(page, emulator, liff_page):
    emulator.add_phone("山田 花子")
    page.goto(f"{emulator.url}/liff/1234567891-kairan01/settings/")
    page.get_by_role("link", name="山田 花子").click()
    page.get_by_role("button", name="許可する").click()
    expect(page.locator("#who")).to_have_text("山田 花子（外）")
    expect(page.locator("#where")).to_have_text("/liff/settings/")


def test_who_does_not_agree_outside_a_phone_is_not_signed_in(page, emulator, liff_page):
    emulator.add_phone("山田 花子")
    page.goto(f"{emulator.url}/liff/1234567891-kairan01/settings/")
    page.get_by_role("link", name="山田 花子").click()
    complaints = []
    page.on("pageerror", lambda error: complaints.append(error.message))
    page.get_by_role("button", name="許可しない").click()
    page.wait_for_url("**/liff/settings/?error=ACCESS_DENIED*")
    page.wait_for_function("window.liff && !window.liff.isLoggedIn()")
    assert page.locator("#who").inner_text() == ""
    assert complaints == ["The resource owner denied the request."]


def test_who_has_agreed_is_not_asked_again_until_that_is_taken_back(page, emulator, caller, liff_page):
    emulator.add_phone("山田 花子")

    def sign_in():
        page.goto(f"{emulator.url}/liff/1234567891-kairan01/settings/")
        page.get_by_role("link", name="山田 花子").click()

    sign_in()
    page.get_by_role("button", name="許可する").click()
    expect(page.locator("#who")).to_have_text("山田 花子（外）")
    token = page.evaluate("liff.getAccessToken()")
    page.evaluate("liff.logout()")
    sign_in()
    expect(page.locator("#who")).to_have_text("山田 花子（外）")
    assert caller.deauthorize(token).status == 204
    page.evaluate("liff.logout()")
    sign_in()
    expect(page.get_by_role("button", name="許可する")).to_be_visible()


def test_a_phone_asks_who_has_taken_back_their_consent(screen, emulator, caller):
    user_id = emulator.add_phone("山田 花子")
    assert caller.deauthorize(emulator.control(f"phones/{user_id}/liff")["accessToken"]).status == 204
    screen.goto(f"{emulator.url}/emulator/#{user_id}")
    screen.reload()
    caller.push(user_id, [CARD])
    hers = phone(screen, "山田 花子")
    hers.get_by_role("link", name="受信設定").click()
    hers.get_by_role("button", name="許可しない").click()
    expect(hers.get_by_role("dialog")).to_be_hidden()
    hers.get_by_role("link", name="受信設定").click()
    hers.get_by_role("button", name="許可する").click()
    expect(hers.frame_locator("iframe").locator("#who")).to_have_text("山田 花子")


def test_signing_in_leads_back_to_our_own_pages_only(emulator, caller):
    user_id = emulator.add_phone("山田 花子")
    assert caller.get(f"/liff/login?user_id={user_id}&redirect_uri=https://evil.example/").status == 400


def test_quick_replies_work_once(screen, emulator, caller):
    user_id = emulator.add_phone("山田 花子")
    screen.goto(f"{emulator.url}/emulator/#{user_id}")
    screen.reload()
    quick = {"items": [{"type": "action", "action": {"type": "message", "label": "ごみの日", "text": "ごみの日は？"}}]}
    caller.push(user_id, [{"type": "text", "text": "何を知りたいですか", "quickReply": quick}])
    hers = phone(screen, "山田 花子")
    hers.get_by_role("button", name="ごみの日").click()
    expect(hers.locator(".mine")).to_contain_text("ごみの日は？")
    expect(hers.get_by_role("button", name="ごみの日")).to_be_hidden()


def test_a_place_and_a_photo(screen, emulator):
    user_id = emulator.add_phone("山田 花子")
    screen.goto(f"{emulator.url}/emulator/#{user_id}")
    screen.reload()
    hers = phone(screen, "山田 花子")
    hers.get_by_role("button", name="位置情報と写真").click()
    hers.get_by_role("button", name="位置情報を送る").click()
    hers.get_by_label("場所の名前").fill("みどり公園")
    hers.locator(".place").get_by_role("button", name="送信").click()
    expect(hers.locator(".mine")).to_contain_text("みどり公園")
    hers.get_by_role("button", name="位置情報と写真").click()
    picture = io.BytesIO()
    Image.new("RGB", (300, 200), "#9fc3a8").save(picture, "PNG")
    photo = {"name": "a.png", "mimeType": "image/png", "buffer": picture.getvalue()}
    hers.get_by_label("写真を送る").set_input_files(photo)
    shown = hers.get_by_role("img", name="画像")
    expect(shown).to_be_visible()
    assert shown.evaluate("image => image.naturalWidth") == 300


def test_blocking_stops_what_arrives(screen, emulator, caller):
    user_id = emulator.add_phone("山田 花子")
    screen.goto(f"{emulator.url}/emulator/#{user_id}")
    screen.reload()
    hers = phone(screen, "山田 花子")
    hers.get_by_role("button", name="ブロック").click()
    expect(hers.get_by_text("何も届きません")).to_be_visible()
    caller.push(user_id, [{"type": "text", "text": "届かない"}])
    hers.get_by_role("button", name="ブロックを解除").click()
    expect(hers.get_by_text("何も届きません")).to_be_hidden()
    caller.push(user_id, [{"type": "text", "text": "届く"}])
    expect(hers.locator(".theirs")).to_have_count(1)


def test_on_a_small_screen_nothing_is_wider_than_it(page, emulator):
    user_id = emulator.add_phone("山田 花子")
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(f"{emulator.url}/emulator/#{user_id}")
    expect(phone(page, "山田 花子")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


@pytest.mark.parametrize("dark", [False, True])
def test_the_screen_has_no_barriers_that_axe_can_find(screen, emulator, caller, dark):
    from axe_playwright_python.sync_playwright import Axe

    user_id = emulator.add_phone("山田 花子")
    screen.goto(f"{emulator.url}/emulator/#{user_id}")
    screen.reload()
    caller.push(user_id, [{"type": "text", "text": "こんにちは https://example.jp/"}])
    emulator.say(user_id, "はい")
    expect(phone(screen, "山田 花子").locator(".entry")).to_have_count(2)
    if dark:
        screen.get_by_label("暗い表示").check()
        expect(phone(screen, "山田 花子").locator(".lb-dark")).to_have_count(2)
    found = Axe().run(screen)
    assert found.violations_count == 0, found.generate_report()
