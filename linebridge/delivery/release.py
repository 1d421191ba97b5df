"""Let a held or halted delivery go on, after a second person has looked at what goes to whom.

What was held starts as soon as a worker comes by; what was halted goes on with the batches that were not sent yet.
"""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import F
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _
from wagtail.models import Revision

from cms.audit.write import record
from linebridge.segments.rule import audience, canonical, in_words

from .database_now import database_now
from .halt import TooLate, require
from .models import Delivery
from .nudge import nudge

RELEASE = "line_delivery.release_delivery"
State, Reason = Delivery.State, Delivery.Reason


def why_not(delivery: Delivery, user: Any) -> str:
    """Why `user` may not release it although the role allows releasing; empty if they may."""
    if user.pk == delivery.requested_by_id:
        return _("You asked for this delivery yourself. So that two people have seen it, somebody else releases it.")
    if delivery.reason == Reason.PERSON and user.pk == delivery.acted_by_id:
        return _("You halted this delivery yourself. So that two people have seen it, somebody else releases it.")
    if delivery.reason == Reason.NOT_APPROVED and user.pk in _authors(delivery):
        return _("You wrote this version yourself. So that somebody else has seen it, a second person releases it.")
    return ""


def rule_to_release(delivery: Delivery) -> dict:
    """The rule as it stands now: what the person who releases looks at, and what is then sent to."""
    if delivery.state == State.HALTED or "segment" not in delivery.instruction:
        return delivery.rule
    segment = delivery.instruction["segment"]
    return canonical({"leaf": "segment", "id": segment} if segment else {"leaf": "everyone"})


def people_to_release(delivery: Delivery) -> int:
    """How many people it would go to now."""
    if delivery.state == State.HALTED:
        return sum(delivery.batches.filter(state__in=("ready", "retry", "inflight")).values_list("people", flat=True))
    return audience(rule_to_release(delivery)).count()


def release(delivery: Delivery, user: Any, looked_at: int) -> None:
    """`looked_at` is the number of people that was on the screen. PermissionDenied, or TooLate where nothing waits."""
    require(user, RELEASE, delivery)
    if reason := why_not(delivery, user):
        raise PermissionDenied(reason)
    now = database_now()
    with transaction.atomic():
        if not (_go_on(delivery, user, now) or _start_anew(delivery, user, looked_at, now)):
            raise TooLate(_("It is neither held nor halted any more. Look at its present state."))
        record("delivery.release", actor=user, obj=delivery, count=looked_at)
        nudge(delivery.pk)


def _go_on(delivery: Delivery, user: Any, now: datetime) -> bool:
    halted = Delivery.objects.filter(pk=delivery.pk, state=State.HALTED, not_after__gt=now)
    opened = Coalesce("opened_at", now) if delivery.reason == Reason.UNCERTAIN else F("opened_at")
    released = halted.update(state=State.SENDING, reason="", detail="", released_by=user, opened_at=opened)
    if released:
        delivery.batches.filter(state="retry").update(next_at=now)
    return bool(released)


def _start_anew(delivery: Delivery, user: Any, looked_at: int, now: datetime) -> bool:
    if delivery.reason in (Reason.EMPTY, Reason.FOREIGN_SEGMENT) or delivery.state != State.HELD:
        return False
    rule = rule_to_release(delivery)
    held = Delivery.objects.filter(pk=delivery.pk, state=State.HELD, version=delivery.version)
    return bool(
        held.update(
            state=State.PLANNED,
            reason="",
            detail="",
            rule=rule,
            audience_words=in_words(rule),
            looked_at_count=looked_at,
            released_by=user,
            due_at=now,
            not_after=now + settings.DELIVERY_LIFE,
            version=F("version") + 1,
        )
    )


def _authors(delivery: Delivery) -> set[int | None]:
    return set(Revision.objects.filter(pk=delivery.revision_id).values_list("user_id", flat=True))
