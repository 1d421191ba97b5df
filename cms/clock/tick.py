"""The beat of the house: `minute` and `daily`, sent by one process for everybody.

Rooms connect receivers that call one verb each. A receiver that fails is logged and remembered in `Lease.failing` until
it succeeds; the others still run. The next beat calls it again, of a day the next day's. A beat that is stopped
half-way is given anew, so every verb behind a receiver may run twice and may run late.
"""

import logging
from datetime import datetime, time
from typing import Any

from django.db import connections
from django.dispatch import Signal
from django.utils import timezone

from .models import Lease
from .publish import publish_due

minute = Signal()  # send(sender=None, now=aware datetime); once a minute, or one time after a longer stop
daily = Signal()  # send(sender=None, now=aware datetime); once a day, after DAILY_FROM in the city
jumped = Signal()  # send(sender=None, now=aware datetime, seconds=float): the wall clock left the steady one

DAILY_FROM = time(3, 30)
CLOCK = "clock"
LOG = logging.getLogger("kairan.clock")


def beat(now: datetime | None = None) -> dict[str, str]:
    """One round: what is due in Wagtail, then `minute`, then `daily` where today's has not been.

    Returns the receivers that failed with the name of their error; `{}` is a good beat.
    """
    now = now or timezone.now()
    drop_broken_connections()
    failing, of_the_day = publish_due() | send(minute, now), None
    if is_the_day(now):
        of_the_day = send(daily, now)
        Lease.objects.filter(name=CLOCK).update(daily_on=timezone.localdate(now))
    remember(now, failing, of_the_day)
    drop_broken_connections()
    return failing | (of_the_day or {})


def send(signal: Signal, now: datetime, **extra: Any) -> dict[str, str]:
    """Call every receiver, whatever the others do. Returns those that failed."""
    answers = signal.send_robust(sender=None, now=now, **extra)
    failed = {name_of(receiver): answer for receiver, answer in answers if isinstance(answer, Exception)}
    for name, error in failed.items():
        LOG.error("receiver %s failed", name, exc_info=error)
    return {name: type(error).__name__ for name, error in failed.items()}


def is_the_day(now: datetime) -> bool:
    """True until one beat of today has come to its end: the first one after DAILY_FROM, or the first ever."""
    here = timezone.localtime(now)
    lease, _made = Lease.objects.get_or_create(name=CLOCK)
    return not lease.daily_on or (lease.daily_on != here.date() and here.time() >= DAILY_FROM)


def remember(now: datetime, failing: dict[str, str], of_the_day: dict[str, str] | None) -> None:
    """Leave the time of this beat and what failed where the health page finds them. Without a day its failures stay."""
    before = Lease.objects.filter(name=CLOCK).values_list("failing", flat=True).first() or {}
    rows = {} if of_the_day is not None else {name: row for name, row in before.items() if row.get("daily")}
    for failed, mark in ((failing, {}), (of_the_day or {}, {"daily": True})):
        for name, error in failed.items():
            rows[name] = {"error": error, "since": before.get(name, {}).get("since", now.isoformat())} | mark
    Lease.objects.filter(name=CLOCK).update(minute_at=now, failing=rows)


def drop_broken_connections() -> None:
    """A connection that the database has ended meanwhile is opened anew by the next query."""
    for connection in connections.all(initialized_only=True):
        if not connection.in_atomic_block:
            connection.close_if_unusable_or_obsolete()


def name_of(receiver: Any) -> str:
    """`room.receivers.function` of a signal's receiver."""
    return f"{receiver.__module__}.{getattr(receiver, '__qualname__', receiver.__class__.__qualname__)}"
