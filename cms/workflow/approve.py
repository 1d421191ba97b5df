"""Approve what was shown, and let it go live: evidence, state and publication are one transaction.

Stopping before the commit leaves the request waiting; afterwards everything is done. Of two at once, one wins.
"""

from collections.abc import Callable, Iterable
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.models import Revision, TaskState, WorkflowState

from cms.audit.write import record

from . import fingerprint, notify, people, refusal
from .models import SecondPersonTaskState


def approve(task_state: Any, user: Any, shown: str, comment: str = "") -> SecondPersonTaskState:
    """Approve the request in the name of `user`, who saw what has the digest `shown` (hex). Returns the decided state.

    Raises refusal.MayNotApprove, AlreadyDecided, Blocked, ChangedSince (shown is not what would go live now), or
    NotApproved (it changed in this very moment).
    """
    with transaction.atomic():
        state = waiting(task_state.pk)
        if reason := people.why_not(state, user):
            record("workflow.approve", actor=user, obj=state, result="refused")
            raise refusal.MayNotApprove(reason)
        revision = _newest_revision(state)
        obj = revision.as_object()
        if problems := problems_of(obj):
            raise refusal.Blocked(problems)
        parts = fingerprint.parts(obj)
        if fingerprint.digest(parts) != shown:
            raise refusal.ChangedSince(shown)
        _store_evidence(state, revision, user, parts, fingerprint.figures(obj))
        state.approve(user=user, comment=comment)
    return state


def digest_now(task_state: Any) -> str:
    """The digest of what would go live if this request were approved now."""
    return fingerprint.digest(fingerprint.parts(people.latest(task_state)))


def approve_many(
    task_states: Iterable[Any],
    user: Any,
    shown_digest_of_all: str,
    comment: str = "",
    progress: Callable[[int, int], None] | None = None,
) -> list[SecondPersonTaskState]:
    """Approve many requests after one look at all; `shown_digest_of_all` is `digest_of_many` of what was shown.

    Each is a transaction of its own, so other work gets its turn; after a stop the rest is still waiting and is
    approved by a second call. `progress(done, total)` is called after each. Raises like `approve`, before the first
    one where something changed or the person may not.
    """
    states = list(task_states)
    digests = {state.pk: digest_now(state) for state in states}
    if fingerprint.digest_of_all(list(digests.values())) != shown_digest_of_all:
        raise refusal.ChangedSince(shown_digest_of_all)
    if reasons := [reason for state in states if (reason := people.why_not(state, user))]:
        raise refusal.MayNotApprove(reasons[0])
    done = []
    with notify.silence():
        for state in states:
            done.append(approve(state, user, digests[state.pk], comment))
            if progress:
                progress(len(done), len(states))
    notify.many_decided(done, user)
    return done


def digest_of_many(task_states: Iterable[Any]) -> str:
    """One digest over what would go live if all these requests were approved now."""
    return fingerprint.digest_of_all([digest_now(state) for state in task_states])


def problems_of(obj: Any) -> list[str]:
    """Sentences from all rooms that say what must be mended before `obj` (a revision as object) can be approved."""
    return [sentence for panel in fingerprint.panels(obj) for sentence in panel.problems()]


def waiting(pk: int) -> SecondPersonTaskState:
    """The request, locked until the end of the transaction. Raises AlreadyDecided where nobody is asked any more."""
    state = SecondPersonTaskState.objects.select_related("workflow_state", "revision", "task").get(pk=pk)
    WorkflowState.objects.select_for_update().get(pk=state.workflow_state_id)
    state.refresh_from_db()
    if state.status != TaskState.STATUS_IN_PROGRESS:
        raise refusal.AlreadyDecided(_("This request was decided or withdrawn in the meantime."))
    return state


def _newest_revision(state: SecondPersonTaskState) -> Revision:
    newest = people.latest(state).latest_revision_id
    return Revision.objects.select_for_update(of=("self",)).get(pk=newest)


def _store_evidence(state, revision, user, parts, figures) -> None:
    state.revision = revision
    state.fingerprint, state.digest, state.figures = parts, fingerprint.digest(parts), figures
    state.approved_by = user
    state.department = people.department(revision.content_object)
    state.save()
