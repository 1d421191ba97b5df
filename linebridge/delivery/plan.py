"""Make deliveries of what was approved and is live; change and cancel them while they have not started.

The pages are the outbox: whatever signal was lost, the next sweep finds a live page whose instruction has no delivery,
and a delivery whose page or instruction is no longer there. Each step is one short transaction; twice does nothing.
"""

import logging
from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet

from cms.audit.write import record
from cms.users.departments import department_of
from cms.workflow.guard import evidence
from linebridge.links.ensure import ensure
from linebridge.segments.rule import canonical

from .compose import LANGUAGE, compose
from .crash import crash_point
from .database_now import database_now
from .models import AnnouncementInstruction, Delivery, DeliveryText, Instruction, LineMessageInstruction
from .models.delivery import sha256_of
from .nudge import nudge

LOG = logging.getLogger("kairan.delivery")
KINDS: dict[str, type[Instruction]] = {m.SOURCE_KIND: m for m in (AnnouncementInstruction, LineMessageInstruction)}
PART = "line"  # the name of our part in an approval
REVIVABLE = (Delivery.Reason.TAKEN_DOWN, Delivery.Reason.REMOVED)


def plan(page_id: int | None = None, now: datetime | None = None) -> list[int]:
    """Bring deliveries in line with the live pages (or with one page). Returns the ids of deliveries it made."""
    now = now or database_now()
    for delivery in _undecided(page_id):
        _each(align, delivery, now)
    made = [_each(_make, row, now) for kind in KINDS.values() for row in missing(kind, page_id)]
    return [pk for pk in made if pk]


def _each(step: Callable[[Any, datetime], Any], row: Any, now: datetime) -> Any:
    """One row that cannot be planned (a segment that names itself, say) must not keep the others waiting."""
    try:
        return step(row, now)
    except Exception:  # one instruction that cannot be composed must not hold back the others; the clock tries again
        LOG.exception("%s %s could not be planned", type(row).__name__, row.pk)
        return None


def missing(kind: type[Instruction], page_id: int | None = None) -> QuerySet:
    """Instructions of live pages (no aliases) that have no delivery yet."""
    has_one = Delivery.objects.filter(source_kind=kind.SOURCE_KIND, instruction_key=OuterRef("key"))
    rows = kind.objects.filter(~Exists(has_one), page__live=True, page__alias_of=None)
    return (rows.filter(page=page_id) if page_id else rows).select_related("page", "segment").order_by("pk")


def align(delivery: Delivery, now: datetime) -> None:
    """What became of its page since: nothing, a new approved version, or the end."""
    row = instruction_of(delivery)
    if row is None or not row.page.live:
        _cancel(delivery, Delivery.Reason.REMOVED if _page_lives(delivery) else Delivery.Reason.TAKEN_DOWN)
    elif row.page.live_revision_id != delivery.revision_id:
        _replace(delivery, row, now)


def instruction_of(delivery: Delivery) -> Instruction | None:
    """The row that asked for this delivery, if it still is on its page."""
    kind = KINDS.get(delivery.source_kind)
    if kind is None or delivery.page_id is None:
        return None
    rows = kind.objects.filter(key=delivery.instruction_key, page=delivery.page_id, page__alias_of=None)
    return rows.select_related("page", "segment").first()


def _undecided(page_id: int | None) -> QuerySet:
    waits = Q(state__in=Delivery.NOT_STARTED) | Q(
        state=Delivery.State.CANCELLED, reason__in=REVIVABLE, started_at=None, page__live=True
    )
    rows = Delivery.objects.filter(waits, source_kind__in=KINDS)
    return rows.filter(page=page_id) if page_id else rows


def _page_lives(delivery: Delivery) -> bool:
    return bool(delivery.page_id and delivery.page and delivery.page.live)


def _make(row: Instruction, now: datetime) -> int | None:
    values, texts = _approved(row, now)
    with transaction.atomic():
        delivery, new = Delivery.objects.get_or_create(
            source_kind=row.SOURCE_KIND, source_key=str(row.key), occurrence=Instruction.ONCE, defaults=values
        )
        if not new:
            return None
        write_texts(delivery, texts["messages"], texts["links"])
        record("delivery.plan", obj=delivery, due_at=delivery.due_at.isoformat(), state=delivery.state)
        crash_point("plan.before_commit")
    crash_point("plan.after_commit")
    LOG.info("delivery %s planned for page %s, %s", delivery.pk, row.page_id, delivery.state)
    if delivery.state == Delivery.State.PLANNED and delivery.due_at <= now + settings.DELIVERY_UNDO:
        nudge(delivery.pk)
    return delivery.pk


