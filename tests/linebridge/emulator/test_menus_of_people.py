"""Whose rich menu is which: one person's, many people's, batches; taps, figures, and what outlives a restart."""

import time
import uuid
from pathlib import Path

import pytest

from tests.emulator_process import running_emulator
from tests.linebridge.emulator.caller import (
    CHANNEL,
    NO_MENU,
    POSTBACK,
    SWITCH,
    Caller,
    area,
    fault,
    picture,
    words,
)

NOBODY = "U" + "f" * 32
KEY_TEXT = 'must match "[0-9a-zA-Z_-]{1,100}"'
KINDS_TEXT = "Must be one of the following values: [link, unlink, unlinkAll]"


def test_one_person_gets_a_menu_and_gives_it_back(emulator, caller):
    user_id, menu_id = emulator.add_phone("山田 花子"), caller.menu()
    assert words(caller.get(f"/v2/bot/user/{user_id}/richmenu")) == "the user has no richmenu"
    assert caller.call(f"user/{user_id}/richmenu/{menu_id}", b"").json() == {}
    assert caller.own_menu(user_id) == menu_id
    assert caller.delete(f"user/{user_id}/richmenu").json() == {}
    assert caller.own_menu(user_id) is None


def test_who_is_no_friend_gets_none_although_the_answer_is_200(emulator, caller):
    menu_id, stranger = caller.menu(), emulator.add_phone("鈴木 一郎", follow=False)
    for user_id in (stranger, NOBODY):
        assert caller.call(f"user/{user_id}/richmenu/{menu_id}", b"").status == 200
        assert caller.get(f"/v2/bot/user/{user_id}/richmenu").status == 404
    emulator.follow(stranger)
    assert caller.own_menu(stranger) is None


def test_a_block_takes_nothing_away(emulator, caller):
    user_id, menu_id = emulator.add_phone("山田 花子"), caller.menu()
    caller.call(f"user/{user_id}/richmenu/{menu_id}", b"")
    emulator.block(user_id)
    assert caller.own_menu(user_id) is None
    assert caller.delete(f"user/{user_id}/richmenu").status == 200
    emulator.follow(user_id)
    assert caller.own_menu(user_id) == menu_id


def test_an_id_out_of_form_is_refused(caller):
    menu_id = caller.menu()
    said = "The value for the 'userId' parameter is invalid"
    assert words(caller.call(f"user/x/richmenu/{menu_id}", b"")) == said
    assert words(caller.get("/v2/bot/user/x/richmenu")) == words(caller.delete("user/x/richmenu")) == said
    answer = caller.call("richmenu/bulk/link", {"richMenuId": menu_id, "userIds": [NOBODY, "x"]})
    assert (answer.status, "userIds[1]" in words(answer)) == (400, True)
    answer = caller.call("richmenu/bulk/unlink", {"userIds": ["x"]})
    assert (answer.status, "userIds[0]" in words(answer)) == (400, True)


def test_500_people_get_a_menu_a_moment_later(emulator, caller):
    emulator.misbehave(menus_ms=60_000)
    ids, menu_id = emulator.add_friends(501), caller.menu()
    assert fault(caller.call("richmenu/bulk/link", {"richMenuId": menu_id, "userIds": ids}))[1] == "userIds"
    assert fault(caller.call("richmenu/bulk/unlink", {"userIds": []}))[1] == "userIds"
    answer = caller.call("richmenu/bulk/link", {"richMenuId": menu_id, "userIds": [*ids[:499], NOBODY]})
    assert (answer.status, answer.json()) == (202, {})
    assert caller.own_menu(ids[0]) is None
    put_forward(emulator, caller, 61)
    assert [caller.own_menu(ids[n]) for n in (0, 498, 499)] == [menu_id, menu_id, None]
    assert caller.call("richmenu/bulk/unlink", {"userIds": ids[:2]}).status == 202
    put_forward(emulator, caller, 122)
    assert emulator.ask("menus")["own"] == {menu_id: 497}


def put_forward(emulator, caller, seconds):
    emulator.put_forward(seconds)
    caller.token = caller.form("/oauth2/v3/token", CHANNEL).json()["access_token"]


