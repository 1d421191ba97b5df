"""Find what signals and tasks missed. The clock calls this every minute; whatever it finds is marked and written."""

from datetime import datetime, timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from . import expect
from .mark import mark, mark_lost, mark_page
from .models import MirrorFile
from .write import refresh_frame, write_dirty

PATIENCE = timedelta(seconds=90)  # a worker has this long before the clock writes itself
BUDGET = 20.0  # seconds of one round of the clock
LATE = timedelta(minutes=10)  # a thousand pages that change together take minutes; then people look


def catch_up(now: datetime | None = None) -> int:
    """Mark what was missed; write what has been waiting. Returns how many files were written."""
    now = now or timezone.now()
    refresh_frame()
    compare_with_site()
    waiting = MirrorFile.objects.filter(dirty_since__isnull=False)
    if waiting.filter(dirty_since__lt=now - PATIENCE).exists():
        return write_dirty(BUDGET, patient=False)
    return 0


def compare_with_site() -> int:
    """Mark pages whose row is missing or of another version, and rows whose page is no longer public."""
    public = expect.pages()
    rows = dict(MirrorFile.objects.filter(page_id__isnull=False).values_list("page_id", "version"))
    missed = [p for pk, p in public.items() if rows.get(pk) != expect.version_of(p)]
    lost = [pk for pk in rows if pk is not None and pk not in public]
    for page in missed:
        mark_page(page)
    for pk in lost:
        mark_lost(pk)
    known = set(MirrorFile.objects.values_list("path", flat=True))
    absent = [a for a in expect.addresses() if a not in known] if public else []
    if absent:
        mark(absent)
    return len(missed) + len(lost) + len(absent)


def what_waits(now: datetime | None = None) -> str:
    """A sentence for staff where files are long overdue or cannot be written; empty where all is well."""
    now = now or timezone.now()
    broken = MirrorFile.objects.filter(dirty_since__isnull=False, attempts__gte=3).count()
    if broken:
        return _("%(count)d public pages cannot be written as files. See the log of the workers.") % {"count": broken}
    late = MirrorFile.objects.filter(dirty_since__lt=now - LATE).count()
    if late:
        return _("%(count)d files of public pages have been out of date for ten minutes. Start the workers.") % {
            "count": late
        }
    return ""
