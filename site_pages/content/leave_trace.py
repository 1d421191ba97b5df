"""Remember what the public can no longer read, so that its address explains itself; forget it when it is back.

Called with every publishing, taking down and deleting. Where such a call was missed, `catch_up` finds it by the rows.
"""

from datetime import datetime

from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.utils import timezone
from wagtail.models import Page

from .models import PublicPage, TakenDown


def leave_trace(page: Page, kind: str = "", when: datetime | None = None) -> TakenDown | None:
    """Remember that this page was public at its address. None if it has no address or was never public."""
    page = page.specific
    parts = page.get_url_parts() if page.last_published_at else None
    if not isinstance(page, PublicPage) or not parts:
        return None
    if TakenDown.objects.filter(page_id=page.pk, kind=TakenDown.Kind.DELETED).exists():
        return None  # Wagtail ends the publication of what it is deleting
    kind = kind or (TakenDown.Kind.EXPIRED if page.expired else TakenDown.Kind.WITHDRAWN)
    told = {"page_id": page.pk, "title": page.title, "kind": kind, "department_id": page.department_id}
    told["taken_down_at"] = when or timezone.now()
    trace, _made = TakenDown.objects.update_or_create(path=parts[2][:700], defaults=told)
    return trace


def forget_trace(page: Page) -> None:
    """The page is public again, or another one is at its address."""
    TakenDown.objects.filter(page_id=page.pk).delete()
    if parts := page.get_url_parts():
        TakenDown.objects.filter(path=parts[2]).delete()


def leave_trace_of_deleted(page: Page) -> None:
    """The page is about to be deleted. What had been taken down before keeps its time and its explanation."""
    known = TakenDown.objects.filter(page_id=page.pk)
    if not known.update(kind=TakenDown.Kind.DELETED) and page.live:
        leave_trace(page, TakenDown.Kind.DELETED)


def catch_up() -> int:
    """Leave the traces that were missed, drop those of pages that are public. Returns how many were left."""
    TakenDown.objects.filter(page_id__in=Page.objects.filter(live=True).values("pk")).delete()
    missed = Page.objects.filter(live=False, last_published_at__isnull=False, content_type__in=_public_types())
    missed = missed.exclude(pk__in=TakenDown.objects.values("page_id"))
    return sum(leave_trace(page) is not None for page in missed.specific())


def _public_types() -> list[ContentType]:
    return list(
        ContentType.objects.get_for_models(*(m for m in apps.get_models() if issubclass(m, PublicPage))).values()
    )
