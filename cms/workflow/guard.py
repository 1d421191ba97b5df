"""The one place that every way to the public passes: `save()` of an approved object asks here.

It compares what is about to be saved with what somebody else approved for this very revision; nothing is changed
here, so stopping half-way leaves the object as it was.
"""

import logging
from collections.abc import Callable
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from wagtail.models import Revision, TaskState

from cms.audit.write import record

from . import refusal
from .fingerprint import binding_parts, content, digest, lenient_parts

log = logging.getLogger(__name__)
SCHEDULED = "wagtail.publish.scheduled"  # Wagtail's log action when the clock publishes
GUARDED = {"live", "live_revision", "live_revision_id", "alias_of", "alias_of_id"}
_laying_foundations: ContextVar[str] = ContextVar("laying_foundations", default="")


def check(obj: Any, update_fields: Any = None) -> None:
    """Raise NotApproved if saving `obj` would let something go live that nobody else approved."""
    if update_fields is not None and not GUARDED & set(update_fields):
        return
    if not obj.live or _laying_foundations.get():
        return
    if _stays_as_it_is(obj, _stored(obj), update_fields) or _follows_its_source(obj):
        return
    if not is_approved(obj):
        log.warning("refused to let %s %s go live", obj._meta.label_lower, obj.pk)
        raise refusal.not_approved(obj)


def is_approved(obj: Any) -> bool:
    """Whether `obj`, as it stands in memory, is what somebody else approved for its live revision."""
    state = evidence(obj.live_revision_id)
    if state is None:
        return False
    lenient = lenient_parts(obj)
    then = {name: value for name, value in state.fingerprint.items() if name not in lenient}
    return digest(binding_parts(obj)) == digest(then)


def evidence(revision_id: int | None) -> Any:
    """The approval by a second person of this revision as it is now, or None."""
    from .models import SecondPersonTaskState

    if revision_id is None:
        return None
    revision = Revision.objects.filter(pk=revision_id).defer("content").first()
    states = SecondPersonTaskState.objects.filter(
        revision_id=revision_id, status=TaskState.STATUS_APPROVED, void=False
    ).exclude(digest="")
    for state in states.order_by("-finished_at"):
        if revision and state.finished_at > revision.created_at and state.digest == digest(state.fingerprint):
            return state
    return None


def is_evidence(revision: Any) -> bool:
    """Whether somebody approved this revision at some time, so that nobody may write over it."""
    from .models import SecondPersonTaskState

    approved = SecondPersonTaskState.objects.filter(revision_id=revision.pk, status=TaskState.STATUS_APPROVED)
    return approved.exclude(digest="").exists()


def publish_when_due(publish: Callable, revision: Any, *args: Any, **kwargs: Any) -> Any:
    """Publish what the clock found due. A refusal ends this schedule, is told and recorded, and stops nobody else's."""
    try:
        return publish(revision, *args, **kwargs)
    except refusal.NotApproved as error:
        from .notify import schedule_ended

        obj = revision.content_object
        Revision.objects.filter(pk=revision.pk).update(approved_go_live_at=None)
        record("workflow.schedule_refused", obj=obj, result="refused", revision=revision.pk)
        schedule_ended(revision, str(error))
        return None


@contextmanager
def laying_foundations(why: str):
    """For migrations that must write live rows, and for nothing else: inside, the guard lets everything pass.

    `why` goes to the log. Demo data and tests go through `submit` and `approve` like everybody.
    """
    log.warning("the guard of approval is open: %s", why)
    token = _laying_foundations.set(why)
    try:
        yield
    finally:
        _laying_foundations.reset(token)


def _stored(obj: Any) -> Any:
    return type(obj)._base_manager.filter(pk=obj.pk).first() if obj.pk is not None else None


def _stays_as_it_is(obj: Any, stored: Any, update_fields: Any) -> bool:
    """Live before and after, the same revision, the same words."""
    if stored is None or not stored.live or stored.live_revision_id != obj.live_revision_id:
        return False
    if getattr(stored, "alias_of_id", None) != getattr(obj, "alias_of_id", None):
        return False
    return update_fields is not None or content(stored) == content(obj)


def _follows_its_source(obj: Any) -> bool:
    """An alias says what its live source says, under an address of its own."""
    if getattr(obj, "alias_of_id", None) is None:
        return False
    source = type(obj)._base_manager.filter(pk=obj.alias_of_id, live=True).first()
    return source is not None and content(source) | {"slug": ""} == content(obj) | {"slug": ""}
