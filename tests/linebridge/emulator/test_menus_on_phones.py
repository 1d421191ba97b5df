"""Rich menus under the talk, in a real browser: tabs, the default, a person's own menu, an emergency for everybody."""

import io

import pytest
from axe_playwright_python.sync_playwright import Axe
from PIL import Image, ImageDraw
from playwright.sync_api import expect

from tests.linebridge.emulator.caller import area, menu_object
from tests.linebridge.emulator.test_phones import liff_page, phone, screen  # noqa: F401  fixtures
from tests.linebridge.emulator.test_webhooks import account  # noqa: F401  a fixture

pytestmark = pytest.mark.journey
COLOURS = ("#0b6b3a", "#1f4f9c", "#8a3ffc", "#a56eff")


def draw(name: str, columns: int) -> bytes:
    """A picture of so many fields, 1200 × 405."""
    image = Image.new("RGB", (1200, 405), "#fff")
    brush, width = ImageDraw.Draw(image), 1200 // columns
    for i in range(columns):
        brush.rectangle((i * width + 6, 6, (i + 1) * width - 6, 399), fill=COLOURS[i])
        brush.text((i * width + 30, 180), f"{name} {i + 1}", fill="#fff", font_size=48)
    made = io.BytesIO()
    image.save(made, "PNG")
    return made.getvalue()


@pytest.fixture
def make(caller):
    """A menu whose areas stand side by side; its id."""

    def make(name: str, *actions: dict, **more) -> str:
        width = 1200 // len(actions)
        areas = [area(action, i * width, width) for i, action in enumerate(actions)]
        for one in areas:
            one["bounds"]["height"] = 405
        body = menu_object(*areas, name=name, size={"width": 1200, "height": 405}, chatBarText=name, **more)
        menu_id = caller.call("richmenu", body).json()["richMenuId"]
        assert caller.upload(menu_id, draw(name, len(actions))).status == 200
        return menu_id

    return make


def tab(alias: str) -> dict:
    return {"type": "richmenuswitch", "label": f"タブ {alias}", "richMenuAliasId": alias, "data": f"tab={alias}"}


ASK = {"type": "message", "label": "ごみの日", "text": "ごみの日はいつですか"}
BOOK = {"type": "postback", "label": "予約", "data": "book=1", "displayText": "予約する"}
SETTINGS = {"type": "uri", "label": "受信設定", "uri": "https://liff.line.me/1234567891-kairan01/settings/"}
ELSEWHERE = {"type": "uri", "label": "地図", "uri": "https://example.jp/map"}


def set_default(caller, menu_id: str) -> None:
    assert caller.call(f"user/all/richmenu/{menu_id}", b"").status == 200


def show(screen, emulator, *people: str) -> None:  # noqa: F811  a fixture's name
    screen.goto(f"{emulator.url}/emulator/#{','.join(people)}")
    screen.reload()


def test_taps_do_what_the_menu_says_and_are_counted(screen, emulator, caller, account, make):  # noqa: F811
    user_id = emulator.add_phone("山田 花子")
    menu_id = make("くらし", ASK, BOOK, SETTINGS, ELSEWHERE)
    set_default(caller, menu_id)
    show(screen, emulator, user_id)
    hers = phone(screen, "山田 花子")
    picture = hers.locator(".menu-picture")
    expect(picture).to_be_visible()
    box = picture.bounding_box()
    assert (round(box["width"]), round(box["height"])) == (375, 127)

    hers.get_by_role("button", name="ごみの日").click()
    expect(hers.locator(".mine")).to_contain_text("ごみの日はいつですか")
    hers.get_by_role("button", name="予約").press("Enter")
    expect(hers.locator(".mine")).to_contain_text(["ごみの日はいつですか", "予約する"])
    screen.context.route("https://example.jp/map", lambda route: route.fulfill(body="map"))
    with screen.context.expect_page() as opened:
        hers.get_by_role("button", name="地図").click()
    assert opened.value.url == "https://example.jp/map"
    hers.get_by_role("button", name="受信設定").click()
    expect(hers.frame_locator("iframe").locator("#where")).to_have_text("/liff/settings/")
    hers.get_by_role("button", name="ページを閉じる").click()

    hers.get_by_text("くらし", exact=True).click()
    expect(picture).to_be_hidden()
    emulator.wait_until_told()
    assert [e["postback"] for e in account.events() if e["type"] == "postback"] == [{"data": "book=1"}]
    counted = emulator.ask(f"taps?menu={menu_id}")["taps"]
    assert [(one["area"], one["count"]) for one in counted] == [(0, 1), (1, 1), (2, 1), (3, 1)]


def test_a_date_is_picked_from_a_menu(screen, emulator, caller, account, make):  # noqa: F811
    user_id = emulator.add_phone("山田 花子")
    set_default(caller, make("予約", {"type": "datetimepicker", "label": "日を選ぶ", "data": "d", "mode": "date"}))
    show(screen, emulator, user_id)
    hers = phone(screen, "山田 花子")
    hers.get_by_role("button", name="日を選ぶ").click()
    hers.locator(".picker input").fill("2026-12-25")
    hers.locator(".picker button").click()
    expect(hers.locator(".picker")).to_have_count(0)
    emulator.wait_until_told()
    assert account.events()[-1]["postback"] == {"data": "d", "params": {"date": "2026-12-25"}}


