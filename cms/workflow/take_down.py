"""Take something from the public at once. One person is enough; the reason goes to the audit log with it.

Every approval of the object is void afterwards: to come back it must be approved again.
"""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.actions.unpublish import UnpublishAction
from wagtail.actions.unpublish_page import UnpublishPageAction
from wagtail.models import Page, TaskState

from cms.audit.write import record

from . import people
from .models import SecondPersonTaskState


@transaction.atomic
def take_down(obj: Any, user: Any, reason: str = "") -> None:
    """Take `obj` (page or snippet) down now, and cancel its planned publication. Raises PermissionDenied."""
    if not people.may_take_down(obj, user):
        raise PermissionDenied(_("Only staff of the department that looks after it can do this."))
    obj = type(obj)._base_manager.get(pk=obj.pk)
    if obj.live:
        action = UnpublishPageAction if isinstance(obj, Page) else UnpublishAction
        action(obj, user=user).execute(skip_permission_checks=True)
    for revision in obj.revisions.exclude(approved_go_live_at=None):
        revision.approved_go_live_at = None
        revision.save(user=user, update_fields=["approved_go_live_at"])
    make_void(obj)
    record("workflow.take_down", actor=user, obj=obj, reason=reason)


def make_void(obj: Any) -> None:
    """What was approved of `obj` counts no longer. Called whenever it leaves the public, also by its expiry."""
    states = SecondPersonTaskState.objects.for_instance(obj).filter(status=TaskState.STATUS_APPROVED, void=False)
    SecondPersonTaskState.objects.filter(pk__in=list(states.values_list("pk", flat=True))).update(void=True)
