"""LINE's rate limits, row by row, and what is asked of the account and its friends."""

import time

import pytest

from linebridge.emulator.limit import HOUR, LIMITS, MINUTE, OTHERS, SECOND
from tests.linebridge.emulator.caller import CHANNEL, TEXT

RATE = {"message": "The API rate limit has been exceeded. Try again later."}


@pytest.mark.parametrize(
    ("endpoint", "limit"),
    [
        ("narrowcast", (60, HOUR)),
        ("broadcast", (60, HOUR)),
        ("webhook_test", (60, HOUR)),
        ("webhook", (1000, MINUTE)),
        ("multicast", (200, SECOND)),
        ("loading", (100, SECOND)),
        ("token_short_lived", (370, SECOND)),
        ("menu_create", (100, HOUR)),
        ("menu_delete", (100, HOUR)),
        ("menu_list", (10, SECOND)),
        ("alias_delete", (100, HOUR)),
        ("menu_batch", (3, HOUR)),
        ("menu_batch_progress", (100, HOUR)),
        ("menu_insight", (60, HOUR)),
        *[
            (name, (2000, SECOND))
            for name in (
                "push",
                "reply",
                "profile",
                "followers",
                "validate",
                "quota",
                "consumption",
                "delivery",
                "info",
                "content",
                "menu",
                "menu_validate",
                "menu_picture",
                "menu_default",
                "menu_link",
                "menu_bulk",
                "menu_batch_validate",
                "alias",
            )
        ],
    ],
)
def test_the_limit_is_lines(endpoint, limit):
    assert LIMITS.get(endpoint, OTHERS) == limit


def test_the_61st_broadcast_of_an_hour_is_too_many(emulator, caller):
    emulator.add_friends(1)
    answers = [caller.call("message/broadcast", {"messages": TEXT}) for _ in range(61)]
    assert [answer.status for answer in answers] == [200] * 60 + [429]
    assert answers[-1].json() == RATE
    assert emulator.summary()["received"] == {"60": 1}


def test_a_bucket_fills_evenly(emulator, caller):
    emulator.misbehave(rates={"push": 5})
    (user_id,) = emulator.add_friends(1)
    statuses = [caller.push(user_id).status for _ in range(8)]
    assert statuses[:5] == [200] * 5 and 429 in statuses[5:]
    time.sleep(0.45)
    assert caller.push(user_id).status == 200


def test_one_endpoint_does_not_use_up_another(emulator, caller):
    emulator.misbehave(rates={"push": 1})
    (user_id,) = emulator.add_friends(1)
    assert 429 in [caller.push(user_id).status for _ in range(4)]
    assert caller.multicast([user_id]).status == 200


def test_reading_and_writing_one_address_are_two_endpoints(emulator, caller):
    emulator.misbehave(rates={"webhook": 1})
    address = {"endpoint": "https://example.jp/line/webhook/"}
    reading = [caller.get("/v2/bot/channel/webhook/endpoint").status for _ in range(3)]
    assert 429 in reading
    assert caller.call("channel/webhook/endpoint", address, "PUT").status == 200


def test_the_validators_are_five_endpoints(emulator, caller):
    emulator.misbehave(rates={"validate": 1})
    assert 429 in [caller.call("message/validate/push", {"messages": TEXT}).status for _ in range(4)]
    assert caller.call("message/validate/multicast", {"messages": TEXT}).status == 200


def test_limits_can_be_switched_off_for_other_measurements(emulator, caller):
    emulator.misbehave(rates={"push": 1}, rate_limit=False)
    (user_id,) = emulator.add_friends(1)
    assert {caller.push(user_id).status for _ in range(5)} == {200}


# --- Asking ---------------------------------------------------------------------------------------------------------
def test_a_profile_is_there_for_friends_only(emulator, caller):
    friend, stranger = emulator.add_phone("山田 花子"), emulator.add_phone("鈴木 一郎", follow=False)
    found = caller.get(f"/v2/bot/profile/{friend}").json()
    assert found == {"displayName": "山田 花子", "userId": friend, "language": "ja"}
    emulator.block(friend)
    for user_id in (friend, stranger, "U" + "f" * 32):
        answer = caller.get(f"/v2/bot/profile/{user_id}")
        assert (answer.status, answer.json()) == (404, {"message": "Not found"})


def test_follower_ids_come_in_pages(emulator, caller):
    ids = emulator.add_friends(7)
    emulator.block(ids[3])
    first = caller.get("/v2/bot/followers/ids?limit=4").json()
    rest = caller.get(f"/v2/bot/followers/ids?limit=4&start={first['next']}").json()
    assert len(first["userIds"]) == 4 and "next" not in rest
    assert sorted(first["userIds"] + rest["userIds"]) == sorted(set(ids) - {ids[3]})


@pytest.mark.parametrize("query", ["limit=0", "limit=1001", "limit=x", "start=x"])
def test_a_page_out_of_bounds_is_refused(caller, query):
    assert caller.get(f"/v2/bot/followers/ids?{query}").status == 400


def test_the_token_for_the_next_page_lasts_a_day(emulator, caller):
    emulator.add_friends(2)
    following = caller.get("/v2/bot/followers/ids?limit=1").json()["next"]
    emulator.put_forward(24 * 3600 + 1)
    caller.token = caller.form("/oauth2/v3/token", CHANNEL).json()["access_token"]
    assert caller.get(f"/v2/bot/followers/ids?start={following}").status == 400


def test_follower_ids_are_for_verified_accounts(emulator, caller):
    emulator.misbehave(verified=False)
    answer = caller.get("/v2/bot/followers/ids")
    assert (answer.status, answer.json()["message"]) == (403, "Access to this API is not available for your account")


def test_the_account_tells_its_name(caller):
    assert set(caller.get("/v2/bot/info").json()) == {"userId", "basicId", "displayName", "chatMode", "markAsReadMode"}


@pytest.mark.parametrize(("seconds", "status"), [(5, 202), (60, 202), (4, 400), (65, 400), (7, 400)])
def test_the_dots_show_for_5_to_60_seconds(emulator, caller, seconds, status):
    user_id = emulator.add_phone("山田 花子")
    assert caller.call("chat/loading/start", {"chatId": user_id, "loadingSeconds": seconds}).status == status


def test_an_unknown_call_and_a_wrong_method(caller):
    assert caller.get("/v2/bot/nothing").status == 404
    assert caller.get("/v2/bot/message/push").status == 405
