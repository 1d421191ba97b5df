"""Webhooks: signed, in LINE's form, at most two seconds long, twice or late where a scenario wants it."""

import base64
import hashlib
import hmac
import io
import json
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from PIL import Image

from tests.linebridge.emulator.caller import CHANNEL, TEXT


class Account:
    """A webhook address that keeps what arrives and answers what it is told to."""

    def __init__(self):
        self.bodies: list[tuple[bytes, str]] = []
        self.statuses: list[int] = []
        self.slow = 0.0
        account = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self):
                body = self.rfile.read(int(self.headers["content-length"]))
                account.bodies.append((body, self.headers["x-line-signature"]))
                time.sleep(account.slow)
                self.send_response(account.statuses.pop(0) if account.statuses else 200)
                self.send_header("content-length", "0")
                self.end_headers()

            def log_message(self, *args):
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}/webhook"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def events(self) -> list[dict]:
        return [event for body, _ in self.bodies for event in json.loads(body)["events"]]


@pytest.fixture
def account(emulator):
    made = Account()
    emulator.point_webhook(made.url)
    yield made
    emulator.point_webhook("")
    made.server.shutdown()
    made.server.server_close()


def test_an_event_is_signed_over_its_bytes(emulator, account):
    user_id = emulator.add_phone("山田 花子")
    emulator.wait_until_told()
    ((body, signature),) = account.bodies
    mac = hmac.new(CHANNEL["client_secret"].encode(), body, hashlib.sha256).digest()
    assert signature == base64.b64encode(mac).decode()
    (event,) = account.events()
    assert event["type"] == "follow" and event["source"] == {"type": "user", "userId": user_id}
    assert event["follow"] == {"isUnblocked": False} and event["mode"] == "active"
    assert len(event["webhookEventId"]) == 26 and event["deliveryContext"] == {"isRedelivery": False}
    assert json.loads(body)["destination"].startswith("U")


def test_what_a_resident_does_becomes_events(emulator, account):
    user_id = emulator.add_phone("山田 花子")
    emulator.say(user_id, "ごみの日")
    emulator.send_location(user_id, 35.1, 139.2, title="市役所")
    emulator.tap(user_id, {"type": "postback", "data": "a=1", "displayText": "予約する"})
    emulator.tap(user_id, {"type": "datetimepicker", "data": "d", "mode": "date"}, {"date": "2026-11-21"})
    emulator.block(user_id)
    emulator.follow(user_id)
    emulator.wait_until_told()
    events = account.events()
    kinds = [e["message"]["type"] if e["type"] == "message" else e["type"] for e in events]
    assert kinds == ["follow", "text", "location", "postback", "postback", "unfollow", "follow"]
    assert events[1]["message"]["text"] == "ごみの日" and "quoteToken" in events[1]["message"]
    assert events[2]["message"]["latitude"] == 35.1
    assert events[3]["postback"] == {"data": "a=1"}
    assert events[4]["postback"] == {"data": "d", "params": {"date": "2026-11-21"}}
    assert "replyToken" not in events[5]
    assert events[6]["follow"] == {"isUnblocked": True}


def test_whoever_blocks_is_silent(emulator, account):
    user_id = emulator.add_phone("山田 花子")
    emulator.block(user_id)
    emulator.say(user_id, "もしもし")
    emulator.wait_until_told()
    assert [event["type"] for event in account.events()] == ["follow", "unfollow"]


def test_a_reply_token_works_once(emulator, account, caller):
    user_id = emulator.add_phone("山田 花子")
    emulator.wait_until_told()
    token = account.events()[0]["replyToken"]
    first = caller.call("message/reply", {"replyToken": token, "messages": TEXT})
    again = caller.call("message/reply", {"replyToken": token, "messages": TEXT})
    assert first.status == 200 and len(first.json()["sentMessages"]) == 1
    assert (again.status, again.json()) == (400, {"message": "Invalid reply token"})
    assert emulator.received(user_id) == TEXT
    assert caller.get("/v2/bot/message/quota/consumption").json() == {"totalUsage": 0}


def test_a_reply_token_works_for_a_minute(emulator, account, caller):
    emulator.add_phone("山田 花子")
    emulator.wait_until_told()
    emulator.put_forward(61)
    reply = {"replyToken": account.events()[0]["replyToken"], "messages": TEXT}
    assert caller.call("message/reply", reply).json() == {"message": "Invalid reply token"}