def test_who_has_a_deleted_menu_has_the_default_again(emulator, caller):
    user_id, usual, own = emulator.add_phone("山田 花子"), caller.menu(), caller.menu()
    caller.call(f"user/all/richmenu/{usual}", b"")
    caller.call(f"user/{user_id}/richmenu/{own}", b"")
    assert emulator.ask(f"phones/{user_id}/menu")["menu"]["id"] == own
    caller.delete(f"richmenu/{own}")
    assert emulator.ask(f"phones/{user_id}/menu")["menu"]["id"] == usual
    assert caller.own_menu(user_id) is None
    caller.delete(f"richmenu/{usual}")
    assert emulator.ask(f"phones/{user_id}/menu")["menu"] is None
    assert caller.get("/v2/bot/user/all/richmenu").status == 404


# --- Batches --------------------------------------------------------------------------------------------------------
def batch(caller, *operations: dict, **more) -> str:
    """Accepted; its request id."""
    answer = caller.call("richmenu/batch", {"operations": list(operations)} | more)
    assert (answer.status, answer.json()) == (202, {})
    return answer.headers["x-line-request-id"]


def phase(caller, request_id: str) -> str:
    return caller.get(f"/v2/bot/richmenu/progress/batch?requestId={request_id}").json()["phase"]


def give(caller, ids: list[str], menu_id: str) -> None:
    for user_id in ids:
        caller.call(f"user/{user_id}/richmenu/{menu_id}", b"")


def test_a_batch_changes_each_person_once(emulator, caller):
    emulator.misbehave(menus_ms=60_000)
    a, b, c = caller.menu(), caller.menu(), caller.menu()
    of_a, of_b, of_c = emulator.add_friends(3)
    give(caller, [of_a], a)
    give(caller, [of_b], b)
    give(caller, [of_c], c)
    request_id = batch(caller, {"type": "link", "from": a, "to": b}, {"type": "link", "from": b, "to": c})
    told = caller.get(f"/v2/bot/richmenu/progress/batch?requestId={request_id}").json()
    assert told["phase"] == "ongoing" and set(told) == {"phase", "acceptedTime"}
    assert caller.own_menu(of_a) == a
    put_forward(emulator, caller, 61)
    told = caller.get(f"/v2/bot/richmenu/progress/batch?requestId={request_id}").json()
    assert told["phase"] == "succeeded" and told["completedTime"].endswith("Z")
    assert [caller.own_menu(user_id) for user_id in (of_a, of_b, of_c)] == [b, c, c]


def test_a_batch_takes_menus_away(emulator, caller):
    emulator.misbehave(menus_ms=0)
    a, b = caller.menu(), caller.menu()
    first, second = emulator.add_friends(2)
    give(caller, [first], a)
    give(caller, [second], b)
    batch(caller, {"type": "unlink", "from": a})
    assert [caller.own_menu(user_id) for user_id in (first, second)] == [None, b]
    batch(caller, {"type": "unlinkAll"})
    assert caller.own_menu(second) is None


def test_a_failed_batch_is_taken_up_again_with_its_key_where_it_stopped(emulator, caller):
    emulator.misbehave(menus_ms=0, batch_fails_after=2)
    a, b, c = caller.menu(), caller.menu(), caller.menu()
    ids = emulator.add_friends(3)
    give(caller, ids, a)
    there_and_on = [{"type": "link", "from": a, "to": b}, {"type": "link", "from": b, "to": c}]
    assert phase(caller, batch(caller, *there_and_on, resumeRequestKey="k-1")) == "failed"
    assert [caller.own_menu(user_id) for user_id in ids] == [b, b, a]
    assert phase(caller, batch(caller, *there_and_on, resumeRequestKey="k-1")) == "succeeded"
    assert [caller.own_menu(user_id) for user_id in ids] == [b, b, b]


def test_without_its_key_a_second_batch_does_it_to_the_same_people_again(emulator, caller):
    emulator.misbehave(menus_ms=0)
    a, b, c = caller.menu(), caller.menu(), caller.menu()
    ids = emulator.add_friends(1)
    give(caller, ids, a)
    for expected in (b, c):
        phase(caller, batch(caller, {"type": "link", "from": a, "to": b}, {"type": "link", "from": b, "to": c}))
        assert caller.own_menu(ids[0]) == expected


