"""Start a delivery whose time has come: compare again with what was approved, then freeze the audience into batches.

The audience is read by one query before the transaction; state, batches with their keys and the histogram are written
in one transaction. Stopping anywhere leaves either nothing of it or all of it.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import F

from cms.audit.write import record
from linebridge.gateway import gate
from linebridge.segments.models import Segment
from linebridge.segments.rule import RuleError, audience, canonical

from .crash import crash_point
from .database_now import database_now
from .models import Batch, Delivery
from .models.batch import SIZE, retry_key_for
from .models.delivery import sha256_of
from .plan import align

CANARY = 50  # people of the first batch; the others wait until LINE has accepted it
WELL_FORMED = re.compile(r"\AU[0-9a-f]{32}\Z")
INVALID = "invalid_id"
Reason = Delivery.Reason


@dataclass
class Audience:
    """Who gets it: ids by language in the order of the query, those left out, and the figures for the report."""

    ids: dict[str, list[str]] = field(default_factory=dict)
    excluded: dict[str, list[str]] = field(default_factory=dict)
    choices: Counter = field(default_factory=Counter)

    def __len__(self) -> int:
        return sum(map(len, self.ids.values())) + sum(map(len, self.excluded.values()))


def start(delivery_id: int, now: datetime | None = None) -> bool:
    """Start it if its time has come and nothing speaks against it. True if it started in this call."""
    now = now or database_now()
    due = Delivery.objects.filter(pk=delivery_id, state=Delivery.State.PLANNED, due_at__lte=now)
    delivery = due.first()
    if delivery is None or not gate.is_open():  # opened late, it is held as late
        return False
    align(delivery, now)  # the page may have gone without a signal
    delivery = due.first()
    if delivery is None:
        return False
    people = read_audience(delivery)
    reason, detail = _objection(delivery, people, now)
    if reason:
        hold(delivery, reason, detail)
        return False
    return freeze(delivery, people, now)


def _objection(delivery: Delivery, people: Audience, now: datetime) -> tuple[str, str]:
    """Why people must look before it may start; ("", "") where nothing is against it."""
    if now > delivery.due_at + settings.DELIVERY_GRACE:
        return Reason.LATE, ""
    if _rule_now(delivery) != delivery.rule:
        return Reason.RULE_CHANGED, ""
    if _is_foreign(delivery):
        return Reason.FOREIGN_SEGMENT, ""
    if not len(people):
        return Reason.EMPTY, ""
    expected = delivery.approved_count if delivery.looked_at_count is None else delivery.looked_at_count
    if expected is not None and abs(len(people) - expected) * 10 > expected:
        return Reason.AUDIENCE_MOVED, f"{expected} → {len(people)}"
    return "", ""


def _rule_now(delivery: Delivery) -> Any:
    segment = delivery.instruction.get("segment")
    try:
        return canonical({"leaf": "segment", "id": segment} if segment else {"leaf": "everyone"})
    except RuleError:
        return None


def _is_foreign(delivery: Delivery) -> bool:
    segment = Segment.objects.filter(pk=delivery.instruction.get("segment")).first()
    return bool(segment and segment.department_id and segment.department_id != delivery.department_id)


def read_audience(delivery: Delivery) -> Audience:
    """Everybody the rule finds, by one ordered and distinct query."""
    spoken = set(delivery.texts.values_list("language", flat=True))
    rows = audience(delivery.rule).values_list("line_user_id", "language", "choices")
    return gather(rows.iterator(chunk_size=5000), spoken)


def gather(rows: Iterable[tuple[str, str, list[int]]], spoken: set[str]) -> Audience:
    """An audience from (LINE user id, language, choices); a language without a text gets the Japanese one."""
    found = Audience()
    for line_user_id, language, choices in rows:
        if not WELL_FORMED.match(line_user_id):
            found.excluded.setdefault(INVALID, []).append(line_user_id)
            continue
        found.ids.setdefault(language if language in spoken else "ja", []).append(line_user_id)
        found.choices.update(choices)
    return found


def hold(delivery: Delivery, reason: str, detail: str = "") -> None:
    """Nothing is sent until a second person has looked."""
    with transaction.atomic():
        waiting = Delivery.objects.filter(pk=delivery.pk, state=Delivery.State.PLANNED, version=delivery.version)
        if waiting.update(state=Delivery.State.HELD, reason=reason, detail=detail, version=F("version") + 1):
            record("delivery.hold", obj=delivery, why=reason)


def freeze(delivery: Delivery, people: Audience, now: datetime) -> bool:
    """From here on the words and the people are fixed. False if somebody else was first or changed it meanwhile."""
    batches = list(batches_of(delivery, people))
    with transaction.atomic():
        waiting = Delivery.objects.filter(pk=delivery.pk, state=Delivery.State.PLANNED, version=delivery.version)
        started = waiting.update(
            state=Delivery.State.SENDING,
            started_at=now,
            head_count=len(people),
            excluded=people.excluded,
            languages={language: len(ids) for language, ids in people.ids.items()},
            choices={str(choice): n for choice, n in people.choices.items()},
            version=F("version") + 1,
        )
        if not started:
            return False
        Batch.objects.bulk_create(batches, batch_size=50)
        record("delivery.start", obj=delivery, count=len(people))
        crash_point("t1.before_commit")
    crash_point("t1.after_commit")
    return True


def batches_of(delivery: Delivery, people: Audience) -> Iterator[Batch]:
    """Consecutive slices of one language each; the first one is small."""
    texts = {text.language: text for text in delivery.texts.all()}
    ordinal = 0
    for language in sorted(people.ids, key=lambda code: (code != "ja", code)):
        for ids in _slices(people.ids[language], first=ordinal == 0 and delivery.purpose == Delivery.Purpose.NORMAL):
            yield new_batch(delivery, texts[language], ids, ordinal)
            ordinal += 1


def _slices(ids: list[str], first: bool) -> Iterator[list[str]]:
    at = 0
    while at < len(ids):
        size = CANARY if first and at == 0 else SIZE
        yield ids[at : at + size]
        at += size


def new_batch(delivery: Delivery, text: Any, ids: list[str], ordinal: int, parent: Batch | None = None) -> Batch:
    """An unsaved batch with the key that these people, these words and this generation always have."""
    generation = parent.generation + 1 if parent else 0
    return Batch(
        delivery=delivery,
        ordinal=ordinal,
        generation=generation,
        parent=parent,
        language=text.language,
        ids=ids,
        people=len(ids),
        body_sha256=body_sha256(ids, text.messages),
        retry_key=retry_key_for(delivery.identity, text.sha256, ordinal, generation, ids),
    )


def body_sha256(ids: list[str], messages: list[dict]) -> str:
    """The checksum of one request, looked at again before it is sent."""
    return sha256_of({"to": ids, "messages": messages})
