"""Forget one person everywhere: here at once, in the other rooms soon, and prove it afterwards without knowing who.

The row of the erasure is the outbox. The friend's row goes in the transaction that makes it; then every room that has
registered does its part, at once and once more some minutes later, for whoever was writing meanwhile. Stopped
anywhere, the clock goes on; when the last room has finished, the plain id is blanked.
"""

import logging
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django_q.tasks import async_task

from cms.audit.write import record
from linebridge.gateway.client import line
from linebridge.gateway.errors import LineError

from .models import Erasure, Friend
from .models.erasure import hash_of

LOG = logging.getLogger("kairan.friends")
PAUSE = timedelta(minutes=5)  # between the tries; longer than any transaction that still writes the id
TURN = 20.0  # seconds of one task
LATE = timedelta(days=3)
Eraser = Callable[[str], bool | None]
Cause, Unlinking = Erasure.Cause, Erasure.Unlinking
erasers: dict[str, Eraser] = {}


def register_eraser(name: str, eraser: Eraser) -> None:
    """A room above has `eraser(line_user_id)` called for everybody who is erased.

    It bears repetition, and returns False while something must still wait. What points to a friend by a foreign key
    has gone already; what belongs to a friend who has come back since under the same id is left alone.
    """
    erasers[name] = eraser


def erase_friend(friend: Friend, reason: str = Cause.RESIDENT, access_token: str = "") -> Erasure:
    """Erase at the resident's own wish, outside any transaction.

    With their access token LINE is asked to take back their consent too. Where that fails it is not tried again,
    because the token is kept nowhere: `unlinking` says so, and `advice` tells the resident how to do it in LINE.
    """
    erasure = ask_erasure(friend, reason=reason)
    if access_token:
        _unlink(erasure, access_token)
    return erasure


@transaction.atomic
def ask_erasure(friend: Friend, by: Any = None, reason: str = Cause.RESIDENT) -> Erasure:
    """Delete the friend's row and have all rooms forget. `reason`: a cause, or in words where staff (`by`) do it.

    Asked twice, it is done once.
    """
    found = Friend.objects.select_for_update().filter(pk=friend.pk).first()
    hashed = hash_of(friend.line_user_id)
    if found is None and (before := Erasure.objects.filter(hashed=hashed).first()):
        return before
    cause = Cause.STAFF if by else Cause(reason)
    words = reason[:200] if by else ""
    erasure = Erasure.objects.create(
        hashed=hashed, line_user_id=friend.line_user_id, cause=cause, reason=words, asked_by=by
    )
    Friend.objects.filter(pk=friend.pk).delete()
    record("friends.erase", actor=by, obj=erasure, cause=cause.value, why=words)
    if cause != Cause.BLOCKED:  # these come by the hundred and nobody waits
        nudge(erasure.pk)
    return erasure


def carry_on(pk: int) -> bool:
    """Have the rooms do what they have not finished. True when all have."""
    erasure = Erasure.objects.get(pk=pk)
    if erasure.finished_at:
        return True
    settled = timezone.now() >= erasure.asked_at + PAUSE
    finished = {name for name in erasers if name not in erasure.done and _erase(name, erasure.line_user_id)}
    return _write_down(pk, finished if settled else set())


def _erase(name: str, line_user_id: str) -> bool:
    """Whether this room has finished. One that fails holds up nobody else."""
    try:
        return erasers[name](line_user_id) is not False
    except Exception as error:  # whatever it is: the clock tries again
        LOG.error("an erasure waits for %s: %s", name, type(error).__name__)
        return False


@transaction.atomic
def _write_down(pk: int, finished: set[str]) -> bool:
    erasure = Erasure.objects.select_for_update().get(pk=pk)
    if erasure.finished_at:
        return True
    erasure.touched_at = timezone.now()
    erasure.done = sorted({*erasure.done, *finished})
    if timezone.now() >= erasure.asked_at + PAUSE and set(erasers) <= set(erasure.done):
        erasure.finished_at, erasure.line_user_id = erasure.touched_at, ""
        record("friends.erased", obj=erasure, cause=erasure.cause, rooms=erasure.done)
    erasure.save(update_fields=["touched_at", "done", "finished_at", "line_user_id"])
    return bool(erasure.finished_at)


def nudge(pk: int | None = None) -> None:
    """Have a worker do this one, or all that are due, once what was written so far is committed."""
    task = ("carry_on", pk) if pk else ("work",)
    transaction.on_commit(lambda: async_task(f"linebridge.friends.erase.{task[0]}", *task[1:]), robust=True)


def work() -> int:
    """Go on with everything that is due, for one turn. Returns how many were taken up."""
    until, done = time.monotonic() + TURN, 0
    for pk in due(timezone.now()).values_list("pk", flat=True):
        if time.monotonic() > until:
            nudge()
            break
        carry_on(pk)
        done += 1
    return done


def due(now: datetime) -> Any:
    """Erasures that some room has not finished, and that nobody has looked at for a while."""
    return Erasure.objects.filter(finished_at=None, touched_at__lte=now - PAUSE).order_by("asked_at")


def take_up(now: datetime) -> bool:
    """Nudge a worker where something is due."""
    waits = due(now).exists()
    if waits:
        nudge()
    return waits


def trouble() -> str:
    """A sentence where an erasure has waited longer than any delivery lives; else empty."""
    late = Erasure.objects.filter(finished_at=None, asked_at__lte=timezone.now() - LATE).count()
    if not late:
        return ""
    return _("%(count)d erasures of friends have waited for days. See the log for the room that fails.") % {
        "count": late
    }


def _unlink(erasure: Erasure, access_token: str) -> None:
    _note(erasure, Unlinking.ASKED)
    try:
        line().deauthorize(access_token)
    except LineError as error:
        LOG.warning("erasure %s: consent not taken back: %s (%s)", erasure.pk, error, error.request_id)
        _note(erasure, Unlinking.FAILED)
    else:
        _note(erasure, Unlinking.DONE)


def _note(erasure: Erasure, unlinking: str) -> None:
    erasure.unlinking = unlinking
    erasure.save(update_fields=["unlinking"])
