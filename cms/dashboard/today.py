"""What changes for the public today by itself: planned publications and publications that end."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.urls import reverse
from django.utils import timezone
from wagtail.models import Page, Revision

from cms.users.reach import own_pages
from cms.workflow.people import may_see_object
from cms.workflow.seed import approved_snippets


@dataclass(frozen=True)
class Due:
    """One thing that goes public (`goes_out`) or leaves the public at `time`."""

    time: datetime
    name: str
    goes_out: bool
    url: str


def due_today(user: Any) -> list[Due]:
    """What of the pages and rows that `user` looks after changes until midnight, in order."""
    start = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
    found = [*_going_out(user, start + timedelta(days=1)), *_leaving(user, start, start + timedelta(days=1))]
    return sorted(found, key=lambda due: due.time)


def overdue(user: Any) -> list[Due]:
    """What should have gone public more than five minutes ago and did not."""
    return list(_going_out(user, timezone.now() - timedelta(minutes=5)))


def _going_out(user: Any, until: datetime):
    for revision in Revision.objects.filter(approved_go_live_at__lt=until).defer("content"):
        obj = revision.content_object
        if obj is not None and may_see_object(obj, user):
            yield Due(revision.approved_go_live_at, revision.object_str, True, _url(obj))


def _leaving(user: Any, start: datetime, until: datetime):
    for page in Page.objects.live().filter(own_pages(user), expire_at__gte=start, expire_at__lt=until):
        yield Due(page.expire_at, page.title, False, _url(page))
    for model in approved_snippets():
        for row in model._default_manager.filter(live=True, expire_at__gte=start, expire_at__lt=until):
            if may_see_object(row, user):
                yield Due(row.expire_at, str(row), False, _url(row))


def _url(obj: Any) -> str:
    if isinstance(obj, Page):
        return reverse("wagtailadmin_pages:edit", args=[obj.pk])
    viewset = getattr(type(obj), "snippet_viewset", None)
    return reverse(viewset.get_url_name("edit"), args=[obj.pk]) if viewset else ""
