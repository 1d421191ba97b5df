"""Which pages a member of staff may look at in the admin: what is public, and what their own department looks after.

Where one department's pages lie within another's, the nearest owner counts.
"""

from typing import Any

from django.db.models import Q
from wagtail.models import Page
from wagtail.permission_policies.pages import PagePermissionPolicy

from .departments import ANY
from .models import Department


def own_pages(user: Any) -> Q:
    """A condition on Page: everything this person works on, drafts included."""
    if not user.is_active:
        return Q(pk__in=[])
    if user.has_perm(ANY):
        return Q(depth__gte=1)
    own = _paths(Department.objects.filter(pk=user.department_id))
    others = _paths(Department.objects.exclude(pk=user.department_id))
    within = [path for path in others if path not in own and any(path.startswith(mine) for mine in own)]
    return _below(own) & ~_below(within)


def readable_pages(user: Any) -> Q:
    """A condition on Page: their own, and what everybody can read on the web anyway."""
    return own_pages(user) | Q(live=True)


def way_to_own(user: Any) -> Q:
    """A condition on Page: their own, and the pages one passes on the way down to them."""
    passed = {
        path[:end]
        for path in _paths(Department.objects.filter(pk=user.department_id))
        for end in range(Page.steplen, len(path), Page.steplen)
    }
    return own_pages(user) | Q(path__in=passed)


def reaches(condition: Q, page_ids: Any) -> bool:
    """Whether the condition holds for every one of these pages. A page that is not there counts as reached: 404."""
    return not Page.objects.filter(pk__in=page_ids).exclude(pk__in=Page.objects.filter(condition).values("pk")).exists()


def keep_nested_apart() -> None:
    """Let Wagtail's listings (explorer, search, reports, its API) leave out what lies nearer to another department.

    Page permissions go down a whole subtree and cannot be taken back further down; so the one method that all listings
    ask is narrowed here. Called once, when the house starts.
    """
    wagtails = PagePermissionPolicy.instances_user_has_any_permission_for

    def narrowed(self: PagePermissionPolicy, user: Any, actions: Any) -> Any:
        pages = wagtails(self, user, actions)
        return pages if user.is_superuser or not user.is_active else pages.filter(own_pages(user))

    if not getattr(wagtails, "narrowed", False):
        narrowed.narrowed = True  # type: ignore[attr-defined]  # a mark on the function
        PagePermissionPolicy.instances_user_has_any_permission_for = narrowed


def _paths(departments: Any) -> list[str]:
    return list(departments.filter(pages__isnull=False).values_list("pages__path", flat=True))


def _below(paths: list[str]) -> Q:
    condition = Q(pk__in=[])
    for path in paths:
        condition |= Q(path__startswith=path)
    return condition
