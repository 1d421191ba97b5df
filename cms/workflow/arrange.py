"""Move and order pages. The text stays what somebody approved, so one person with the permission is enough.

What is public keeps its department and stands behind the same restrictions as before; whatever would change one of
them is refused before anything is written, whoever asks and by whichever way.
"""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _
from wagtail.models import PageViewRestriction
from wagtail.permissions import page_permission_policy

from cms.users.departments import department_of, may_work_on
from cms.users.models import Department

from . import refusal

ARRANGE = "workflow.arrange_public_pages"


class MayNotMove(PermissionDenied):
    """The page stays where it is; `str()` is the reason as a sentence."""


def is_public(page: Any) -> bool:
    """Whether residents can read this page or one below it."""
    return page.live or page.get_descendants().live().exists()


def why_not_move(page: Any, user: Any) -> str:
    """Why `user` may not move this page anywhere, as a sentence; empty if they may."""
    edits = page_permission_policy.user_has_permission_for_instance(user, "change", page)
    if page.depth == 1 or not edits or not may_work_on(user, page):
        return _("Only staff of the department that looks after it can do this.")
    if is_public(page) and not user.has_perm(ARRANGE):
        return _("Your role does not include moving public pages. Ask an approver of your department.")
    return ""


def why_not_to(page: Any, destination: Any, user: Any) -> str:
    """Why `user` may not move this page below `destination`, as a sentence; empty if they may."""
    if page.pk == destination.pk or destination.is_descendant_of(page):
        return _("A page cannot be moved below itself.")
    if not page.is_child_of(destination) and not page.specific.can_move_to(destination):
        return _("A page of this kind cannot stand there.")
    adds = page_permission_policy.user_has_permission_for_instance(user, "add", destination)
    if not adds or not may_work_on(user, destination):
        return _("You have no right to add pages there.")
    return why_not_move(page, user) or what_would_change(page, destination)


def may_order(parent: Any, user: Any) -> bool:
    """Whether `user` may put the pages below `parent` in another order; lists and menus follow it."""
    if not may_work_on(user, parent) or not page_permission_policy.user_has_permission_for_instance(
        user, "change", parent
    ):
        return False
    return user.has_perm(ARRANGE) or not parent.get_children().live().exists()


def what_would_change(page: Any, destination: Any) -> str:
    """What moving this page below `destination` would change besides its address, as a sentence; empty if nothing."""
    if not is_public(page):
        return ""
    if _restrictions(page.get_ancestors()) != _restrictions(destination.get_ancestors(inclusive=True)):
        return _("Other people could read the page there: one of the two places is not open to everybody.")
    if not Department.objects.filter(pages=page).exists() and department_of(page) != department_of(destination):
        return _("Another department looks after the pages there, and a public page stays with its department.")
    return ""


def check(page: Any, destination: Any) -> None:
    """Raise MayNotMove if the move would change for whom a public page is or who looks after it."""
    if reason := what_would_change(page, destination):
        refusal.tell(reason)
        raise MayNotMove(reason)


def _restrictions(pages: Any) -> set[int]:
    return set(PageViewRestriction.objects.filter(page__in=pages.values("pk")).values_list("pk", flat=True))
