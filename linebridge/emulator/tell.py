"""Tell the account what its residents do: webhooks, signed and sent by threads, as LINE sends them.

Not answered with 2xx within two seconds means lost, unless redelivery is on. Events of one phone keep their order,
except where a scenario wants them disordered.
"""

import base64
import hashlib
import hmac
import json
import queue
import random
import secrets
import threading
import time
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

import urllib3

from . import clock, keep, settings

ANSWER_WITHIN_SECONDS = 2.0
THREADS = 4
EVENTS_AT_ONCE = 50
REDELIVERIES = 3
REPLY_TOKEN_MS, REDELIVERED_REPLY_TOKEN_MS = 60_000, 20 * 60_000
BOT_USER_ID = "U" + hashlib.md5(b"the account", usedforsecurity=False).hexdigest()
CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


@dataclass
class Delivery:
    """One webhook request on its way."""

    events: list[dict]
    tries: int = 0
    address: str = ""


@dataclass
class Behaviour:
    """How webhooks misbehave."""

    redelivery: bool = False
    redelivery_ms: int = 500
    duplicates: float = 0.0  # probability that a request is sent twice
    reorder: bool = False  # hold some back and send them in another order
    chance: random.Random = field(default_factory=lambda: random.Random(1))  # noqa: S311 - repeatable on purpose


behaviour = Behaviour()
log: list[dict[str, Any]] = []  # what was answered; newest last
reply_tokens: dict[str, tuple[str, int]] = {}  # token → user id, end in ms
_queues: list["queue.Queue[Delivery]"] = [queue.Queue() for _ in range(THREADS)]
_held: list[Delivery] = []
_http = urllib3.PoolManager(retries=False, maxsize=THREADS)
_lock = threading.Lock()
_busy = 0


def sign(body: bytes) -> str:
    mac = hmac.new(settings.CHANNEL_SECRET.encode(), body, hashlib.sha256)
    return base64.b64encode(mac.digest()).decode()


def ulid() -> str:
    """An id of an event: 26 characters, ordered by time."""
    value = (clock.now_ms() << 80) | secrets.randbits(80)
    return "".join(CROCKFORD[(value >> shift) & 31] for shift in range(125, -1, -5))


def event(kind: str, user_id: str, *, replyable: bool = True, **more: Any) -> dict:
    """An event of a resident, ready to be sent."""
    made = {
        "type": kind,
        "webhookEventId": ulid(),
        "deliveryContext": {"isRedelivery": False},
        "timestamp": clock.now_ms(),
        "source": {"type": "user", "userId": user_id},
        "mode": "active",
    }
    if replyable:
        token = secrets.token_hex(16)
        made["replyToken"] = token
        reply_tokens[token] = (user_id, clock.now_ms() + REPLY_TOKEN_MS)
    return made | more


def use_reply_token(token: Any) -> str | None:
    """Whose event this token answers; it works once and for a minute. None where it does not work."""
    user_id, end = reply_tokens.pop(token, (None, 0)) if isinstance(token, str) else (None, 0)
    return user_id if user_id and clock.now_ms() <= end else None


def endpoint() -> dict:
    """Where webhooks go: endpoint, active."""
    return keep.setting("webhook", {"endpoint": settings.WEBHOOK_URL, "active": bool(settings.WEBHOOK_URL)})


def tell(events: list[dict]) -> None:
    """Send these events soon, up to fifty in one request."""
    address = endpoint()
    if not address["endpoint"] or not address["active"]:
        return
    for i in range(0, len(events), EVENTS_AT_ONCE):
        _queue(Delivery(events[i : i + EVENTS_AT_ONCE]))


def _queue(delivery: Delivery) -> None:
    with _lock:
        if behaviour.reorder:
            _held.append(delivery)
            if len(_held) < 3 and _held[0] is delivery:
                threading.Timer(0.5, _release).start()
            return
    _put(delivery)


