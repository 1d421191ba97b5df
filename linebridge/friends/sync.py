"""Takes over LINE's own list of followers, for an account that had friends before us or missed webhooks.

The row of the run says what is to be done; a task is only a nudge, and the clock nudges again what stands still.
Killed anywhere, it goes on with the step that was not committed; two at work on it do each step once.
"""

import logging
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django_q.tasks import async_task

from cms.audit.write import record
from linebridge.gateway.errors import LineError

from .ask_languages import ask_page
from .list_followers import EmptyListError, list_page
from .mark_gone import mark_page
from .models import FriendSync

LOG = logging.getLogger("kairan.friends")
TURN = 20.0  # seconds of one task; then others get the worker
STALE = timedelta(seconds=45)
Reason, State = FriendSync.Reason, FriendSync.State
STEPS: dict[str, Callable[[FriendSync], None]] = {
    State.LISTING: list_page,
    State.PROFILES: ask_page,
    State.GONE: mark_page,
}


@transaction.atomic
def begin(by: Any = None) -> FriendSync:
    """The run in hand, or a new one in the name of `by` (None: the command line)."""
    sync, new = FriendSync.objects.get_or_create(running=True, defaults={"started_by": by})
    if new:
        record("friends.sync_start", actor=by, obj=sync)
    return sync


def sync_friends() -> FriendSync:
    """Begin or take up, and stay with it until it has finished, stopped, or LINE does not answer."""
    return carry_on(begin().pk)


def carry_on(pk: int, until: float | None = None) -> FriendSync:
    """Do step after step, until `until` (of the monotonic clock). Look at `state` and `reason` of what comes back."""
    while True:
        sync = FriendSync.objects.select_related("started_by").get(pk=pk)
        if not sync.running or (until is not None and time.monotonic() > until):
            return sync
        try:
            STEPS[sync.state](sync)
        except EmptyListError:
            return _stop(sync, Reason.EMPTY)
        except LineError as error:
            LOG.warning("sync %s: %s (%s)", pk, error, error.request_id)
            if error.permanent:
                unverified = error.status == 403 and sync.state == State.LISTING
                return _stop(sync, Reason.UNVERIFIED if unverified else Reason.REFUSED)
            return _wait(sync)


def nudge(pk: int) -> None:
    """Have a worker go on with it soon, once what was written so far is committed."""
    transaction.on_commit(lambda: async_task("linebridge.friends.sync.work_on", pk))


def work_on(pk: int) -> None:
    """One turn of a worker."""
    sync = carry_on(pk, until=time.monotonic() + TURN)
    if sync.running and not sync.reason:
        nudge(pk)


def take_up(now: datetime) -> int:
    """Nudge the run that stands still, if there is one. Returns how many were nudged."""
    still = list(FriendSync.objects.filter(running=True, touched_at__lt=now - STALE).values_list("pk", flat=True))
    for pk in still:
        nudge(pk)
    return len(still)


def _wait(sync: FriendSync) -> FriendSync:
    FriendSync.objects.filter(pk=sync.pk, step=sync.step).update(
        reason=Reason.WAITING, troubles=F("troubles") + 1, touched_at=timezone.now()
    )
    return FriendSync.objects.get(pk=sync.pk)


@transaction.atomic
def _stop(sync: FriendSync, reason: FriendSync.Reason) -> FriendSync:
    if sync.advance(state=State.FAILED, running=None, reason=reason, finished_at=timezone.now()):
        record("friends.sync", actor=sync.started_by, obj=sync, count=sync.listed, result="failed", why=str(reason))
    return FriendSync.objects.get(pk=sync.pk)
