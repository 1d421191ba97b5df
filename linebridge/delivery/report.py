"""What became of a delivery, read from its rows. It says "accepted by LINE", never "delivered": LINE tells no more."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import Count, Max, Min, QuerySet, Sum
from django.utils.translation import gettext as _

from linebridge.gateway.errors import LineErrorKind
from linebridge.questions.models import Choice

from .models import Attempt, Batch, Delivery

State = Batch.State


@dataclass
class Result:
    """Numbers of people. `targeted` = accepted + waiting + review + unsent + excluded."""

    delivery: Delivery
    targeted: int = 0
    accepted: int = 0
    waiting: int = 0
    review: int = 0
    unsent: int = 0
    excluded: list[tuple[str, int]] = field(default_factory=list)
    batches: int = 0
    attempts: int = 0
    repeated: int = 0
    first_at: datetime | None = None
    last_at: datetime | None = None

    @property
    def excluded_count(self) -> int:
        return sum(number for _reason, number in self.excluded)

    @property
    def percent(self) -> int:
        """How much of it is settled, 0 to 100."""
        return 100 * (self.targeted - self.waiting) // self.targeted if self.targeted else 0


def result(delivery: Delivery) -> Result:
    """The figures of one delivery."""
    by_state = people_by_state(delivery.batches.all())
    tries = Attempt.objects.filter(batch__delivery=delivery)
    times = delivery.batches.aggregate(first=Min("accepted_at"), last=Max("accepted_at"))
    return Result(
        delivery,
        targeted=delivery.head_count,
        accepted=by_state.get(State.ACCEPTED, 0),
        waiting=sum(by_state.get(state, 0) for state in Batch.OPEN),
        review=by_state.get(State.REVIEW, 0),
        unsent=sum(by_state.get(state, 0) for state in Batch.UNSENT),
        excluded=[(excluded_in_words(reason), len(ids)) for reason, ids in delivery.excluded.items()],
        batches=delivery.batches.exclude(state=State.SPLIT).count(),
        attempts=tries.count(),
        repeated=tries.filter(outcome=Attempt.Outcome.REPEATED).count(),
        first_at=times["first"],
        last_at=times["last"],
    )


def excluded_in_words(reason: str) -> str:
    """Why somebody was left out."""
    words = {"invalid_id": _("LINE does not know this person's id")}
    return words.get(reason, reason)


def people_by_state(batches: QuerySet) -> dict[str, int]:
    """People in batches, by the state of the batch; divided ones do not count."""
    rows = batches.exclude(state=State.SPLIT).order_by().values("state").annotate(n=Sum("people"))
    return {row["state"]: row["n"] for row in rows}


def by_choice(delivery: Delivery) -> list[tuple[str, int]]:
    """How many of the audience had chosen what when it started, the largest first."""
    names = Choice.objects.select_related("question").in_bulk([int(pk) for pk in delivery.choices])
    rows = sorted(delivery.choices.items(), key=lambda item: (-item[1], int(item[0])))
    return [(_choice(names.get(int(pk))), number) for pk, number in rows]


def outcomes(delivery: Delivery) -> list[dict[str, Any]]:
    """The attempts by what came of them: `outcome`, `kind`, `n`."""
    rows = Attempt.objects.filter(batch__delivery=delivery).order_by().values("outcome", "kind").annotate(n=Count("id"))
    return [row | {"words": _outcome(row["outcome"], row["kind"])} for row in sorted(rows, key=lambda row: -row["n"])]


def _outcome(outcome: str, kind: str) -> str:
    if not outcome:
        return _("On its way, or no answer yet")
    label = str(Attempt.Outcome(outcome).label)
    known = kind in LineErrorKind.values
    return f"{label}（{LineErrorKind(kind).label}）" if known else label


def latest_of_page(page_id: int, limit: int = 5) -> list[Result]:
    """The newest deliveries of a page."""
    return [result(delivery) for delivery in Delivery.objects.filter(page=page_id).order_by("-id")[:limit]]


def _choice(choice: Choice | None) -> str:
    return f"{choice.question.wording}：{choice.wording}" if choice else _("A choice that no longer exists")
