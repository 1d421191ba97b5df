"""Rich menus through the client, against the emulator: what LINE takes, and what its refusals mean to a caller."""

import io
import json
import logging
import uuid
from datetime import date, timedelta

import pytest
from django.core.cache import cache
from PIL import Image

from linebridge.gateway.client import line
from linebridge.gateway.errors import LineError, LineErrorKind

pytestmark = pytest.mark.django_db
UNKNOWN = "richmenu-" + "0" * 32
NOBODY = "U" + "f" * 32
AREAS = [
    {
        "bounds": {"x": 0, "y": 0, "width": 400, "height": 270},
        "action": {"type": "richmenuswitch", "label": "防災", "richMenuAliasId": "disaster", "data": "tab=disaster"},
    },
    {
        "bounds": {"x": 400, "y": 0, "width": 400, "height": 270},
        "action": {"type": "uri", "label": "受信設定", "uri": "https://liff.line.me/1234567891-kairan01/settings/"},
    },
]
MENU = {
    "size": {"width": 800, "height": 270},
    "selected": False,
    "name": "平時 2026-11-21",
    "chatBarText": "くらしのメニュー",
    "areas": AREAS,
}


@pytest.fixture(autouse=True)
def no_old_token(emulator):
    cache.clear()


def picture(form="PNG") -> bytes:
    made = io.BytesIO()
    Image.new("RGB", (800, 270), "#0b6b3a").save(made, form)
    return made.getvalue()


def made() -> str:
    menu_id = line().create_menu(MENU)
    line().upload_menu_image(menu_id, picture(), "image/png")
    return menu_id


def refused(call) -> LineError:
    with pytest.raises(LineError) as caught:
        call()
    return caught.value


def meaning(call) -> tuple:
    error = refused(call)
    assert error.permanent and not error.ambiguous
    return error.kind, error.status


def test_a_menu_is_made_shown_to_all_and_deleted():
    line().validate_menu(MENU)
    menu_id = line().create_menu(MENU)
    assert line().menu(menu_id) == {"richMenuId": menu_id} | MENU
    line().upload_menu_image(menu_id, picture("JPEG"), "image/jpeg")
    assert line().menu_image(menu_id) == picture("JPEG")
    assert line().default_menu() is None
    line().set_default_menu(menu_id)
    assert line().default_menu() == menu_id
    line().cancel_default_menu()
    assert line().default_menu() is None
    assert [one["richMenuId"] for one in line().menus()] == [menu_id]
    line().delete_menu(menu_id)
    assert line().menus() == []


def test_an_alias_leads_to_a_menu_and_then_to_another():
    first, second = made(), made()
    line().create_menu_alias("disaster", first)
    assert line().menu_aliases() == {"disaster": first}
    assert meaning(lambda: line().create_menu_alias("disaster", second)) == (LineErrorKind.MESSAGE, 400)
    line().update_menu_alias("disaster", second)
    assert line().menu_aliases() == {"disaster": second}
    line().delete_menu_alias("disaster")
    assert line().menu_aliases() == {}


def test_friends_get_menus_of_their_own_one_by_one_and_by_the_hundred(emulator):
    emulator.misbehave(menus_ms=0)
    ids, menu_id = emulator.add_friends(500), made()
    line().link_menu(ids[0], menu_id)
    assert line().menu_of(ids[0]) == menu_id
    line().unlink_menu(ids[0])
    assert line().menu_of(ids[0]) is None
    line().link_menus(ids, menu_id)
    assert emulator.ask("menus")["own"] == {menu_id: 500}
    line().unlink_menus(ids)
    assert emulator.ask("menus")["own"] == {}
    line().link_menu(NOBODY, menu_id)
    assert line().menu_of(NOBODY) is None


def test_an_id_that_cannot_be_one_is_named_by_its_place():
    menu_id = made()
    for call in (lambda: line().link_menus([NOBODY, "x"], menu_id), lambda: line().unlink_menus([NOBODY, "x"])):
        error = refused(call)
        assert (error.kind, error.recipient_index) == (LineErrorKind.RECIPIENT, 1)


