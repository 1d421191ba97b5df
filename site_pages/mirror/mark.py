"""Say that addresses must be written anew. A mark is a row, made in the transaction of whoever changed something.

If the process stops before the mark, `catch_up` finds the page by its version; if it stops after, the row is found.
"""

import logging
from collections.abc import Iterable
from datetime import timedelta
from functools import reduce
from operator import or_

from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django_q.tasks import async_task
from wagtail.models import Page, ReferenceIndex

from site_pages.content.models import AnnouncementPage, FAQIndexPage, FAQPage
from site_pages.web.list_pages import neighbours, snapshot_address
from site_pages.web.read_frame import address
from site_pages.web.say_date import local_day

from . import expect
from .models import MirrorFile, Nudge

LOG = logging.getLogger("kairan.mirror")
FIRST, PAGE, LIST, LATER = 1, 2, 3, 5
ASK_AGAIN = timedelta(minutes=1)  # a worker that was asked and has not begun by then may never have heard of it


def mark(paths: Iterable[str], priority: int = LIST, **values) -> int:
    """Mark addresses, and nudge a worker. Returns how many. Numbered pages of a list are marked with their list."""
    wanted = list(dict.fromkeys(paths))
    with transaction.atomic():
        for start in range(0, len(wanted), 200):
            _mark(wanted[start : start + 200], priority, values)
    nudge()
    return len(wanted)


def _mark(wanted: list[str], priority: int, values: dict) -> None:
    now = timezone.now()
    rows = MirrorFile.objects.filter(path__in=wanted)
    rows.update(dirty_since=now, **values)
    rows.filter(attempts__gt=0).update(attempts=0, claimed_until=None)
    known = set(rows.values_list("path", flat=True))
    new = [p for p in wanted if p not in known]
    made = (MirrorFile(path=p, dirty_since=now, priority=order(p, priority), **values) for p in new)
    MirrorFile.objects.bulk_create(made, ignore_conflicts=True)
    numbered = reduce(or_, (Q(path__startswith=f"{p}page/") for p in wanted), Q(path=""))
    MirrorFile.objects.filter(numbered).update(dirty_since=now)


def order(path: str, otherwise: int) -> int:
    """The front page first, then pages, then lists, files and the rest."""
    return FIRST if path in ("/", "404", "503") else otherwise


def mark_all() -> int:
    """Mark everything that stands or ought to stand, such as after a change of the frame around all pages."""
    now = timezone.now()
    MirrorFile.objects.update(dirty_since=now)
    known = set(MirrorFile.objects.values_list("path", flat=True))
    for page in expect.pages().values():
        if address(page) not in known:
            mark_page(page)
    return mark(p for p in expect.addresses() if p not in known)


def mark_page(page: Page) -> list[str]:
    """A page was published, moved or taken down: mark it and whatever shows it, now or when it was last marked."""
    page = page.specific
    before = MirrorFile.objects.filter(page_id=page.pk)
    old = [a for row in before for a in (row.path, *row.touched)]
    here, shown = address(page), touched_by(page)
    with transaction.atomic():
        before.exclude(path=here).update(page_id=None, version="")
        mark([here], PAGE, page_id=page.pk, version=expect.version_of(page), touched=shown)
        mark([*shown, *old], LIST)
    return [here, *shown, *old]


def mark_lost(page_id: int) -> None:
    """The page is no longer public, perhaps no longer there."""
    for row in MirrorFile.objects.filter(page_id=page_id):
        mark([row.path, *row.touched])
    MirrorFile.objects.filter(page_id=page_id).update(page_id=None, version="")


def mark_order(*parents: Page) -> None:
    """What stands below these pages has another order: mark the lists that follow it."""
    mark(["/", *(address(page) for page in parents if page.live and page.depth > 1)])


def mark_users_of(obj) -> None:
    """Pages that show this image or offer this file."""
    users = ReferenceIndex.get_references_to(obj).values_list("object_id", flat=True)
    found = Page.objects.filter(pk__in=[u for u in users if u.isdecimal()], live=True)
    if paths := [address(p) for p in found]:
        mark(paths, PAGE)


def touched_by(page: Page) -> list[str]:
    """Addresses, besides its own, at which this page can be seen: lists, feeds, pages above, pages that link to it."""
    above = [address(p) for p in page.get_ancestors().filter(depth__gt=1)]
    found = ["/", *above, snapshot_address(page), reverse("wagtailapi:pages:listing"), reverse("web_sitemap")]
    if isinstance(page, AnnouncementPage):
        found += [*_lists_of(page), *(address(p) for p in neighbours(page))]
    if isinstance(page, FAQPage):
        found += [address(p) for p in page.get_ancestors().type(FAQIndexPage)]
    links = ReferenceIndex.get_references_to(page).values_list("object_id", flat=True)
    found += [address(p) for p in Page.objects.filter(pk__in=[i for i in links if i.isdecimal()], live=True)]
    return list(dict.fromkeys(a for a in found if a != address(page)))


def _lists_of(page: AnnouncementPage) -> list[str]:
    lists = [reverse("web_updates"), reverse("web_feed")]
    if page.first_published_at:
        lists.append(reverse("web_updates_year", args=[local_day(page.first_published_at).year]))
    for kind, slug in (
        ("category", page.category and page.category.slug),
        ("department", page.department and page.department.code),
    ):
        if slug:
            lists += [reverse(f"web_updates_{kind}", args=[slug]), reverse(f"web_feed_{kind}", args=[slug])]
    return lists


def nudge() -> None:
    """Ask a worker to write soon. If that fails the clock writes, within a minute."""
    connection = transaction.get_connection()
    asked = any(getattr(entry[1], "__name__", "") == "_ask" for entry in connection.run_on_commit)
    if not asked:
        transaction.on_commit(_ask, robust=True)


def _ask() -> None:
    try:
        if _nobody_is_asked():
            async_task("site_pages.mirror.write.write_dirty")
    except Exception as error:  # the queue is down; publishing goes on
        LOG.warning("nudge failed: %s", type(error).__name__)


def _nobody_is_asked() -> bool:
    """Whether it is ours to ask. A writer that begins takes the request away before it looks for rows."""
    now = timezone.now()
    Nudge.objects.get_or_create(pk=1)
    free = Q(asked_at=None) | Q(asked_at__lt=now - ASK_AGAIN) | Q(asked_at__gt=now)
    return bool(Nudge.objects.filter(free, pk=1).update(asked_at=now))