def _replace(delivery: Delivery, row: Instruction, now: datetime) -> None:
    """A new approved version is live and the delivery has not started: it carries the new words and time."""
    values, texts = _approved(row, now)
    if row.when == delivery.instruction.get("when") == row.When.NOW and delivery.state == Delivery.State.PLANNED:
        values.update(due_at=delivery.due_at, not_after=delivery.not_after)
    with transaction.atomic():
        same = Delivery.objects.filter(pk=delivery.pk, version=delivery.version, state=delivery.state)
        if not same.update(**values, version=F("version") + 1, acted_by=None, acted_at=None, released_by=None):
            return
        delivery.texts.all().delete()
        write_texts(delivery, texts["messages"], texts["links"])
        record("delivery.change", obj=delivery, revision=values["revision_id"])
        crash_point("replace.before_commit")
    crash_point("replace.after_commit")
    if values["state"] == Delivery.State.PLANNED and values["due_at"] <= now + settings.DELIVERY_UNDO:
        nudge(delivery.pk)


def _cancel(delivery: Delivery, reason: str) -> None:
    with transaction.atomic():
        same = Delivery.objects.filter(pk=delivery.pk, version=delivery.version, state__in=Delivery.NOT_STARTED)
        if same.update(
            state=Delivery.State.CANCELLED, reason=reason, version=F("version") + 1, finished_at=database_now()
        ):
            record("delivery.cancel", obj=delivery, why=reason)


def write_texts(delivery: Delivery, messages: dict[str, list], links: dict[str, str]) -> None:
    """The words of a delivery by language, and the rows of the links in them."""
    for language, each in messages.items():
        DeliveryText.objects.create(delivery=delivery, language=language, messages=each, links=links)
    for target in links.values():
        if target:
            ensure(delivery.source_kind, delivery.source_key, target)


def _approved(row: Instruction, now: datetime) -> tuple[dict[str, Any], dict[str, Any]]:
    """The values of a delivery and its texts as a second person approved them; held where nobody did."""
    proof = evidence(row.page.live_revision_id)
    part = (proof.fingerprint.get(PART) or {}).get(str(row.key)) if proof else None
    figures = (proof.figures.get(PART) or {}).get(str(row.key), {}) if part else {}
    values = _of_page(row) | {
        "state": Delivery.State.PLANNED if part else Delivery.State.HELD,
        "reason": "" if part else Delivery.Reason.NOT_APPROVED,
        "detail": "",
        "approved_by_id": proof.approved_by_id if part else None,
        "requested_by_id": proof.asked_by_id if part else None,
        "approved_count": figures.get("count"),
        "looked_at_count": None,
        "finished_at": None,
    }
    part = part or part_of(row.page, row)
    due_at = datetime.fromisoformat(part["at"]) if part["at"] else now + settings.DELIVERY_UNDO
    values |= {
        "fingerprint": sha256_of(part),
        "rule": part["audience"],
        "audience_words": figures.get("words") or "",
        "instruction": {"when": part["when"], "at": part["at"], "segment": part["segment"]},
        "due_at": due_at,
        "not_after": due_at + settings.DELIVERY_LIFE,
    }
    return values, part


def _of_page(row: Instruction) -> dict[str, Any]:
    return {
        "instruction_key": row.key,
        "page_id": row.page_id,
        "department": department_of(row.page),
        "title": row.page.title,
        "revision_id": row.page.live_revision_id,
    }


def part_of(page: Any, row: Instruction) -> dict[str, Any]:
    """What is approved of one instruction: to whom, when, and the messages themselves."""
    made = compose(page, row)
    return {
        "audience": canonical(row.rule()),
        "segment": row.segment_id,
        "when": row.when,
        "at": row.at.isoformat() if row.at else None,
        "messages": {LANGUAGE: made.messages},
        "links": made.links,
    }
