"""Which requests wait: for somebody's decision, in somebody's name, in somebody's department."""

from datetime import UTC, datetime
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce
from django.urls import reverse
from wagtail import hooks
from wagtail.models import Revision, TaskState, WorkflowState

from . import people
from .models import Bundle, SecondPersonTaskState

_EVER = datetime(1970, 1, 1, tzinfo=UTC)


def open_requests() -> QuerySet:
    """Every request nobody has decided yet, the oldest first."""
    states = SecondPersonTaskState.objects.filter(
        status=TaskState.STATUS_IN_PROGRESS, workflow_state__status=WorkflowState.STATUS_IN_PROGRESS
    )
    return states.select_related("revision", "workflow_state", "department", "asked_by").order_by("started_at", "pk")


def near(user: Any) -> QuerySet:
    """Open requests of the departments that `user` may look into."""
    if any(map(user.has_perm, (people.APPROVE_ANY, people.ANY, people.READ_ANY))):
        return open_requests()
    return open_requests().filter(Q(department=None) | Q(department=user.department_id))


def waiting_for(user: Any) -> QuerySet:
    """Open requests that `user` may decide: in reach, not asked for and not written by themselves."""
    if not user.is_active or not user.has_perm(people.APPROVE):
        return SecondPersonTaskState.objects.none()
    states = open_requests()
    if not user.has_perm(people.APPROVE_ANY):
        states = states.filter(Q(department=None) | Q(department=user.department_id))
    states = states.exclude(asked_by=user).exclude(workflow_state__requested_by=user)
    return states.annotate(_approved_until=_newest_approved()).exclude(Exists(_written_since(user)))


def asked_by(user: Any) -> QuerySet:
    """Open requests that `user` sent."""
    return open_requests().filter(Q(asked_by=user) | Q(workflow_state__requested_by=user))


def returned_to(user: Any) -> QuerySet:
    """Requests that were sent back to `user` and not taken up again, the newest first."""
    return _returned().filter(Q(asked_by=user) | Q(workflow_state__requested_by=user))


def sent_back(obj: Any) -> SecondPersonTaskState | None:
    """The request about `obj` that was sent back and not taken up again."""
    about = SecondPersonTaskState.objects.for_instance(obj).values("pk")
    return _returned().filter(pk__in=about).first()


def _returned() -> QuerySet:
    current = WorkflowState.objects.filter(status=WorkflowState.STATUS_NEEDS_CHANGES).values("current_task_state")
    states = SecondPersonTaskState.objects.filter(status=TaskState.STATUS_REJECTED, pk__in=current)
    return states.select_related("revision", "workflow_state", "finished_by").order_by("-finished_at")


def bundles_in(states: QuerySet) -> QuerySet:
    """The bundles to which some of `states` belong."""
    return Bundle.objects.filter(pk__in=states.exclude(bundle=None).order_by().values("bundle")).order_by("asked_at")


def address_of(bundle: Bundle) -> str:
    """Where a bundle is decided: a room's own screen (hook `register_bundle_address(bundle)`), or ours."""
    found = (fn(bundle) for fn in hooks.get_hooks("register_bundle_address"))
    return next(filter(None, found), None) or reverse("approvals:bundle", args=[bundle.pk])


def _newest_approved() -> Any:
    approved = SecondPersonTaskState.objects.filter(
        status=TaskState.STATUS_APPROVED,
        void=False,
        workflow_state__base_content_type=OuterRef("workflow_state__base_content_type"),
        workflow_state__object_id=OuterRef("workflow_state__object_id"),
    )
    newest = approved.order_by("-revision__created_at").values("revision__created_at")[:1]
    return Coalesce(Subquery(newest), Value(_EVER))


def _written_since(user: Any) -> QuerySet:
    return Revision.objects.filter(
        base_content_type=OuterRef("workflow_state__base_content_type"),
        object_id=OuterRef("workflow_state__object_id"),
        user=user,
        created_at__gt=OuterRef("_approved_until"),
    )
