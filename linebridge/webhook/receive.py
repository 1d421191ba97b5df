"""Takes in one signed body: the bytes and their events in one transaction, before LINE gets its answer.

Twice the same event is one row. If the database cannot be reached, the body goes to the spool (see `spool.py`).
"""

import hashlib
import json
import logging
import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

from django.db import InterfaceError, OperationalError, connection, transaction
from django.db.models import F
from django.utils import timezone

from . import nudge, spool
from .dispatch import handlers
from .models import Event, EventState, Refused, WebhookBody

LOG = logging.getLogger("kairan.webhook")
PATIENCE = 0.5  # seconds to wait for a lock: SQLite's only one, or a migration's; LINE waits two in all
UNSTORABLE = re.compile("[\x00\ud800-\udfff]")  # a database takes neither NUL nor half a character


def accept(raw: bytes, signature: str) -> int:
    """Keep the body for good and return how many events it holds. OSError where it could not be kept anywhere."""
    try:
        with short_wait():
            count = store(raw, signature, timezone.now())
    except (OperationalError, InterfaceError) as error:
        LOG.error("webhook goes to the spool: %s", type(error).__name__)
        spool.keep(raw, signature)
        return -1
    spool.replay_soon()
    return count


def store(raw: bytes, signature: str, received_at: datetime) -> int:
    """Store body and events; return how many events it holds. A body without new events leaves nothing behind."""
    items = events_in(raw)
    if items == []:
        return 0
    with transaction.atomic():
        body = WebhookBody.objects.create(
            raw=raw, signature=signature[:100], received_at=received_at, readable=items is not None
        )
        events = [event_of(item, body, received_at) for item in items or []]
        nudge.along_with(events)
        Event.objects.bulk_create(events, ignore_conflicts=True)
        if events and not body.events.exists():  # all known: a copy that `forget_message` would not find
            body.delete()
    return len(events)


def events_in(raw: bytes) -> list[dict] | None:
    """The event objects of a body; None where it cannot be read (it is kept, and a person has to look)."""
    try:
        items = json.loads(raw)["events"]
        json.dumps(items, allow_nan=False)  # a database takes neither NaN nor infinity
        return [clean(item) for item in items if isinstance(item, dict)] if isinstance(items, list) else None
    except (ValueError, KeyError, TypeError, RecursionError):
        return None


def event_of(item: dict, body: WebhookBody, received_at: datetime) -> Event:
    """A row, not yet saved. What LINE may add or leave out in future does not matter here."""
    type_ = text_of(item.get("type"), 50)
    fallback = hashlib.sha256(json.dumps(item, sort_keys=True).encode()).hexdigest()
    return Event(
        body=body,
        webhook_event_id=text_of(item.get("webhookEventId"), 64) or fallback,
        type=type_,
        line_user_id=text_of(inside(item, "source", "userId"), 64),
        message_id=text_of(inside(item, "message", "id") or inside(item, "unsend", "messageId"), 64),
        timestamp=moment(item.get("timestamp"), received_at),
        payload=item,
        state=EventState.NEW if handlers.get(type_) else EventState.UNKNOWN,
        received_at=received_at,
    )


def clean(value: Any) -> Any:
    """The same JSON without what a database refuses; the raw body still has it."""
    if isinstance(value, str):
        return UNSTORABLE.sub("�", value)
    if isinstance(value, dict):
        return {clean(key): clean(item) for key, item in value.items()}
    return [clean(item) for item in value] if isinstance(value, list) else value


def text_of(value: Any, longest: int) -> str:
    """The string, cut; empty for anything else."""
    return value[:longest] if isinstance(value, str) else ""


def inside(item: dict, *path: str) -> Any:
    """What lies under `path`, or None."""
    found: Any = item
    for key in path:
        found = found.get(key) if isinstance(found, dict) else None
    return found


def moment(milliseconds: Any, otherwise: datetime) -> datetime:
    """LINE's time stamp as a datetime."""
    try:
        return datetime.fromtimestamp(milliseconds / 1000, UTC)
    except (TypeError, ValueError, OverflowError, OSError):
        return otherwise


def count_refused() -> None:
    """One more request without a valid signature. Nothing else of it is kept; without the database not even that."""
    today = timezone.localdate()
    try:
        with short_wait():
            if not Refused.objects.filter(day=today).update(count=F("count") + 1):
                Refused.objects.get_or_create(day=today)
                Refused.objects.filter(day=today).update(count=F("count") + 1)
    except (OperationalError, InterfaceError):
        LOG.warning("a refused webhook could not be counted")


@contextmanager
def short_wait() -> Iterator[None]:
    """Wait for a lock only as long as LINE waits for us: SQLite's one write lock, or a table that a migration holds."""
    if connection.vendor == "postgresql":
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT set_config('lock_timeout', %s, true)", [str(int(PATIENCE * 1000))])
            yield
        return
    usual = connection.settings_dict["OPTIONS"].get("timeout", 5)
    try:
        connection.cursor().execute(f"PRAGMA busy_timeout = {int(PATIENCE * 1000)}")
        yield
    finally:
        if connection.connection is not None:
            connection.cursor().execute(f"PRAGMA busy_timeout = {int(usual * 1000)}")
