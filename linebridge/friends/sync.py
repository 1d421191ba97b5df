"""Takes over LINE's own list of followers, for an account that had friends before us or missed webhooks.

Page by page, each in its own short transaction; stopped half-way, what was read stays and nobody is marked as gone.
"""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from linebridge.gateway.client import line

from .follow import is_line_user_id
from .models import Friend


class EmptyListError(Exception):
    """LINE named no follower at all although we know some: taken for a fault, nobody is marked as gone."""


@dataclass
class Synced:
    listed: int = 0
    new: int = 0
    back: int = 0
    gone: int = 0


def sync_followers() -> Synced:
    """Ask LINE for every follower and set `following` to it. LineError with status 403 on an unverified account.

    Events newer than the start of the run win over the list.
    """
    started, result, seen, start = timezone.now(), Synced(), set(), None
    while True:
        ids, start = line().follower_ids(start)
        seen |= _take_over(sorted({each for each in ids if is_line_user_id(each)}), started, result)
        if not start:
            break
    result.listed = len(seen)
    if not seen and Friend.objects.filter(following=True).exists():
        raise EmptyListError(_("LINE listed no followers, so nothing was changed."))
    result.gone = _mark_gone(seen, started)
    return result


def _before(started: datetime) -> Q:
    return Q(last_event_at__isnull=True) | Q(last_event_at__lt=started)


def _take_over(ids: list[str], started: datetime, result: Synced) -> set[int]:
    """The keys of the friends with these ids, all of them following now."""
    rows = Friend.objects.filter(line_user_id__in=ids)
    missing = set(ids) - set(rows.values_list("line_user_id", flat=True))
    Friend.objects.bulk_create(
        [Friend(line_user_id=each, followed_at=started) for each in sorted(missing)], ignore_conflicts=True
    )
    result.new += len(missing)
    result.back += rows.filter(_before(started), following=False).update(following=True, blocked_at=None)
    return set(rows.values_list("pk", flat=True))


def _mark_gone(seen: set[int], started: datetime) -> int:
    followers = Friend.objects.filter(_before(started), following=True)
    gone = [pk for pk in followers.values_list("pk", flat=True).iterator(10_000) if pk not in seen]
    marked = 0
    for first in range(0, len(gone), 500):
        batch = followers.filter(pk__in=gone[first : first + 500])
        marked += batch.update(following=False, blocked_at=started)
    return marked
