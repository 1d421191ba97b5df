"""Every answer LINE may give, on the wire, and what the caller is told."""

import json
import logging
import traceback

import pytest
from django.db import connections, transaction

from linebridge.gateway import client as client_module
from linebridge.gateway import transport
from linebridge.gateway.client import Accepted, build, line, line_models, missing
from linebridge.gateway.errors import LineError, LineErrorKind
from linebridge.gateway.models import SendGate

pytestmark = pytest.mark.django_db
KEY = "6b7d4a3e-5b0a-4a54-9f5e-000000000001"
TO = ["U" + "0" * 32, "U" + "1" * 32]
HELLO = [{"type": "text", "text": "こんにちは🍎"}]
RATE = "The API rate limit has been exceeded. Try again later."
QUOTA = "You have reached your monthly limit."


def multicast():
    return line().multicast(TO, HELLO, KEY)


def refused(call=multicast) -> LineError:
    with pytest.raises(LineError) as caught:
        call()
    return caught.value


def test_a_multicast_carries_ids_messages_key_and_token(wire):
    wire.will(200, {}, x_line_request_id="abc")
    assert multicast() == Accepted("abc", repeated=False)
    method, path, headers, raw = wire.asked[0]
    assert (method, path) == ("POST", "/v2/bot/message/multicast")
    assert headers["X-Line-Retry-Key"] == KEY
    assert headers["Authorization"] == "Bearer stateless"
    assert json.loads(raw)["to"] == TO and json.loads(raw)["messages"] == HELLO


def test_a_second_request_with_the_same_key_is_accepted_and_repeated(wire):
    wire.will(409, {"message": "The retry key is already accepted"}, x_line_accepted_request_id="first")
    assert multicast() == Accepted("first", repeated=True)


@pytest.mark.parametrize(
    ("status", "body", "kind", "permanent", "ambiguous"),
    [
        (429, {"message": RATE}, LineErrorKind.RATE, False, False),
        (429, {"message": QUOTA}, LineErrorKind.QUOTA, True, False),
        (400, {"message": "The request body has 1 error(s)"}, LineErrorKind.MESSAGE, True, False),
        (401, {"message": "Authentication failed"}, LineErrorKind.AUTH, True, False),
        (403, {"message": "Not available"}, LineErrorKind.AUTH, True, False),
        (413, {"message": "Request entity too large"}, LineErrorKind.TOO_LARGE, True, False),
        (404, {"message": "Not found"}, LineErrorKind.OTHER, True, False),
        (301, {}, LineErrorKind.OTHER, True, False),
        (500, {"message": "Internal"}, LineErrorKind.UNAVAILABLE, False, True),
        (503, b"<html>maintenance \xff\xfe</html>", LineErrorKind.UNAVAILABLE, False, True),
        (400, b"\xff\xfe", LineErrorKind.MESSAGE, True, False),
        ("reset", None, LineErrorKind.NETWORK, False, True),
    ],
)
def test_each_refusal_says_whether_trying_again_can_help(wire, status, body, kind, permanent, ambiguous):
    wire.will(status, body).will(status, body)
    error = refused()
    assert (error.kind, error.permanent, error.ambiguous) == (kind, permanent, ambiguous)
    if isinstance(status, int):
        assert (error.status, error.request_id) == (status, "req-1")


def test_the_refused_recipient_is_named_by_its_place_and_not_by_its_id(wire):
    wire.will(400, {"message": f"The property, to[1], in the request body is invalid {TO[1]}"})
    error = refused()
    assert (error.kind, error.recipient_index) == (LineErrorKind.RECIPIENT, 1)
    assert TO[1] not in str(error)


def test_a_recipient_named_in_the_details_is_found_too(wire):
    wire.will(400, {"message": "invalid", "details": [{"message": "unknown user", "property": "to[0]"}]})
    assert refused().recipient_index == 0


def test_an_accepted_request_with_an_unreadable_answer_is_accepted(wire):
    for body in [b"", b"<html>", b"\xff\xfe", b"[1]"]:
        wire.will(200, body)
        assert multicast() == Accepted("req-1")
        wire.will(200, body)
        assert line().push(TO[0], HELLO, KEY) == Accepted("req-1")


def test_an_unknown_charset_does_not_hide_that_the_request_was_accepted(wire):
    wire.will(200, {}, Content_Type="application/json; charset=klingon")
    assert multicast() == Accepted("req-1")


def test_no_answer_in_time_is_ambiguous(wire, monkeypatch):
    monkeypatch.setattr(client_module, "READ_SECONDS", 0.05)
    wire.will("silence")
    error = refused()
    assert (error.kind, error.ambiguous, error.permanent) == (LineErrorKind.TIMEOUT, True, False)


def test_a_connection_that_was_never_made_is_not_ambiguous(settings, wire):
    multicast()
    settings.LINE_API_URL = "http://127.0.0.1:9"
    client_module.token.cache.set(client_module.token._key(), {"token": "x", "renew_at": 9e9})
    error = refused()
    assert (error.kind, error.ambiguous) == (LineErrorKind.NETWORK, False)


