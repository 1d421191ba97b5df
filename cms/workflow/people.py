"""Who may decide about what: the permission, the department, and above all: neither who asked nor who wrote it."""

from datetime import date
from typing import Any

from django.contrib.auth import get_user_model
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.models import Page
from wagtail.permissions import page_permission_policy

from cms.users.departments import ANY, READ_ANY, department_of, may_work_on
from cms.users.models import Department

APPROVE = "workflow.approve_content"
APPROVE_ANY = "workflow.approve_any_department"
MODEL_BACKEND = "django.contrib.auth.backends.ModelBackend"


def department(obj: Any) -> Department | None:
    """The department whose approvers decide about `obj`. None: it concerns the whole city, any approver may."""
    return department_of(obj) if isinstance(obj, Page) else getattr(obj, "department", None)


def authors_since_live(obj: Any) -> set[int]:
    """Keys of everybody who made a revision since the live one."""
    made = obj.revisions.exclude(user=None)
    live = obj.live_revision if obj.live and obj.live_revision_id else None
    if live is not None:
        made = made.filter(created_at__gt=live.created_at).exclude(pk=live.pk)
    return set(made.values_list("user_id", flat=True))


def barred(state: Any) -> set[int]:
    """Keys of everybody who may not decide, whatever their permissions: who asked, who wrote, who made a part of it."""
    from .fingerprint import panels  # asks the rooms above by a hook

    obj = _object(state)
    keys = authors_since_live(obj) | {state.asked_by_id, state.workflow_state.requested_by_id} - {None}
    return keys.union(*(panel.authors() for panel in panels(latest(state))))


def latest(state: Any) -> Any:
    """The object as its newest revision has it: what an approval would let go live."""
    return _object(state).get_latest_revision().as_object()


def why_not(state: Any, user: Any) -> str:
    """Why `user` may not decide about this request, as a sentence; empty if they may."""
    if not user.is_active or not user.has_perm(APPROVE):
        return _("Your role does not include approving.")
    home = department(state.revision.content_object)
    if home is not None and home.pk != user.department_id and not user.has_perm(APPROVE_ANY):
        return _("%(department)s approves this, and you belong to another department.") % {"department": home}
    if user.pk in (state.asked_by_id, state.workflow_state.requested_by_id):
        return _("You asked for this approval yourself. So that two people have seen it, somebody else approves.")
    if user.pk in barred(state):
        return _("You worked on this version yourself. So that somebody else has seen it, a third person approves.")
    return ""


def approvers(state: Any) -> QuerySet:
    """Members of staff who could decide about this request, by number."""
    home = department(state.revision.content_object)
    able = _with(APPROVE).exclude(pk__in=barred(state))
    if home is not None:
        able = able.filter(Q(department=home) | Q(pk__in=_with(APPROVE_ANY)))
    return able.order_by("username")


def may_see(state: Any, user: Any) -> bool:
    """Whether `user` may look at this request: who asked, its department, and whoever decides for all."""
    if not user.is_active:
        return False
    if user.pk in (state.asked_by_id, state.workflow_state.requested_by_id):
        return True
    return may_see_object(state.revision.content_object, user)


def may_see_object(obj: Any, user: Any) -> bool:
    """Whether drafts and plans of `obj` are this person's business: its department's, or anybody's if it has none."""
    home = department(obj)
    return home is None or home.pk == user.department_id or any(map(user.has_perm, (APPROVE_ANY, ANY, READ_ANY)))


def may_take_down(obj: Any, user: Any) -> bool:
    """Whether `user` may take `obj` from the public at once and alone: staff of its department who edit or approve."""
    if not user.is_active:
        return False
    if isinstance(obj, Page):
        edits = page_permission_policy.user_has_permission_for_instance(user, "change", obj)
        return may_work_on(user, obj) and (edits or user.has_perm(APPROVE))
    home = department(obj)
    near = home is None or home.pk == user.department_id or user.has_perm(ANY)
    return near and (user.has_perm(f"{obj._meta.app_label}.change_{obj._meta.model_name}") or user.has_perm(APPROVE))


def _object(state: Any) -> Any:
    """Fresh from the database: what is cached on the request may be old."""
    model = state.revision.content_type.model_class()
    return model._base_manager.get(pk=state.revision.object_id)


def _with(permission: str) -> QuerySet:
    today: date = timezone.localdate()
    users = get_user_model().objects.with_perm(permission, backend=MODEL_BACKEND, include_superusers=False)
    return users.filter(Q(active_until=None) | Q(active_until__gte=today))