def test_a_key_lasts_14_days_and_so_does_the_progress(emulator, caller):
    emulator.misbehave(menus_ms=0)
    a, b = caller.menu(), caller.menu()
    ids = emulator.add_friends(1)
    give(caller, ids, a)
    change = {"type": "link", "from": a, "to": b}
    request_id = batch(caller, change, resumeRequestKey="k-1")
    assert caller.own_menu(ids[0]) == b
    give(caller, ids, a)
    batch(caller, change, resumeRequestKey="k-1")
    assert caller.own_menu(ids[0]) == a, "this person is done under this key"
    put_forward(emulator, caller, 14 * 24 * 3600 + 1)
    assert caller.get(f"/v2/bot/richmenu/progress/batch?requestId={request_id}").status == 404
    batch(caller, change, resumeRequestKey="k-1")
    assert caller.own_menu(ids[0]) == b


@pytest.mark.parametrize(("asked", "status"), [("x", 400), ("", 400), (str(uuid.UUID(int=1)), 404)])
def test_the_progress_of_nothing(caller, asked, status):
    assert caller.get(f"/v2/bot/richmenu/progress/batch?requestId={asked}").status == status


@pytest.mark.parametrize(
    ("operations", "more", "expected"),
    [
        ([], {}, ("Size must be between 1 and 1000", "operations")),
        ([{"type": "unlink", "from": NO_MENU}] * 1001, {}, ("Size must be between 1 and 1000", "operations")),
        ([{"type": "link", "from": "x", "to": NO_MENU}], {}, ("invalid richMenuId", "operations[0].from")),
        ([{"type": "link", "from": NO_MENU}], {}, ("must be specified", "operations[0].to")),
        ([{"type": "swap"}], {}, (KINDS_TEXT, "operations[0].type")),
        (
            [{"type": "unlinkAll"}, {"type": "unlink", "from": NO_MENU}], {},
            ("'unlinkAll' type can't be combined with other type", "operations[].type"),
        ),
        (
            [{"type": "unlink", "from": NO_MENU}] * 2, {},
            (f"from richmenu ({NO_MENU}) is duplicated", "operations[].from"),
        ),
        ([{"type": "unlinkAll"}], {"resumeRequestKey": "a" * 101}, (KEY_TEXT, "resumeRequestKey")),
        ([{"type": "unlinkAll"}], {"resumeRequestKey": "a b"}, (KEY_TEXT, "resumeRequestKey")),
    ],
)  # fmt: skip
def test_a_batch_out_of_form_is_refused(caller, operations, more, expected):
    body = {"operations": operations} | more
    assert fault(caller.call("richmenu/validate/batch", body)) == expected
    assert fault(caller.call("richmenu/batch", body)) == expected


# --- Taps -----------------------------------------------------------------------------------------------------------
def test_a_tab_that_leads_nowhere_says_so(emulator, caller):
    user_id = emulator.add_phone("山田 花子")
    other = caller.menu()
    usual = caller.menu(area(SWITCH))
    caller.call(f"user/all/richmenu/{usual}", b"")
    caller.alias("tab-b", other)
    caller.delete(f"richmenu/{other}")
    assert emulator.control(f"phones/{user_id}/tap_area", area=0)["action"] == SWITCH
    caller.delete("richmenu/alias/tab-b")
    emulator.control(f"phones/{user_id}/tap_area", area=0)
    assert emulator.ask(f"taps?menu={usual}")["taps"] == [{"menu": usual, "area": 0, "count": 2, "people": 1}]
    assert caller.own_menu(user_id) is None


def test_taps_are_counted_by_area_also_those_that_only_open_a_page(emulator, caller):
    page = {"type": "uri", "label": "ごみ", "uri": "https://example.jp/"}
    menu_id = caller.menu(area(POSTBACK, 0, 400), area(page, 400, 400))
    caller.call(f"user/all/richmenu/{menu_id}", b"")
    first, second = emulator.add_friends(2)
    for user_id in (first, first, second):
        assert emulator.control(f"phones/{user_id}/tap_area", area=1)["action"] == page
    emulator.control(f"phones/{second}/tap_area", area=0)
    assert emulator.ask("taps")["taps"] == [
        {"menu": menu_id, "area": 0, "count": 1, "people": 1},
        {"menu": menu_id, "area": 1, "count": 3, "people": 2},
    ]


