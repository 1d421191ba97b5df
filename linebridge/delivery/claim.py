"""Claim batches: say in the database, durably, that a request is about to be made. Only then is it made.

One claim takes several due batches in one commit, each with the row of its attempt. A claim that was never followed by
an answer ends with its lease; whoever claims the batch then must assume that LINE may have got it.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Min, Q, QuerySet

from .crash import crash_point
from .database_now import database_now
from .models import Attempt, Batch, Delivery, DeliveryText

KEY_LIFE = timedelta(hours=20)  # LINE forgets a retry key after 24 hours; four hours are for clocks and pauses
State = Batch.State


@dataclass(frozen=True)
class Claimed:
    """A batch that this process may send until `until`, and the number of the attempt."""

    batch: Batch
    messages: list[dict]
    no: int


def claim(delivery_id: int, owner: str, limit: int) -> list[Claimed]:
    """Take up to `limit` batches that are due, in one durable transaction."""
    if limit < 1:
        return []
    with transaction.atomic():
        _commit_durably()
        now = database_now()
        batches = list(_locked(claimable(now).filter(delivery=delivery_id).order_by("ordinal", "id"))[:limit])
        taken = [_take(batch, owner, now) for batch in batches]
        Attempt.objects.bulk_create([Attempt(batch=b, no=b.attempts, owner=owner, started_at=now) for b in taken])
        crash_point("t2.before_commit")
    if taken:
        crash_point("t2.after_commit")
    return _with_texts(delivery_id, taken)


def claimable(now: datetime) -> QuerySet:
    """Batches that may be sent now: due or abandoned, of a running delivery, with a key that LINE still knows."""
    due = Q(state=State.READY) | Q(state=State.RETRY, next_at__lte=now) | Q(state=State.INFLIGHT, lease_until__lte=now)
    opened = Q(ordinal=0) | Q(delivery__opened_at__isnull=False)
    fresh = Q(first_attempt_at=None) | Q(first_attempt_at__gt=now - KEY_LIFE)
    running = {"delivery__state": Delivery.State.SENDING, "delivery__not_after__gt": now}
    return Batch.objects.filter(due, opened, fresh, **running)


def next_due(delivery_id: int) -> datetime | None:
    """When the next batch of this running delivery can be claimed; None where none will be."""
    now = database_now()
    if claimable(now).filter(delivery=delivery_id).exists():
        return now
    found = Batch.objects.filter(delivery=delivery_id, delivery__state=Delivery.State.SENDING).aggregate(
        retry=Min("next_at", filter=Q(state=State.RETRY, next_at__gt=now)),
        lease=Min("lease_until", filter=Q(state=State.INFLIGHT, lease_until__gt=now)),
    )
    return min((at for at in found.values() if at), default=None)


def _locked(batches: QuerySet) -> QuerySet:
    if connection.features.has_select_for_update_skip_locked:
        return batches.select_for_update(skip_locked=True, of=("self",))
    return batches  # SQLite: this transaction is the only one that writes


def _take(batch: Batch, owner: str, now: datetime) -> Batch:
    values = {
        "ambiguous": batch.ambiguous or batch.state == State.INFLIGHT,
        "state": State.INFLIGHT,
        "owner": owner,
        "attempts": batch.attempts + 1,
        "lease_until": now + settings.DELIVERY_LEASE,
        "first_attempt_at": batch.first_attempt_at or now,
    }
    Batch.objects.filter(pk=batch.pk).update(**values)
    for name, value in values.items():
        setattr(batch, name, value)
    return batch


def _with_texts(delivery_id: int, batches: list[Batch]) -> list[Claimed]:
    if not batches:
        return []
    texts = dict(DeliveryText.objects.filter(delivery=delivery_id).values_list("language", "messages"))
    return [Claimed(batch, texts[batch.language], batch.attempts) for batch in batches]


def _commit_durably() -> None:
    """Whatever the server's default: this commit is on disk before the first byte goes to LINE."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL synchronous_commit TO on")