def test_everybody_changes_over_in_one_request_and_a_failed_one_goes_on_with_its_key(emulator):
    emulator.misbehave(menus_ms=0, batch_fails_after=2)
    usual, disaster = made(), made()
    ids = emulator.add_friends(3)
    line().link_menus(ids, usual)
    change = [{"type": "link", "from": usual, "to": disaster}]
    line().validate_replacement(change, "switch-1")
    first = line().replacement(line().replace_menus(change, "switch-1"))
    assert first["phase"] == "failed" and first["completedTime"]
    assert emulator.ask("menus")["own"] == {usual: 1, disaster: 2}
    assert line().replacement(line().replace_menus(change, "switch-1"))["phase"] == "succeeded"
    assert emulator.ask("menus")["own"] == {disaster: 3}
    back = [{"type": "unlink", "from": disaster}]
    assert line().replacement(line().replace_menus(back, "back-1"))["phase"] == "succeeded"
    assert emulator.ask("menus")["own"] == {}
    error = refused(lambda: line().replace_menus([{"type": "unlinkAll"}], "once-more"))
    assert (error.kind, error.permanent) == (LineErrorKind.RATE, False)


def test_a_batch_whose_answer_was_lost_is_done_once_with_its_key(emulator, monkeypatch):
    monkeypatch.setattr("linebridge.gateway.client.READ_SECONDS", 0.2)
    emulator.misbehave(menus_ms=0)
    a, b, c = made(), made(), made()
    (user_id,) = emulator.add_friends(1)
    line().link_menu(user_id, a)
    change = [{"type": "link", "from": a, "to": b}, {"type": "link", "from": b, "to": c}]
    emulator.misbehave(endpoint="menu_batch", fault="timeout_after", next=1, hold_ms=500)
    error = refused(lambda: line().replace_menus(change, "k-1"))
    assert error.ambiguous and not error.permanent
    assert line().replacement(line().replace_menus(change, "k-1"))["phase"] == "succeeded"
    assert line().menu_of(user_id) == b


def test_figures_are_there_from_twenty_people_on(emulator):
    menu_id = made()
    line().set_default_menu(menu_id)
    today = date.today() + timedelta(days=1)  # Japan may be a day ahead
    period = menu_id, today - timedelta(days=2), today
    assert line().menu_figures(*period) == {"richMenuId": menu_id}
    for user_id in emulator.add_friends(20):
        emulator.control(f"phones/{user_id}/tap_area", area=1)
    clicks = line().menu_figures(*period)["clicks"]
    assert [click["metrics"]["count"] for click in clicks] == [0, 20]
    (day,) = line().menu_figures_by_day(*period)["clicks"][1]["metrics"]
    assert (day["count"], day["uniqueUsers"]) == (20, 20)


