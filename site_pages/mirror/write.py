"""Write what is marked. Claim a row, render, place the file, clear the mark if nothing new was marked meanwhile.

Several may run at once: a claim is one conditional UPDATE. Whoever stops half-way leaves the row marked; its claim
runs out after five minutes and the clock's next round writes it.
"""

import hashlib
import logging
import time
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Case, F, Q, Value, When
from django.utils import timezone

from site_pages.web import list_pages, look, read_frame

from . import find_assets, place
from .mark import LATER, mark, mark_all, nudge
from .models import Frame, MirrorFile, Nudge
from .render import Answer, render

LOG = logging.getLogger("kairan.mirror")
CLAIM = timedelta(minutes=5)
LONGEST_WAIT = timedelta(hours=1)
LATELY, CALM = timedelta(seconds=30), timedelta(seconds=2)  # written so lately, a file waits until it changes no more
NOWHERE = "/this-page-does-not-exist/"


def write_dirty(seconds: float = 20, *, patient: bool = True) -> int:
    """Write marked addresses until none is left or the time is over (then ask a worker again, behind what else waits).

    `patient`: wait for addresses that still change. Returns how many were written.
    """
    end, done = time.monotonic() + seconds, 0
    Nudge.objects.update(asked_at=None)
    refresh_frame()
    while row := _next() or (patient and _next_calm(end)):
        done += write_row(row)
        if time.monotonic() > end:
            nudge()
            break
    else:
        if done:
            drop_unused_assets()
    return done


def write(paths: Iterable[str]) -> int:
    """Mark these addresses and write them now, in this process. Returns how many were written."""
    wanted = list(paths)
    mark(wanted)
    return sum(write_row(row) for row in MirrorFile.objects.filter(path__in=wanted, dirty_since__isnull=False))


def rebuild(progress: Callable[[int, int], None] | None = None) -> dict[str, int]:
    """Write everything anew and take away what should not be there. Returns counts: written, left, strays.

    May run beside other writers and beside another rebuild; `progress(done, still to do)` is called now and then.
    """
    started, done = timezone.now(), 0
    mark_all()
    while row := _next(calm=False):
        done += write_row(row)
        if progress and done % 25 == 0:
            progress(done, MirrorFile.objects.filter(dirty_since__isnull=False).count())
    refresh_frame(mark_it=False)
    drop_unused_assets()
    strays = _remove_strays(started)
    return {"written": done, "left": MirrorFile.objects.filter(dirty_since__isnull=False).count(), "strays": strays}


def write_row(row: MirrorFile) -> int:
    """Write one row if nobody else does. Returns 1 if it was written, else 0."""
    now = timezone.now()
    free = Q(claimed_until=None) | Q(claimed_until__lt=now)
    mine = MirrorFile.objects.filter(free, pk=row.pk, dirty_since__isnull=False)
    if not mine.update(claimed_until=now + CLAIM):
        return 0
    row.refresh_from_db()
    try:
        answer = answer_of(row.path)
        if answer.status >= 500 and row.path not in place.ERRORS:
            raise RuntimeError(f"status {answer.status}")
        place.put(row.path, answer)
    except Exception as error:  # one page that cannot be shown must not hold back the others
        _put_off(row, error)
        return 0
    _note_what_it_uses(row, answer)
    _finish(row, answer)
    return 1


def answer_of(path: str) -> Answer:
    """What is to stand at this address now."""
    if path == "404":
        return render(NOWHERE)
    if path == "503":
        return Answer(503, look.broken_page(), "text/html")
    return render(path)


def _finish(row: MirrorFile, answer: Answer) -> None:
    """Clear the mark, unless the row was marked again since it was claimed."""
    same = MirrorFile.objects.filter(pk=row.pk, dirty_since=row.dirty_since)
    if answer.status in (200, 301, 410) or row.path in place.ERRORS:
        cleared = same.update(
            dirty_since=None, claimed_until=None, attempts=0, status=answer.status, written_at=timezone.now(),
            sha256=hashlib.sha256(answer.body or answer.location.encode()).hexdigest(), assets=row.assets,
        )  # fmt: skip
    else:
        cleared = same.delete()[0]
    if not cleared:
        MirrorFile.objects.filter(pk=row.pk).update(claimed_until=None, assets=row.assets)


