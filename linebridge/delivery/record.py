"""Write down what LINE answered. ACCEPTED always wins; everything else only if the batch is still ours.

Stopping before the commit leaves the batch claimed: after its lease it goes again with the same key, and LINE says 409.
"""

import logging
import random
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from cms.audit.write import record as audit
from linebridge.gateway.errors import LineError, LineErrorKind

from .claim import Claimed
from .crash import crash_point
from .database_now import database_now
from .models import Attempt, Batch, Delivery, DeliveryText
from .start import INVALID, new_batch

LOG = logging.getLogger("kairan.delivery")
LONGEST_WAIT = 60.0  # seconds
State, Kind, Reason = Batch.State, LineErrorKind, Delivery.Reason
HALTS = {  # what makes every other batch of the delivery fail alike
    Kind.QUOTA: Reason.QUOTA,
    Kind.MESSAGE: Reason.TEXT_REFUSED,
    Kind.TOO_LARGE: Reason.TEXT_REFUSED,
    Kind.AUTH: Reason.CREDENTIALS,
    Kind.OTHER: Reason.REFUSED,
}


@dataclass(frozen=True)
class Outcome:
    """The end of one attempt. Neither answer nor error: it was not sent at all."""

    claimed: Claimed
    request_id: str = ""
    repeated: bool = False
    error: LineError | None = None
    sent: bool = True

    @property
    def accepted(self) -> bool:
        return self.sent and self.error is None


def record(outcomes: list[Outcome]) -> None:
    """Write the ends of several attempts in one transaction."""
    if not outcomes:
        return
    with transaction.atomic():
        now = database_now()
        for outcome in outcomes:
            _finish_attempt(outcome, now)
            (_accept if outcome.accepted else _refuse)(outcome, now)
        crash_point("t3.before_commit")
    crash_point("t3.after_commit")


def finish(delivery_id: int) -> bool:
    """The delivery is done when no batch of it is open. Asked again it does nothing."""
    with transaction.atomic():
        open_ones = Batch.objects.filter(delivery=delivery_id, state__in=Batch.OPEN)
        ended = Batch.objects.filter(delivery=delivery_id, state__in=[State.REVIEW, *Batch.UNSENT])
        if open_ones.exists():
            return False
        state = Delivery.State.DONE_WITH_HOLDS if ended.exists() else Delivery.State.DONE
        running = Delivery.objects.filter(pk=delivery_id, state__in=Delivery.RUNNING)
        if not running.update(state=state, finished_at=database_now()):
            return False
        audit("delivery.finish", obj=Delivery.objects.get(pk=delivery_id), state=state)
        crash_point("t4.before_commit")
    crash_point("t4.after_commit")
    LOG.info("delivery %s: %s", delivery_id, state)
    return True


def _finish_attempt(outcome: Outcome, now: datetime) -> None:
    error = outcome.error
    values: dict[str, Any] = {"finished_at": now, "outcome": _name(outcome), "request_id": outcome.request_id}
    if error:
        values |= {"kind": error.kind.value, "http": error.status, "request_id": error.request_id or ""}
    elif outcome.sent:
        values["http"] = 409 if outcome.repeated else 200
    batch, no = outcome.claimed.batch, outcome.claimed.no
    Attempt.objects.filter(batch=batch, no=no).update(**values)


def _name(outcome: Outcome) -> str:
    if outcome.accepted:
        return Attempt.Outcome.REPEATED if outcome.repeated else Attempt.Outcome.ACCEPTED
    if not outcome.sent or (outcome.error and outcome.error.kind == Kind.GATE_CLOSED):
        return Attempt.Outcome.NOT_SENT
    return Attempt.Outcome.UNKNOWN if outcome.error and outcome.error.ambiguous else Attempt.Outcome.REFUSED


def _accept(outcome: Outcome, now: datetime) -> None:
    batch = outcome.claimed.batch
    Batch.objects.filter(pk=batch.pk).exclude(state=State.ACCEPTED).update(
        state=State.ACCEPTED,
        accepted_at=now,
        request_id=outcome.request_id,
        http=409 if outcome.repeated else 200,
        lease_until=None,
        next_at=None,
    )
    if batch.ordinal == 0:
        Delivery.objects.filter(pk=batch.delivery_id, opened_at=None).update(opened_at=now)