def test_tls_that_breaks_after_the_request_is_ambiguous(wire, own_certificate):
    wire.will("garbage")
    error = refused()
    assert len(wire.asked) == 1
    assert (error.kind, error.ambiguous, error.permanent) == (LineErrorKind.NETWORK, True, False)


def test_a_certificate_that_is_not_lines_ends_it_before_anything_is_sent(wire, own_certificate, monkeypatch):
    monkeypatch.delenv("SSL_CERT_FILE")
    error = refused()
    assert (error.kind, error.ambiguous) == (LineErrorKind.NETWORK, False)
    assert wire.asked == []


def test_nothing_is_tried_twice_behind_our_back(wire):
    wire.will("reset").will(200, {"userId": "U"})
    assert refused(lambda: line().bot_info()).kind == LineErrorKind.NETWORK
    assert len(wire.asked) == 1


def test_a_refused_token_is_replaced_once_with_the_same_retry_key(wire):
    wire.will(401, {"message": "expired"}).will(200, {})
    assert multicast() == Accepted("req-1")
    assert wire.tokens_asked == 2
    assert {headers["X-Line-Retry-Key"] for _m, _p, headers, _b in wire.asked} == {KEY}


def test_replies_carry_no_retry_key_and_pass_a_closed_gate(wire):
    SendGate.objects.create(pk=1, closed=True)
    line().reply("token", HELLO)
    assert wire.asked[0][2].get("X-Line-Retry-Key") is None
    assert json.loads(wire.asked[0][3])["replyToken"] == "token"


@pytest.mark.parametrize("send", [
    lambda: line().multicast(TO, HELLO, KEY),
    lambda: line().push(TO[0], HELLO, KEY),
    lambda: line().broadcast(HELLO, KEY),
])  # fmt: skip
def test_nothing_but_replies_passes_a_closed_gate(wire, send):
    SendGate.objects.create(pk=1, closed=True)
    error = refused(send)
    assert (error.kind, error.permanent, error.ambiguous) == (LineErrorKind.GATE_CLOSED, False, False)
    assert wire.asked == []


def test_a_call_inside_a_transaction_is_refused_as_our_own_fault(wire):
    with transaction.atomic(), pytest.raises(RuntimeError, match="transaction"):
        multicast()
    assert wire.asked == []


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("send", [multicast, lambda: line().reply("token", HELLO), lambda: line().quota()])
def test_no_connection_to_the_database_is_held_while_line_thinks(wire, settings, send):
    settings.REDIS_URL = ""  # the rate goes through the database
    caller, seen = connections["default"], []
    caller.ensure_connection()
    wire.look = lambda: seen.append(caller.connection)  # runs in the server's thread while the caller waits
    send()
    assert seen and set(seen) == {None}
    assert not SendGate.objects.filter(closed=True).exists(), "the next query opens one again"


@pytest.mark.django_db(transaction=True)
def test_postgresql_itself_sees_no_connection_of_the_caller_meanwhile(wire):
    caller, seen = connections["default"], []
    if caller.vendor != "postgresql":
        return  # SQLite has no list of connections; the test before this one speaks for it
    with caller.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        pid = cursor.fetchone()[0]

    def look():
        other = connections["default"]  # this thread's own
        with other.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM pg_stat_activity WHERE pid = %s", [pid])
            seen.append(cursor.fetchone()[0])
        other.close()

    wire.look = look
    multicast()
    assert seen and set(seen) == {0}


def test_a_transaction_of_a_test_outlives_a_call(wire):
    SendGate.objects.create(pk=1, why="kept")
    multicast()
    assert connections["default"].in_atomic_block and SendGate.objects.get(pk=1).why == "kept"


def test_a_field_that_the_sdk_would_drop_is_refused_before_anything_is_sent(wire):
    error = refused(lambda: line().multicast(TO, [{"type": "text", "text": "a", "newField": 1}], KEY))
    assert error.kind == LineErrorKind.MESSAGE and "messages[0].newField" in error.detail
    assert refused(lambda: line().multicast(TO, [{"type": "hologram"}], KEY)).kind == LineErrorKind.MESSAGE
    assert refused(lambda: line().multicast(TO * 251, HELLO, KEY)).kind == LineErrorKind.MESSAGE
    assert wire.asked == []


def test_a_card_reaches_the_wire_field_by_field(wire):
    card = {"type": "flex", "altText": "お知らせ", "contents": {
        "type": "bubble",
        "hero": {"type": "image", "url": "https://example.jp/a.png", "size": "full", "aspectRatio": "20:13",
                 "aspectMode": "cover", "action": {"type": "uri", "label": "開く", "uri": "https://example.jp/"}},
        "body": {"type": "box", "layout": "vertical", "spacing": "md", "contents": [
            {"type": "text", "text": "ごみ収集", "weight": "bold", "size": "xl", "wrap": True}]},
        "footer": {"type": "box", "layout": "vertical", "contents": [
            {"type": "button", "style": "primary", "color": "#0017C1",
             "action": {"type": "uri", "label": "くわしく見る", "uri": "https://example.jp/"}}]},
        "styles": {"footer": {"separator": True}},
    }}  # fmt: skip
    emoji = {"type": "text", "text": "$ 晴れ", "emojis": [{"index": 0, "productId": "5ac1", "emojiId": "001"}]}
    line().multicast(TO, [card, emoji], KEY)
    assert missing([card, emoji], json.loads(wire.asked[0][3])["messages"]) == ""