@pytest.mark.parametrize(
    ("call", "expected"),
    [
        (lambda bare: line().create_menu(MENU | {"size": {"width": 800, "height": 600}}), (LineErrorKind.MESSAGE, 400)),
        (lambda bare: line().validate_menu(MENU | {"areas": AREAS * 11}), (LineErrorKind.MESSAGE, 400)),
        (lambda bare: line().upload_menu_image(bare, b"x", "image/png"), (LineErrorKind.MESSAGE, 400)),
        (lambda bare: line().upload_menu_image(bare, picture(), "image/gif"), (LineErrorKind.OTHER, 415)),
        (lambda bare: line().upload_menu_image(bare, b"x" * 2**22, "image/png"), (LineErrorKind.TOO_LARGE, 413)),
        (lambda bare: line().menu_image(bare), (LineErrorKind.OTHER, 404)),
        (lambda bare: line().set_default_menu(bare), (LineErrorKind.MESSAGE, 400)),
        (lambda bare: line().link_menu(NOBODY, bare), (LineErrorKind.MESSAGE, 400)),
        (lambda bare: line().link_menus([NOBODY], bare), (LineErrorKind.MESSAGE, 400)),
        (lambda bare: line().create_menu_alias("a", bare), (LineErrorKind.MESSAGE, 400)),
        (lambda bare: line().menu(UNKNOWN), (LineErrorKind.OTHER, 404)),
        (lambda bare: line().delete_menu(UNKNOWN), (LineErrorKind.OTHER, 404)),
        (lambda bare: line().set_default_menu(UNKNOWN), (LineErrorKind.OTHER, 404)),
        (lambda bare: line().update_menu_alias("nothing", bare), (LineErrorKind.OTHER, 404)),
        (lambda bare: line().delete_menu_alias("nothing"), (LineErrorKind.OTHER, 404)),
        (lambda bare: line().replacement(str(uuid.uuid4())), (LineErrorKind.OTHER, 404)),
        (lambda bare: line().menu_figures(UNKNOWN, date(2026, 11, 1), date(2026, 11, 2)), (LineErrorKind.OTHER, 404)),
        (lambda bare: line().menu_figures(bare, date(2026, 11, 2), date(2026, 11, 1)), (LineErrorKind.MESSAGE, 400)),
        (lambda bare: line().deauthorize("x"), (LineErrorKind.MESSAGE, 400)),
    ],
)
def test_each_refusal_of_line_is_an_error_with_its_kind(call, expected):
    assert meaning(lambda: call(line().create_menu(MENU))) == expected


@pytest.mark.parametrize(
    "call",
    [
        lambda: line().create_menu(MENU | {"newField": 1}),
        lambda: line().create_menu(MENU | {"chatBarText": "あ" * 15}),
        lambda: line().create_menu_alias("Not allowed", UNKNOWN),
        lambda: line().link_menus([NOBODY] * 501, UNKNOWN),
        lambda: line().replace_menus([{"type": "swap"}], "k"),
        lambda: line().replace_menus([{"type": "unlinkAll"}], "not allowed"),
    ],
)
def test_what_cannot_be_said_is_refused_before_anything_is_sent(emulator, call):
    assert meaning(call) == (LineErrorKind.MESSAGE, None)
    assert [one for one in emulator.requests() if "richmenu" in one["path"]] == []


def test_what_a_resident_has_allowed_is_taken_back(emulator):
    user_id = emulator.add_phone("はなこ")
    token = emulator.control(f"phones/{user_id}/liff")["accessToken"]
    line().deauthorize(token)
    assert emulator.control(f"phones/{user_id}/liff") == {"consent": True}
    assert refused(lambda: line().deauthorize(token)).kind == LineErrorKind.MESSAGE


def test_the_log_names_no_person(emulator, caplog):
    (user_id,) = emulator.add_friends(1)
    with caplog.at_level(logging.INFO, logger="kairan.line"):
        line().menu_of(user_id)
        line().link_menu(user_id, made())
    assert "/v2/bot/user/*/richmenu" in caplog.text and user_id not in caplog.text


def test_an_uploaded_image_is_uploaded_whatever_the_answer_looks_like(wire):
    for body in (b"", b"<html>", b"\xff\xfe"):
        wire.will(200, body, Content_Type="text/plain; charset=klingon")
        line().upload_menu_image(UNKNOWN, picture(), "image/png")
    _method, path, headers, raw = wire.asked[0]
    assert path == f"/v2/bot/richmenu/{UNKNOWN}/content"
    assert (headers["Content-Type"], raw) == ("image/png", picture())


def test_a_menu_whose_id_could_not_be_read_may_be_there(wire):
    wire.will(200, b"<html>")
    error = refused(lambda: line().create_menu(MENU))
    assert (error.kind, error.ambiguous) == (LineErrorKind.UNAVAILABLE, True)
    assert json.loads(wire.asked[0][3]) == MENU