def _refuse(outcome: Outcome, now: datetime) -> None:
    error, batch = outcome.error, outcome.claimed.batch
    if error is None or error.kind == Kind.GATE_CLOSED:
        _again(batch, now, 1.0)
    elif error.kind == Kind.RECIPIENT:
        _divide(outcome, now)
    elif error.kind in HALTS:
        if _again(batch, now, LONGEST_WAIT, http=error.status, ambiguous=batch.ambiguous or error.ambiguous):
            _halt(batch.delivery_id, HALTS[error.kind], error)
    else:
        wait = error.retry_after or _backoff(batch.attempts)
        _again(batch, now, wait, http=error.status, ambiguous=batch.ambiguous or error.ambiguous)


def _again(batch: Batch, now: datetime, seconds: float, **values: Any) -> bool:
    """The same key later. False if the batch is no longer ours."""
    mine = Batch.objects.filter(pk=batch.pk, state=State.INFLIGHT, owner=batch.owner, attempts=batch.attempts)
    next_at = now + timedelta(seconds=seconds)
    return bool(mine.update(state=State.RETRY, next_at=next_at, lease_until=None, **values))


def _backoff(attempts: int) -> float:
    """Seconds: 0.2 · 2ⁿ with jitter, at most a minute."""
    longest = min(LONGEST_WAIT, 0.2 * 2 ** min(attempts, 12))
    return longest * random.uniform(0.5, 1)  # noqa: S311 no secret


def _halt(delivery_id: int, reason: str, error: LineError) -> None:
    running = Delivery.objects.filter(pk=delivery_id, state=Delivery.State.SENDING)
    detail = f"{error.status or ''} {error.detail}".strip()[:500]
    if running.update(
        state=Delivery.State.HALTED, reason=reason, detail=detail, acted_by=None, acted_at=database_now()
    ):
        LOG.error("delivery %s halted: %s", delivery_id, reason)
        audit("delivery.halt", obj=Delivery.objects.get(pk=delivery_id), why=reason)


def _divide(outcome: Outcome, now: datetime) -> None:
    """LINE does not know one of them: the others get a new key, but only if no attempt of the old one is uncertain."""
    batch, error = outcome.claimed.batch, outcome.error
    mine = Batch.objects.filter(pk=batch.pk, state=State.INFLIGHT, owner=batch.owner, attempts=batch.attempts)
    if batch.ambiguous or Attempt.objects.filter(batch=batch, finished_at=None).exists():
        mine.update(state=State.REVIEW, http=400, lease_until=None)
        return
    if not mine.update(state=State.SPLIT, http=400, lease_until=None):
        return
    index = error.recipient_index if error else None
    if index is not None and 0 <= index < len(batch.ids):
        rest, unknown = [batch.ids[:index] + batch.ids[index + 1 :]], [batch.ids[index]]
    elif len(batch.ids) == 1:
        rest, unknown = [], list(batch.ids)
    else:  # it does not say which one: halve
        middle = len(batch.ids) // 2
        rest, unknown = [batch.ids[:middle], batch.ids[middle:]], []
    _children(batch, [ids for ids in rest if ids])
    _exclude(batch, unknown, now)
    crash_point("divide.before_commit")


def rekey(batch: Batch) -> bool:
    """A new key for the same people: allowed because every attempt of the old one was surely not accepted."""
    with transaction.atomic():
        waiting = Batch.objects.filter(pk=batch.pk, state=State.RETRY, ambiguous=False)
        if Attempt.objects.filter(batch=batch, finished_at=None).exists() or not waiting.update(state=State.SPLIT):
            return False
        _children(batch, [batch.ids])
        crash_point("rekey.before_commit")
    return True


def _children(batch: Batch, groups: list[list[str]]) -> None:
    text = DeliveryText.objects.get(delivery=batch.delivery_id, language=batch.language)
    Batch.objects.bulk_create([new_batch(batch.delivery, text, ids, batch.ordinal, batch) for ids in groups])


def _exclude(batch: Batch, ids: list[str], now: datetime) -> None:
    if not ids:
        return
    delivery = Delivery.objects.select_for_update().get(pk=batch.delivery_id)
    delivery.excluded.setdefault(INVALID, []).extend(ids)
    delivery.save(update_fields=["excluded"])
    if batch.ordinal == 0 and not batch.children.exists():  # nobody is left of the first batch: the others may go
        Delivery.objects.filter(pk=delivery.pk, opened_at=None).update(opened_at=now)
