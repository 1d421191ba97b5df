"""Ask for approval of the newest draft. The request and its mail are one step; nothing is shown to residents by it."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.models import WorkflowState

from . import notify, refusal
from .models import Bundle, SecondPersonTaskState


@transaction.atomic
def submit(obj: Any, user: Any, bundle: Bundle | None = None) -> WorkflowState:
    """Ask for approval of the newest revision of `obj` (page or snippet) in the name of `user`.

    A request that was sent back is taken up again. Raises refusal.AlreadyDecided if one is waiting already, ValueError
    if there is no draft or no workflow. With `bundle` no mail goes out for each (`notify.bundle_submitted` sends one).
    """
    current = obj.current_workflow_state
    if current is not None and current.status == WorkflowState.STATUS_IN_PROGRESS:
        raise refusal.AlreadyDecided(_("Approval of “%(name)s” was asked for already.") % {"name": obj})
    if obj.latest_revision_id is None:
        raise ValueError(f"{obj!r} has no revision that could be approved")
    if bundle is None:
        return _ask(obj, user, current)
    with notify.silence():
        asked = _ask(obj, user, current)
    SecondPersonTaskState.objects.filter(pk=asked.current_task_state_id).update(bundle=bundle)
    return asked


def open_bundle(name: str, user: Any) -> Bundle:
    """A bundle to hand to `submit` with each object; `notify.bundle_submitted` tells the approvers at the end."""
    return Bundle.objects.create(name=name[:200], asked_by=user)


def _ask(obj, user, current):
    if current is not None:
        current.resume(user)
        return current
    workflow = obj.get_workflow()
    if workflow is None:
        raise ValueError(f"no workflow is set for {obj!r}")
    return workflow.start(obj, user)