def test_a_photo_can_be_fetched(emulator, account, caller):
    user_id = emulator.add_phone("山田 花子")
    picture = io.BytesIO()
    Image.new("RGB", (800, 600), "#9fc3a8").save(picture, "JPEG")
    message_id = emulator.send_photo(user_id, picture.getvalue())
    emulator.wait_until_told()
    message = account.events()[-1]["message"]
    assert (message["id"], message["type"], message["contentProvider"]) == (message_id, "image", {"type": "line"})
    whole = caller.get(f"/v2/bot/message/{message_id}/content")
    small = caller.get(f"/v2/bot/message/{message_id}/content/preview")
    assert (whole.status, whole.data, whole.headers["content-type"]) == (200, picture.getvalue(), "image/jpeg")
    assert 0 < len(small.data) < len(whole.data)
    assert caller.get(f"/v2/bot/message/{message_id}/content/transcoding").json() == {"status": "succeeded"}
    assert caller.get("/v2/bot/message/1/content").status == 404
    emulator.misbehave(content_preparing=True)
    assert caller.get(f"/v2/bot/message/{message_id}/content").status == 202


def test_many_follow_at_once(emulator, account):
    ids = emulator.add_friends(120, follow_webhook=True)
    emulator.wait_until_told()
    assert sorted(len(json.loads(body)["events"]) for body, _ in account.bodies) == [20, 50, 50]
    assert sorted(event["source"]["userId"] for event in account.events()) == sorted(ids)


@pytest.mark.parametrize("kind", ["unsend", "beacon", "accountLink", "botSuspended", "something-new"])
def test_any_event_can_be_sent(emulator, account, kind):
    emulator.send_event(emulator.add_phone("山田 花子"), kind, detail=1)
    emulator.wait_until_told()
    assert account.events()[-1]["type"] == kind


# --- Trouble --------------------------------------------------------------------------------------------------------
def test_without_redelivery_a_failed_webhook_is_lost(emulator, account):
    account.statuses = [500]
    emulator.add_phone("山田 花子")
    emulator.wait_until_told()
    time.sleep(0.3)
    assert len(account.bodies) == 1
    assert emulator.webhooks()[0]["reason"] == "ERROR_STATUS_CODE"


def test_with_redelivery_it_comes_again_with_another_body(emulator, account, caller):
    emulator.misbehave(webhook={"redelivery": True, "redelivery_ms": 100})
    account.statuses = [500]
    user_id = emulator.add_phone("山田 花子")
    wait_for(lambda: len(account.bodies) == 2)
    first, again = account.events()
    assert first["webhookEventId"] == again["webhookEventId"] and first["replyToken"] == again["replyToken"]
    assert again["deliveryContext"] == {"isRedelivery": True}
    assert account.bodies[0][1] != account.bodies[1][1]
    emulator.put_forward(600)
    caller.token = caller.form("/oauth2/v3/token", CHANNEL).json()["access_token"]
    reply = {"replyToken": again["replyToken"], "messages": TEXT}
    assert caller.call("message/reply", reply).status == 200
    assert emulator.received(user_id) == TEXT


def test_a_slow_answer_is_a_timeout(emulator, account):
    account.slow = 2.5
    emulator.add_phone("山田 花子")
    wait_for(lambda: emulator.webhooks(), 6)
    assert emulator.webhooks()[0]["reason"] == "REQUEST_TIMEOUT"


def test_duplicates_have_the_same_id(emulator, account):
    emulator.misbehave(webhook={"duplicates": 1.0})
    emulator.add_phone("山田 花子")
    emulator.wait_until_told()
    first, second = account.events()
    assert first == second


def test_events_may_come_in_another_order(emulator, account):
    user_id = emulator.add_phone("山田 花子")
    emulator.wait_until_told()
    emulator.misbehave(webhook={"reorder": True})
    for word in "一二三":
        emulator.say(user_id, word)
    wait_for(lambda: len(account.events()) == 4)
    events = account.events()[1:]
    assert [event["message"]["text"] for event in events] != ["一", "二", "三"]
    assert [e["message"]["text"] for e in sorted(events, key=lambda e: e["timestamp"])] == ["一", "二", "三"]


def wait_for(true, seconds: float = 5.0) -> None:
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "it did not happen"
        time.sleep(0.02)


# --- The address ----------------------------------------------------------------------------------------------------
def test_the_address_can_be_set_read_and_tried(emulator, account, caller):
    assert caller.call("channel/webhook/endpoint", {"endpoint": account.url}, "PUT").json() == {}
    assert caller.get("/v2/bot/channel/webhook/endpoint").json() == {"endpoint": account.url, "active": True}
    tried = caller.call("channel/webhook/test", {}).json()
    assert (tried["success"], tried["statusCode"], tried["reason"]) == (True, 200, "OK")
    assert json.loads(account.bodies[0][0])["events"] == []
    elsewhere = caller.call("channel/webhook/test", {"endpoint": "http://127.0.0.1:9/"}).json()
    assert (elsewhere["success"], elsewhere["reason"]) == (False, "COULD_NOT_CONNECT")


@pytest.mark.parametrize("address", ["http://example.jp/", "x", "", None, "https://example.jp/" + "a" * 500])
def test_an_address_that_line_would_not_take(caller, address):
    assert caller.call("channel/webhook/endpoint", {"endpoint": address}, "PUT").status == 400


def test_no_address_is_404(emulator, caller):
    assert caller.get("/v2/bot/channel/webhook/endpoint").status == 404
