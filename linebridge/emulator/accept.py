"""Take a request that sends: who gets it, whether the quota allows it, and that it happens once for each retry key.

Blocked phones and strangers are passed over in silence, as on the real platform.
"""

import hashlib
import json
import re
import uuid
from collections.abc import Iterable
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from . import clock, keep
from .check_messages import check_messages
from .models import Phone, Sent
from .refuse import FAILED_TEXT, QUOTA_TEXT, Refusal, errors_in_body, invalid_property

JAPAN = ZoneInfo("Asia/Tokyo")
MOST_RECIPIENTS = 500
UNIT = re.compile(r"[a-zA-Z0-9_]{1,30}\Z")


def check_retry_key(value: str | None) -> str:
    """The key as given, empty for none. 400 where it is no UUID."""
    if not value:
        return ""
    try:
        uuid.UUID(value)
    except ValueError as error:
        raise Refusal(400, "The retry key is invalid") from error
    return value.lower()


def check_sending(data: dict, units: bool = False) -> None:
    """What all sending calls have in common."""
    check_messages(data.get("messages"))
    if not isinstance(data.get("notificationDisabled", False), bool):
        raise errors_in_body([("must be a boolean", "notificationDisabled")])
    given = data.get("customAggregationUnits")
    if given is not None and units:
        if not isinstance(given, list) or len(given) > 1:
            raise errors_in_body([("Size must be between 0 and 1", "customAggregationUnits")])
        if given and not (isinstance(given[0], str) and UNIT.match(given[0])):
            raise errors_in_body([('must match "^[a-zA-Z0-9_]{1,30}$"', "customAggregationUnits[0]")])


def multicast(data: dict, request_id: str, retry_key: str, digest: str) -> Sent:
    to = data.get("to")
    if not isinstance(to, list) or not 1 <= len(to) <= MOST_RECIPIENTS:
        raise errors_in_body([(f"Size must be between 1 and {MOST_RECIPIENTS}", "to")])
    keep.refuse_repetition(retry_key)
    check_sending(data, units=True)
    return _accept("multicast", data, to_friends(to), request_id, retry_key, digest)


def to_friends(to: list) -> list[str]:
    """Those of the ids who are friends now, each once. 400 naming the first id that the channel does not know."""
    receiving: dict[str, None] = {}
    for i, user_id in enumerate(to):
        state = keep.state_of(user_id) if isinstance(user_id, str) else None
        if state is None:
            raise invalid_property(f"to[{i}]")
        if state == Phone.State.FRIEND:
            receiving[user_id] = None
    return list(receiving)


def push(data: dict, request_id: str, retry_key: str, digest: str) -> Sent:
    to = data.get("to")
    if not isinstance(to, str) or not re.fullmatch(r"[UCR][0-9a-f]{32}", to):
        raise invalid_property("to")
    keep.refuse_repetition(retry_key)
    check_sending(data, units=True)
    state = keep.state_of(to)
    if state is None:
        raise Refusal(400, FAILED_TEXT)
    receiving = [to] if state == Phone.State.FRIEND else []
    return _accept("push", data, receiving, request_id, retry_key, digest)


def broadcast(data: dict, request_id: str, retry_key: str, digest: str) -> Sent:
    keep.refuse_repetition(retry_key)
    check_sending(data)
    return _accept("broadcast", data, list(keep.friends()), request_id, retry_key, digest)


def reply(data: dict, user_id: str, request_id: str) -> Sent:
    """Answer an event. Replies are free: they do not count."""
    receiving = [user_id] if keep.state_of(user_id) == Phone.State.FRIEND else []
    return _accept("reply", data, receiving, request_id, "", "", counted=False)


def _accept(
    endpoint: str, data: dict, ids: list[str], request_id: str, retry_key: str, digest: str, counted: bool = True
) -> Sent:
    messages = data["messages"]
    written = json.dumps(messages, ensure_ascii=False, separators=(",", ":"))
    with keep.lock:
        if counted:
            _check_quota(len(ids))
        return keep.add_sent(endpoint, request_id, ids, written, len(messages), retry_key, digest)


def _check_quota(more: int) -> None:
    limit = quota()
    if limit is not None and consumption() + more > limit:
        raise Refusal(429, QUOTA_TEXT)


def quota() -> int | None:
    """Messages a month, None for a plan without a limit."""
    return keep.setting("quota")


def consumption(endpoints: Iterable[str] = ("multicast", "push", "broadcast"), day: str = "") -> int:
    """People reached this month in Japan (or on a day, yyyymmdd)."""
    form, wanted = ("%Y%m%d", day) if day else ("%Y%m", japan(clock.now_ms()).strftime("%Y%m"))
    return sum(
        row.count for row in list(keep.sent) if row.endpoint in endpoints and japan(row.at).strftime(form) == wanted
    )


def japan(at_ms: int) -> datetime:
    return datetime.fromtimestamp(at_ms / 1000, JAPAN)


def digest_of(body: bytes) -> str:
    return hashlib.sha256(body).hexdigest()


def read_json(body: bytes) -> dict[str, Any]:
    """The body as an object, or LINE's words about where it stops being JSON."""
    try:
        data = json.loads(body)
    except json.JSONDecodeError as error:
        raise Refusal(
            400, f"The request body could not be parsed as JSON (line: {error.lineno}, column: {error.colno})"
        ) from error
    except UnicodeDecodeError as error:
        raise Refusal(400, "The request body could not be parsed as JSON (line: 1, column: 1)") from error
    if not isinstance(data, dict):
        raise Refusal(400, "The request body could not be parsed as JSON (line: 1, column: 1)")
    return data
