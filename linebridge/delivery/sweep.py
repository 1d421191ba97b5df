"""Once a minute: whatever was lost or left behind is found here. Every step may run twice and late."""

import logging
from datetime import datetime

from django.db.models import Q, QuerySet

from .claim import KEY_LIFE, claimable
from .database_now import database_now
from .models import Batch, Delivery
from .nudge import nudge
from .plan import plan
from .record import finish, rekey

LOG = logging.getLogger("kairan.delivery")
State = Batch.State


def sweep(now: datetime | None = None) -> list[int]:
    """Plan, settle what ran out of time, finish what is complete, nudge what waits. Returns the deliveries nudged."""
    now = now or database_now()
    plan(now=now)
    settle(now)
    waiting = list(waiting_deliveries(now).filter(_nobody_is_at(now)).values_list("pk", flat=True))
    for pk in waiting:
        nudge(pk)
    return waiting


def waiting_deliveries(now: datetime) -> QuerySet:
    """Deliveries that are due to start, or have a batch that can be sent now."""
    due = Q(state=Delivery.State.PLANNED, due_at__lte=now)
    return Delivery.objects.filter(due | Q(pk__in=claimable(now).values("delivery"))).order_by("due_at")


def _nobody_is_at(now: datetime) -> Q:
    return ~Q(pk__in=Batch.objects.filter(state=State.INFLIGHT, lease_until__gt=now).values("delivery"))


def settle(now: datetime) -> None:
    """Keys that LINE may have forgotten are not used again; nothing goes out after `not_after`."""
    old = Batch.objects.filter(state__in=Batch.OPEN, first_attempt_at__lte=now - KEY_LIFE)
    abandoned = Q(state=State.INFLIGHT, lease_until__lte=now)
    old.filter(abandoned | Q(state=State.RETRY, ambiguous=True)).update(state=State.REVIEW, lease_until=None)
    for batch in old.filter(state=State.RETRY, ambiguous=False).select_related("delivery"):
        rekey(batch)
    late = Batch.objects.filter(delivery__not_after__lte=now, delivery__state__in=Delivery.RUNNING)
    late.filter(state__in=Batch.WAITING, ambiguous=False).update(state=State.EXPIRED)
    late.filter(Q(state=State.RETRY, ambiguous=True) | abandoned).update(state=State.REVIEW, lease_until=None)
    _halt_without_canary(now)
    for pk in Delivery.objects.filter(state__in=Delivery.RUNNING).values_list("pk", flat=True):
        finish(pk)
    held = Delivery.objects.filter(state=Delivery.State.HELD, not_after__lte=now)
    held.update(state=Delivery.State.EXPIRED, finished_at=now)


def _halt_without_canary(now: datetime) -> None:
    """The first batch ended without a certain answer: people decide whether the others go."""
    unopened = Delivery.objects.filter(state=Delivery.State.SENDING, opened_at=None)
    stuck = unopened.exclude(batches__in=Batch.objects.filter(ordinal=0, state__in=Batch.OPEN))
    stuck.filter(batches__state__in=Batch.OPEN).update(
        state=Delivery.State.HALTED, reason=Delivery.Reason.UNCERTAIN, acted_by=None, acted_at=now
    )
