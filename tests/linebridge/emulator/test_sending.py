"""Sending, as LINE describes it."""

import uuid
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from tests.linebridge.emulator.caller import CHANNEL, TEXT

INVALID = "The property, to[{}], in the request body is invalid (line: -, column: -)"


def key() -> str:
    return str(uuid.uuid4())


def test_a_multicast_answers_an_empty_object_and_a_request_id(emulator, caller):
    answer = caller.multicast(emulator.add_friends(500))
    assert (answer.status, answer.json()) == (200, {})
    assert uuid.UUID(answer.headers["x-line-request-id"])


@pytest.mark.parametrize(("count", "status"), [(0, 400), (1, 200), (500, 200), (501, 400)])
def test_a_multicast_takes_1_to_500_ids(emulator, caller, count, status):
    answer = caller.multicast(emulator.add_friends(501)[:count])
    assert answer.status == status
    if status == 400:
        details = [{"message": "Size must be between 1 and 500", "property": "to"}]
        assert answer.json() == {"message": "The request body has 1 error(s)", "details": details}


@pytest.mark.parametrize("stranger", ["U" + "f" * 32, "C" + "0" * 32, "nobody", "", None, 7])
def test_an_unknown_id_is_named_and_nobody_gets_anything(emulator, caller, stranger):
    ids = emulator.add_friends(2)
    answer = caller.multicast([ids[0], stranger, ids[1]])
    assert (answer.status, answer.json()["message"]) == (400, INVALID.format(1))
    assert emulator.counts() == {}


def test_somebody_named_twice_gets_it_once(emulator, caller):
    (user_id,) = emulator.add_friends(1)
    assert caller.multicast([user_id, user_id]).status == 200
    assert emulator.counts() == {user_id: 1}


@pytest.mark.parametrize("send", ["multicast", "push"])
@pytest.mark.parametrize("state", ["blocked", "stranger"])
def test_blocked_phones_and_strangers_answer_200_and_get_nothing(emulator, caller, send, state):
    user_id = emulator.add_phone("山田 花子", follow=False)
    if state == "blocked":
        emulator.follow(user_id)
        emulator.block(user_id)
    answer = caller.multicast([user_id]) if send == "multicast" else caller.push(user_id)
    assert answer.status == 200
    assert emulator.received(user_id) == []
    assert caller.get("/v2/bot/message/quota/consumption").json() == {"totalUsage": 0}


def test_a_push_names_the_messages_it_sent(emulator, caller):
    (user_id,) = emulator.add_friends(1)
    sent = caller.push(user_id, TEXT * 2).json()["sentMessages"]
    assert [sorted(one) for one in sent] == [["id", "quoteToken"]] * 2
    assert sent[0]["id"].isdigit() and sent[0]["id"] != sent[1]["id"]


def test_a_push_to_an_unknown_id_fails(caller):
    assert caller.push("U" + "e" * 32).json() == {"message": "Failed to send messages"}
    assert caller.push("somebody").status == 400


def test_a_broadcast_reaches_all_friends_and_nobody_else(emulator, caller):
    ids = [*emulator.add_friends(3), emulator.add_phone("山田 花子")]
    gone = emulator.add_phone("鈴木 一郎")
    emulator.block(gone)
    assert caller.call("message/broadcast", {"messages": TEXT}).status == 200
    assert emulator.counts() == dict.fromkeys(ids, 1)


def test_a_narrowcast_is_refused_plainly(caller):
    answer = caller.call("message/narrowcast", {"messages": TEXT})
    assert (answer.status, answer.json()["message"]) == (403, "Access to this API is not available for your account")


@pytest.mark.parametrize("path", ["multicast", "push", "broadcast", "reply", "validate/push"])
@pytest.mark.parametrize(("count", "status"), [(0, 400), (5, 200), (6, 400)])
def test_every_call_takes_1_to_5_messages(emulator, caller, path, count, status):
    (user_id,) = emulator.add_friends(1)
    to = {"multicast": {"to": [user_id]}, "push": {"to": user_id}, "reply": {"replyToken": "x"}}.get(path, {})
    answer = caller.call(f"message/{path}", to | {"messages": TEXT * count})
    wanted = 400 if path == "reply" else status  # a made-up reply token is refused after the messages were looked at
    assert answer.status == wanted
    if count in (0, 6):
        assert answer.json()["details"] == [{"message": "Size must be between 1 and 5", "property": "messages"}]


def test_a_body_over_2_MB_is_refused(emulator, caller):
    (user_id,) = emulator.add_friends(1)
    assert caller.push(user_id, TEXT, padding="x" * (2 * 1024 * 1024)).status == 413
    assert emulator.counts() == {}


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (b"{", "The request body could not be parsed as JSON (line: 1, column: 2)"),
        (b"[]", "The request body could not be parsed as JSON (line: 1, column: 1)"),
        (b"\xff", "The request body could not be parsed as JSON (line: 1, column: 1)"),
    ],
)
def test_a_body_that_is_no_json_object_is_refused(caller, body, words):
    answer = caller.call("message/push", body)
    assert (answer.status, answer.json()["message"]) == (400, words)


def test_another_content_type_is_refused(caller):
    answer = caller.call("message/push", b"{}", **{"content-type": "text/plain"})
    assert answer.json() == {"message": "The content type, text/plain, is not supported"}