def _note_what_it_uses(row: MirrorFile, answer: Answer) -> None:
    """Files that the text uses, and the next page of a list, become rows of their own."""
    row.assets = find_assets.assets(row.path, answer.body, answer.content_type) if answer.status != 404 else []
    following = find_assets.next_page(answer.body, answer.content_type) if answer.status == 200 else ""
    wanted = [*row.assets, *([following] if following else [])]
    known = set(MirrorFile.objects.filter(path__in=wanted).values_list("path", flat=True))
    now = timezone.now()
    new = [MirrorFile(path=p, dirty_since=now, priority=LATER) for p in wanted if p not in known]
    MirrorFile.objects.bulk_create(new, ignore_conflicts=True)


def _put_off(row: MirrorFile, error: Exception) -> None:
    """Try again later: after one, two, four … minutes, at most an hour."""
    wait = min(timedelta(minutes=2 ** min(row.attempts, 10)), LONGEST_WAIT)
    later = timezone.now() + wait
    MirrorFile.objects.filter(pk=row.pk).update(attempts=F("attempts") + 1, claimed_until=later)
    LOG.warning("mirror file %s not written (%s), next try in %s", row.pk, error, wait)


def _next(*, calm: bool = True) -> MirrorFile | None:
    """What residents need first, of what nobody writes; what was written lately comes last. `calm`: it even waits
    while it still changes, so that the front page is not written once for each of a hundred approvals."""
    now = timezone.now()
    free = Q(claimed_until=None) | Q(claimed_until__lt=now)
    lately = Q(written_at__gt=now - LATELY)
    if calm:
        free &= Q(written_at=None) | ~lately | Q(dirty_since__lt=now - CALM)
    waiting = MirrorFile.objects.filter(free, dirty_since__isnull=False)
    again = Case(When(lately, then=Value(1)), default=Value(0))
    return waiting.order_by(again, "priority", "dirty_since", "pk").first()


def _next_calm(end: float) -> MirrorFile | None:
    """Wait for the next one that is left alone; None where nothing waits, or it goes on changing. (Then a worker is
    asked anyway, by each change.)"""
    until = min(end, time.monotonic() + 2 * CALM.total_seconds())
    while MirrorFile.objects.filter(dirty_since__isnull=False, claimed_until=None).exists():
        if row := _next():
            return row
        if time.monotonic() >= until:
            break
        time.sleep(0.2)
    return None


def refresh_frame(*, mark_it: bool = True) -> bool:
    """Mark everything if what every page shows around its text has changed, or every list if the choices above the
    lists have. Returns whether anything had."""
    frame = hashlib.sha256(f"{read_frame.fingerprint()} {look.fingerprint()}".encode()).hexdigest()
    lists = list_pages.fingerprint()
    with transaction.atomic():
        known = Frame.objects.first()
        if known and (known.sha256, known.lists) == (frame, lists):
            return False
        Frame.objects.all().delete()
        Frame.objects.create(sha256=frame, lists=lists, changed_at=timezone.now())
        if mark_it and known:
            mark_all() if known.sha256 != frame else mark(list_pages.list_addresses())
    return True


def drop_unused_assets() -> int:
    """Take away files that no page uses any more. Returns how many."""
    held = MirrorFile.objects.filter(dirty_since=None)
    used = {a for row in MirrorFile.objects.exclude(assets=[]).values_list("assets", flat=True) for a in row}
    prefixes = find_assets.prefixes()
    unused = [r for r in held.only("pk", "path") if r.path.startswith(prefixes) and r.path not in used]
    for row in unused:
        place.put(row.path, Answer(404))
        row.delete()
    return len(unused)


def _remove_strays(before: datetime) -> int:
    """Remove files that belong to no row and are older than `before`. Returns how many."""
    own = set()
    for path in MirrorFile.objects.values_list("path", flat=True):
        for kind in ("pages", "gone", "moved"):
            file = place.file_of(kind, path)
            own |= {file, file.with_name("index.json"), place.location_of(file)}
    place.write_moves()
    old = [f for f in place.files() if f not in own and f.stat().st_mtime < before.timestamp()]
    for file in old:
        place.remove(file)
    return len(old)
