"""Takes waiting events one by one, in each resident's own order, and hands them to their handlers.

Effects of the handlers, the state DONE and the reply to send are one transaction: stopped before its commit nothing
has happened, after it the reply is found by the next round.
"""

import logging
import time
from datetime import timedelta

from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils import timezone

from . import nudge, reply
from .dispatch import hand_over, handlers
from .models import Event, EventState, ReplyState

LOG = logging.getLogger("kairan.webhook")
PAUSES = [timedelta(seconds=5), timedelta(seconds=30)]  # after the first and second failure; after the third: FAILED
MOST_MESSAGES = 5
TURN = 10.0  # seconds after which a worker is given back, so that deliveries get their turn


def work(seconds: float = TURN) -> int:
    """Process what waits, for at most so long; then a worker is nudged anew. Returns how many events were taken up."""
    nudge.taken()
    end, done = time.monotonic() + seconds, 0
    while process_one():
        done += 1
        if time.monotonic() > end:
            nudge.again()
            break
    return done


def process_one() -> bool:
    """Take up the next event. False where none is due, or others have them all in hand."""
    if not due().exists():  # without asking for SQLite's write lock
        return False
    with transaction.atomic():
        event = heads().select_for_update(skip_locked=True, of=("self",)).first()
        if event is None:
            return False
        handle(event)
    if event.reply_state == ReplyState.WAITING:
        reply.send(event)
    return True


def due() -> QuerySet[Event]:
    """New events whose time has come, in the order in which they happened."""
    ready = Q(next_at=None) | Q(next_at__lte=timezone.now())
    return Event.objects.filter(ready, state=EventState.NEW).order_by("timestamp", "pk")


def heads() -> QuerySet[Event]:
    """Of each resident the earliest new event only: what happened later waits for it."""
    earlier = Event.objects.filter(state=EventState.NEW, line_user_id=OuterRef("line_user_id")).filter(
        Q(timestamp__lt=OuterRef("timestamp")) | Q(timestamp=OuterRef("timestamp"), pk__lt=OuterRef("pk"))
    )
    return due().filter(Q(line_user_id="") | ~Exists(earlier))


def handle(event: Event) -> None:
    """Run the handlers that have not been through yet; keep what became of it in the row."""
    if not handlers.get(event.type):
        event.state = EventState.UNKNOWN
        event.save(update_fields=["state"])
        return
    messages, failed = hand_over(event)
    now = timezone.now()
    event.problem = ", ".join(failed)[:200]
    if failed and event.attempts < len(PAUSES):
        event.next_at = now + PAUSES[event.attempts]
        event.attempts = F("attempts") + 1
    else:
        event.state = EventState.FAILED if failed else EventState.DONE
        event.done_at, event.next_at = now, None
    if messages and event.reply_state == ReplyState.NONE and event.payload.get("replyToken"):
        event.reply, event.reply_state = messages[:MOST_MESSAGES], ReplyState.WAITING
    if len(messages) > MOST_MESSAGES:
        LOG.warning("event %s: %d messages are more than one reply holds", event.pk, len(messages))
    event.save()
    event.refresh_from_db(fields=["attempts"])