def test_the_same_call_twice_has_the_same_bytes(wire):
    multicast(), multicast()
    assert wire.asked[0][3] == wire.asked[1][3]


def test_what_line_knows_is_asked_for(wire):
    wire.will(200, {"displayName": "広報課", "basicId": "@kairan", "someday": "new"})
    assert line().bot_info()["basicId"] == "@kairan"
    wire.will(200, {"type": "none"})
    assert line().quota() is None
    wire.will(200, {"type": "limited", "value": 200})
    assert line().quota() == 200
    wire.will(200, {"totalUsage": 12})
    assert line().consumption() == 12
    wire.will(200, {"userIds": TO, "next": "more"})
    assert line().follower_ids() == (TO, "more")
    wire.will(200, {"userIds": []})
    assert line().follower_ids("more") == ([], None)
    assert wire.asked[-1][1].endswith("limit=1000&start=more") or "start=more" in wire.asked[-1][1]
    wire.will(404, {"message": "Not found"})
    assert line().get_webhook_endpoint() == {"endpoint": "", "active": False}
    wire.will(200, {"status": "unready"})
    assert line().delivery_count("multicast", __import__("datetime").date(2026, 4, 1)) is None
    assert wire.asked[-1][1].endswith("date=20260401")
    wire.will(200, {"displayName": "たろう", "newField": 1})
    assert line().profile(TO[0])["newField"] == 1


def test_content_comes_as_bytes_and_not_before_it_is_ready(wire):
    wire.will(200, b"\x89PNG\xff\x00", Content_Type="image/png")
    assert line().content("12345") == b"\x89PNG\xff\x00"
    wire.will(202, {})
    error = refused(lambda: line().content("12345"))
    assert (error.permanent, error.ambiguous) == (False, False)


@pytest.mark.parametrize("kind", ["reply", "push", "multicast", "narrowcast", "broadcast"])
def test_messages_are_validated_for_each_way_of_sending(wire, kind):
    line().validate(kind, HELLO)
    assert wire.asked[0][1] == f"/v2/bot/message/validate/{kind}"


def test_the_webhook_is_set_and_tested(wire):
    line().set_webhook_endpoint("https://example.jp/line/webhook/")
    assert wire.asked[0][0] == "PUT"
    wire.will(
        200, {"success": True, "statusCode": 200, "timestamp": "2026-04-01T00:00:00Z", "reason": "OK", "detail": "200"}
    )
    assert line().test_webhook_endpoint()["success"] is True


def test_a_log_line_has_the_request_id_and_no_person(wire, caplog):
    with caplog.at_level(logging.INFO):
        line().profile(TO[0])
        wire.will(500, {})
        refused()
    text = caplog.text
    assert "request_id=req-1" in text and "/v2/bot/profile/*" in text and "outcome=unavailable" in text
    assert TO[0] not in text and "こんにちは" not in text


@pytest.mark.parametrize(
    "call",
    [
        multicast,
        lambda: line().profile(TO[1]),
        lambda: line().multicast(TO, [HELLO[0] | {"type": "hologram"}], KEY),
        lambda: line().push(7, HELLO, KEY),
    ],
)
def test_a_traceback_names_nobody_either(wire, call):
    wire.will(400, {"message": f"The property, to[1], in the request body is invalid {TO[1]}"})
    told = "".join(traceback.format_exception(refused(call)))
    assert not [word for word in (*TO, "こんにちは", "Bearer") if word in told]


def test_paths_lose_what_names_a_person_or_a_message():
    assert transport.endpoint_of(f"http://x/v2/bot/profile/{TO[0]}?a=b") == "/v2/bot/profile/*"
    assert transport.endpoint_of("http://x/v2/bot/message/123456789012345678/content") == "/v2/bot/message/*/content"
    assert transport.endpoint_of("http://x/v2/bot/message/multicast") == "/v2/bot/message/multicast"


def test_missing_finds_the_first_thing_that_was_lost():
    assert missing({"a": [{"b": 1}]}, {"a": [{"b": 1}], "c": 2}) == ""
    assert missing({"a": [{"b": 1}, {"b": 2}]}, {"a": [{"b": 1}, {}]}) == ".a[1].b"
    assert missing({"a": None}, {}) == ""


def test_what_is_no_message_at_all_is_a_message_error():
    for messages in [[], [None], [{}], ["text"], HELLO * 6]:
        with pytest.raises(LineError) as caught:
            build(line_models.BroadcastRequest, {"messages": messages})
        assert caught.value.kind == LineErrorKind.MESSAGE
