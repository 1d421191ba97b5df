"""Which department looks after a page, and who may work on it."""

from typing import Any

from wagtail.models import Page

from .models import Department

ANY = "users.work_in_any_department"
READ_ANY = "users.read_any_department"  # an auditor's: looking, and nothing else


def department_of(page: Any) -> Department | None:
    """The department of the nearest page upwards, the page itself first, that a department looks after."""
    steplen = Page.steplen
    paths = [page.path[:end] for end in range(steplen, len(page.path) + 1, steplen)]
    found = Department.objects.filter(pages__path__in=paths).order_by("-pages__depth", "pk")
    return found.first()


def may_work_on(user: Any, page: Any) -> bool:
    """Whether this member of staff works for the department of the page, or for every department."""
    if not user.is_active:
        return False
    if user.has_perm(ANY):
        return True
    return user.department_id is not None and getattr(department_of(page), "pk", None) == user.department_id