def test_an_emergency_reaches_also_who_has_tapped_a_tab(screen, emulator, caller, account, make):  # noqa: F811
    """A tab makes the menu a person's own, which a new default does not change: a batch does, and does it back."""
    hanako, ichiro = emulator.add_phone("山田 花子"), emulator.add_phone("鈴木 一郎")
    usual, family = make("くらし", ASK, tab("family")), make("こそだて", tab("usual"), BOOK)
    disaster = make("さいがい", {"type": "message", "label": "避難所", "text": "避難所"}, tab("nowhere"))
    for alias_id, menu_id in (("usual", usual), ("family", family)):
        assert caller.alias(alias_id, menu_id).status == 200
    set_default(caller, usual)
    show(screen, emulator, hanako, ichiro)
    hers, his = phone(screen, "山田 花子"), phone(screen, "鈴木 一郎")
    hers.get_by_role("button", name="タブ family").click()
    expect(hers.get_by_role("button", name="タブ usual")).to_be_visible()
    expect(his.get_by_role("button", name="ごみの日")).to_be_visible()
    assert (caller.own_menu(hanako), caller.own_menu(ichiro)) == (family, None)
    emulator.wait_until_told()
    params = {"newRichMenuAliasId": "family", "status": "SUCCESS"}
    assert account.events()[-1]["postback"] == {"data": "tab=family", "params": params}

    set_default(caller, disaster)
    his.get_by_role("button", name="トークを開き直す").click()
    expect(his.get_by_role("button", name="避難所")).to_be_visible()
    hers.get_by_role("button", name="トークを開き直す").click()
    expect(hers.get_by_role("button", name="タブ usual")).to_be_visible()

    batch = {"operations": [{"type": "link", "from": family, "to": disaster}], "resumeRequestKey": "emergency-1"}
    assert caller.call("richmenu/batch", batch).status == 202
    expect(hers.get_by_role("button", name="避難所")).to_be_visible()
    hers.get_by_role("button", name="タブ nowhere").click()
    emulator.wait_until_told()
    assert account.events()[-1]["postback"]["params"]["status"] == "RICHMENU_ALIAS_ID_NOTFOUND"
    expect(hers.get_by_role("button", name="避難所")).to_be_visible()

    set_default(caller, usual)
    assert caller.call("richmenu/batch", {"operations": [{"type": "unlink", "from": disaster}]}).status == 202
    expect(hers.get_by_role("button", name="ごみの日")).to_be_visible()


def test_a_changed_default_shows_when_the_talk_is_opened_again(screen, emulator, caller, make):  # noqa: F811
    user_id = emulator.add_phone("山田 花子")
    show(screen, emulator, user_id)
    hers = phone(screen, "山田 花子")
    hers.get_by_text("メニュー", exact=True).click()
    expect(hers.get_by_text("リッチメニューは設定されていません。")).to_be_visible()
    set_default(caller, make("くらし", ASK))
    caller.push(user_id, [{"type": "text", "text": "新しいメニューです"}])
    expect(hers.get_by_text("新しいメニューです")).to_be_visible()
    expect(hers.locator(".menu-picture")).to_have_count(0)
    hers.get_by_role("button", name="トークを開き直す").click()
    expect(hers.get_by_role("button", name="ごみの日")).to_be_visible()
    own = make("わたし", BOOK)
    caller.call(f"user/{user_id}/richmenu/{own}", b"")
    expect(hers.get_by_role("button", name="予約")).to_be_visible()


@pytest.mark.parametrize("width", [1280, 390])
def test_the_menu_has_no_barriers_that_axe_can_find(screen, emulator, caller, make, width):  # noqa: F811
    user_id = emulator.add_phone("山田 花子")
    set_default(caller, make("くらしのメニュー", ASK, {"type": "postback", "data": "b"}, SETTINGS))
    screen.set_viewport_size({"width": width, "height": 844})
    show(screen, emulator, user_id)
    hers = phone(screen, "山田 花子")
    expect(hers.get_by_role("button", name="ボタン2")).to_be_visible()
    found = Axe().run(screen)
    assert found.violations_count == 0, found.generate_report()
    assert screen.evaluate("document.documentElement.scrollWidth") <= width


def test_a_blocked_account_shows_no_menu(screen, emulator, caller, make):  # noqa: F811
    user_id = emulator.add_phone("山田 花子")
    own = make("わたし", BOOK)
    caller.call(f"user/{user_id}/richmenu/{own}", b"")
    show(screen, emulator, user_id)
    hers = phone(screen, "山田 花子")
    expect(hers.get_by_role("button", name="予約")).to_be_visible()
    hers.get_by_role("button", name="ブロック").click()
    expect(hers.get_by_role("button", name="予約")).to_be_hidden()
    hers.get_by_role("button", name="ブロックを解除").click()
    expect(hers.get_by_role("button", name="予約")).to_be_visible()