def today(emulator) -> str:
    return time.strftime("%Y%m%d", time.gmtime(emulator.ask("state")["now"] + 9 * 3600))


@pytest.mark.parametrize("kind", ["summary", "daily"])
def test_figures_are_told_from_twenty_people_on(emulator, caller, kind):
    menu_id = caller.menu(area(POSTBACK, 0, 400), area(POSTBACK, 400, 400))
    caller.call(f"user/all/richmenu/{menu_id}", b"")
    people = emulator.add_friends(20)
    day = today(emulator)
    path = f"/v2/bot/insight/richmenu/{menu_id}/{kind}?from={day}&to={day}"
    for user_id in people[:19]:
        emulator.control(f"phones/{user_id}/open")
        emulator.control(f"phones/{user_id}/tap_area", area=0)
    assert caller.get(path).json() == {"richMenuId": menu_id}
    emulator.control(f"phones/{people[19]}/tap_area", area=1)
    told = caller.get(path).json()
    assert (told["metricsFrom"], told["metricsTo"]) == (day, day)

    def figure(number: int):
        one = {"count": number, "uniqueUsers": number}
        return one if kind == "summary" else [{"date": day} | one]

    assert told["impression"]["metrics"] == figure(19)
    assert [click["metrics"] for click in told["clicks"]] == [figure(19), figure(1)]
    assert told["clicks"][1]["bounds"] == {"x": 400, "y": 0, "width": 400, "height": 270}


@pytest.mark.parametrize(
    ("kind", "query"),
    [
        ("summary", ""),
        ("summary", "from=20261101"),
        ("summary", "from=2026111&to=20261101"),
        ("summary", "from=20261102&to=20261101"),
        ("summary", "from=20251001&to=20261102"),
        ("summary", "from=20100101&to=20100102"),
        ("daily", "from=20260101&to=20260411"),
    ],
)
def test_figures_of_a_period_out_of_bounds_are_refused(caller, kind, query):
    assert caller.get(f"/v2/bot/insight/richmenu/{caller.menu()}/{kind}?{query}").status == 400


def test_figures_of_no_menu_are_not_found(emulator, caller):
    day = today(emulator)
    assert caller.get(f"/v2/bot/insight/richmenu/{NO_MENU}/summary?from={day}&to={day}").status == 404


# --- The rate, and a restart ----------------------------------------------------------------------------------------
def test_the_fourth_batch_of_an_hour_is_too_many(caller):
    body = {"operations": [{"type": "unlinkAll"}]}
    assert [caller.call("richmenu/batch", body).status for _ in range(4)] == [202, 202, 202, 429]
    assert caller.call("richmenu/validate/batch", body).status == 200


def test_menus_and_who_has_them_are_there_after_a_restart(tmp_path: Path):
    with running_emulator(data=tmp_path) as emulator:
        caller = Caller(emulator.url)
        menu_id, other = caller.menu(area(SWITCH)), caller.menu()
        caller.alias("tab-b", other)
        caller.call(f"user/all/richmenu/{menu_id}", b"")
        user_id = emulator.add_phone("山田 花子")
        emulator.control(f"phones/{user_id}/tap_area", area=0)
        emulator.misbehave(menus_ms=500)
        waiting = emulator.add_friends(1)[0]
        request_id = batch(caller, {"type": "unlink", "from": menu_id})
        caller.call("richmenu/bulk/link", {"richMenuId": menu_id, "userIds": [waiting]})
    with running_emulator(data=tmp_path) as emulator:
        caller = Caller(emulator.url)
        assert emulator.ask("menus")["default"] == menu_id
        assert emulator.ask("menus")["aliases"] == {"tab-b": other}
        assert caller.own_menu(user_id) == other
        assert emulator.ask("taps")["taps"] == [{"menu": menu_id, "area": 0, "count": 1, "people": 1}]
        assert caller.get(f"/v2/bot/richmenu/{menu_id}/content").data == picture()
        time.sleep(0.5)
        assert caller.own_menu(waiting) == menu_id and phase(caller, request_id) == "succeeded"
