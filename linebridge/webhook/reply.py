"""Sends the one reply of an event. LINE takes a reply token once, so a reply sent twice arrives once.

A reply that was not sent within a minute after the event came in is of no use any more and is dropped.
"""

import logging
from datetime import datetime, timedelta

from django.utils import timezone

from linebridge.gateway.client import line
from linebridge.gateway.errors import LineError

from .models import Event, ReplyState

TOKEN_LIFE = timedelta(seconds=55)  # LINE says: about a minute
TRIES = 2
LOG = logging.getLogger("kairan.webhook")


def send(event: Event) -> None:
    """Reply with what the handlers gave, and note in the row what became of it."""
    for last in [False] * (TRIES - 1) + [True]:
        if timezone.now() - event.received_at > TOKEN_LIFE:
            _note(event, ReplyState.LATE)
            return
        try:
            line().reply(event.payload["replyToken"], event.reply or [])
        except LineError as error:
            LOG.warning("event %s: reply failed: %s status=%s", event.pk, error.kind.value, error.status)
            if error.permanent:
                _note(event, ReplyState.FAILED)
                return
            if last:
                return  # it stays WAITING; the clock tries once more or finds it late
        else:
            _note(event, ReplyState.SENT)
            return


def send_waiting(now: datetime) -> int:
    """Replies that a stopped worker left behind: send those still of use, drop the others. Returns how many."""
    left = list(Event.objects.filter(reply_state=ReplyState.WAITING).order_by("received_at")[:500])
    for event in left:
        send(event)
    return len(left)


def _note(event: Event, state: ReplyState) -> None:
    """The text of a reply is not kept once it has served."""
    Event.objects.filter(pk=event.pk, reply_state=ReplyState.WAITING).update(reply_state=state, reply=None)
    event.reply_state, event.reply = state, None