@pytest.mark.parametrize(
    ("units", "status"), [([], 200), (["kairan_1"], 200), (["a", "b"], 400), (["a-b"], 400), (["a" * 31], 400)]
)
def test_aggregation_units(emulator, caller, units, status):
    (user_id,) = emulator.add_friends(1)
    assert caller.push(user_id, customAggregationUnits=units).status == status
    assert caller.multicast([user_id], customAggregationUnits=units).status == status


@pytest.mark.parametrize("path", ["multicast", "push", "broadcast"])
@pytest.mark.parametrize(("value", "status"), [(True, 200), (False, 200), ("yes", 400), (1, 400)])
def test_a_message_may_come_without_a_sound(emulator, caller, path, value, status):
    (user_id,) = emulator.add_friends(1)
    to = {"multicast": {"to": [user_id]}, "push": {"to": user_id}}.get(path, {})
    assert caller.call(f"message/{path}", to | {"messages": TEXT, "notificationDisabled": value}).status == status


# --- Retry keys -----------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("path", ["multicast", "push", "broadcast"])
def test_the_same_key_is_accepted_once(emulator, caller, path):
    (user_id,) = emulator.add_friends(1)
    to = {"multicast": {"to": [user_id]}, "push": {"to": user_id}}.get(path, {})
    header = {"x-line-retry-key": key()}
    first = caller.call(f"message/{path}", to | {"messages": TEXT}, **header)
    again = caller.call(f"message/{path}", to | {"messages": TEXT}, **header)
    assert (first.status, again.status) == (200, 409)
    assert again.json()["message"] == "The retry key is already accepted"
    assert again.headers["x-line-accepted-request-id"] == first.headers["x-line-request-id"]
    assert again.headers["x-line-request-id"] != first.headers["x-line-request-id"]
    assert again.json().get("sentMessages") == first.json().get("sentMessages")
    assert emulator.counts() == {user_id: 1}


def test_the_key_of_a_refused_request_may_be_used_again(emulator, caller):
    (user_id,) = emulator.add_friends(1)
    retry_key = key()
    assert caller.multicast(["U" + "f" * 32], key=retry_key).status == 400
    assert caller.multicast([user_id], key=retry_key).status == 200


def test_a_key_counts_for_24_hours(emulator, caller):
    (user_id,) = emulator.add_friends(1)
    retry_key = key()
    assert caller.push(user_id, key=retry_key).status == 200
    for hours, status in ((23.9, 409), (24.1, 200)):
        emulator.put_forward(hours * 3600)
        caller.token = caller.form("/oauth2/v3/token", CHANNEL).json()["access_token"]
        assert caller.push(user_id, key=retry_key).status == status
    assert emulator.counts() == {user_id: 2}


def test_a_key_that_is_no_uuid_is_refused(emulator, caller):
    assert caller.multicast(emulator.add_friends(1), key="once").status == 400


@pytest.mark.parametrize("path", ["message/reply", "message/validate/push", "chat/loading/start"])
def test_calls_without_retry_keys_refuse_them(caller, path):
    assert caller.call(path, {}, **{"x-line-retry-key": key()}).status == 400


def test_two_equal_requests_at_once_are_accepted_once(emulator, caller):
    ids, retry_key = emulator.add_friends(50), key()
    with ThreadPoolExecutor(8) as pool:
        statuses = sorted(
            answer.status for answer in pool.map(lambda _: caller.multicast(ids, key=retry_key), range(8))
        )
    assert statuses == [200] + [409] * 7
    assert set(emulator.counts().values()) == {1}


# --- Quota and figures ----------------------------------------------------------------------------------------------
def test_a_plan_without_limit(caller):
    assert caller.get("/v2/bot/message/quota").json() == {"type": "none"}


def test_people_are_counted_and_the_limit_holds(emulator, caller):
    emulator.misbehave(quota=5)
    ids = emulator.add_friends(4)
    assert caller.get("/v2/bot/message/quota").json() == {"type": "limited", "value": 5}
    assert caller.multicast(ids, TEXT * 5).status == 200
    assert caller.get("/v2/bot/message/quota/consumption").json() == {"totalUsage": 4}
    answer = caller.multicast(ids[:2])
    assert (answer.status, answer.json()["message"]) == (429, "You have reached your monthly limit.")
    assert caller.push(ids[0]).status == 200


@pytest.mark.parametrize("kind", ["push", "multicast", "broadcast", "reply"])
def test_a_days_figure_is_ready_the_next_day(emulator, caller, kind):
    date = datetime.fromtimestamp(emulator.ask("state")["now"], ZoneInfo("Asia/Tokyo")).strftime("%Y%m%d")
    emulator.add_friends(2)
    if kind == "broadcast":
        caller.call("message/broadcast", {"messages": TEXT})
    assert caller.get(f"/v2/bot/message/delivery/{kind}?date={date}").json() == {"status": "unready"}
    emulator.put_forward(24 * 3600)
    caller.token = caller.form("/oauth2/v3/token", CHANNEL).json()["access_token"]
    ready = {"status": "ready", "success": 2 if kind == "broadcast" else 0}
    assert caller.get(f"/v2/bot/message/delivery/{kind}?date={date}").json() == ready
    assert caller.get(f"/v2/bot/message/delivery/{kind}?date=yesterday").status == 400