def _release() -> None:
    """Send what was held back, last first."""
    with _lock:
        waiting, _held[:] = _held[::-1], []
    for delivery in waiting:
        _put(delivery)


def _put(delivery: Delivery) -> None:
    global _busy
    twice = behaviour.duplicates and behaviour.chance.random() < behaviour.duplicates
    source = (delivery.events[0].get("source") or {}).get("userId", "") if delivery.events else ""
    for _ in range(2 if twice else 1):
        with _lock:
            _busy += 1
        _queues[hash(source) % THREADS].put(delivery)


def work(jobs: "queue.Queue[Delivery]") -> None:
    """One thread: send what comes, in order."""
    global _busy
    while True:
        delivery = jobs.get()
        try:
            answer = send(delivery.events, delivery.address)
            if not answer["success"] and behaviour.redelivery and delivery.tries < REDELIVERIES:
                _later(delivery)
        finally:
            with _lock:
                _busy -= 1


def _later(delivery: Delivery) -> None:
    """Redeliver: the same events and tokens, marked, so that body and signature differ."""
    events = [one | {"deliveryContext": {"isRedelivery": True}} for one in delivery.events]
    for one in events:
        token = one.get("replyToken")
        if token in reply_tokens:
            reply_tokens[token] = (reply_tokens[token][0], one["timestamp"] + REDELIVERED_REPLY_TOKEN_MS)
    again = Delivery(events, delivery.tries + 1, delivery.address)
    threading.Timer(behaviour.redelivery_ms / 1000 * 2**delivery.tries, _put, [again]).start()


def send(events: list[dict], address: str = "") -> dict[str, Any]:
    """One webhook request, now. Answers like LINE's test call: success, timestamp, statusCode, reason, detail."""
    url = address or endpoint()["endpoint"]
    body = json.dumps(
        {"destination": BOT_USER_ID, "events": events}, ensure_ascii=False, separators=(",", ":")
    ).encode()
    headers = {
        "content-type": "application/json; charset=utf-8",
        "user-agent": "LineBotWebhook/2.0",
        "x-line-signature": sign(body),
    }
    started = time.monotonic()
    status, reason, detail = _post(url, body, headers)
    answer = {
        "success": 200 <= status < 300,
        "timestamp": clock.now_ms(),
        "statusCode": status,
        "reason": reason,
        "detail": detail,
    }
    log.append(
        {"events": [e["webhookEventId"] for e in events], "ms": int((time.monotonic() - started) * 1000)} | answer
    )
    del log[:-10_000]
    return answer


def _post(url: str, body: bytes, headers: dict) -> tuple[int, str, str]:
    """Status, reason and detail of one request."""
    if urlsplit(url).scheme not in ("http", "https"):
        return 0, "COULD_NOT_CONNECT", "no address"
    try:
        answer = _http.request("POST", url, body=body, headers=headers, timeout=ANSWER_WITHIN_SECONDS, redirect=False)
    except urllib3.exceptions.ReadTimeoutError:
        return 0, "REQUEST_TIMEOUT", "request timeout"
    except urllib3.exceptions.HTTPError:
        return 0, "COULD_NOT_CONNECT", "could not connect"
    right = 200 <= answer.status < 300
    return answer.status, "OK" if right else "ERROR_STATUS_CODE", str(answer.status)


def is_quiet() -> bool:
    """Nothing is on its way."""
    with _lock:
        return _busy == 0 and not _held


def start() -> None:
    for jobs in _queues:
        threading.Thread(target=work, args=[jobs], name="webhooks", daemon=True).start()


def reset() -> None:
    """Well-behaved again; nothing remembered."""
    global behaviour
    behaviour = Behaviour()
    for jobs in _queues:
        _empty(jobs)
    with _lock:
        _held.clear()
    log.clear()
    reply_tokens.clear()


def _empty(jobs: "queue.Queue[Delivery]") -> None:
    global _busy
    while True:
        try:
            jobs.get_nowait()
        except queue.Empty:
            return
        with _lock:
            _busy -= 1
