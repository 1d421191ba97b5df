"""First part of a sync: LINE's list, page by page. Stopped anywhere, the next one asks for the page that is missing.

The friends of a page and the place where the list goes on are one transaction. Events newer than the start of the
list win over it; who was erased and not heard of since stays away.
"""

from datetime import datetime

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from linebridge.gateway import rate
from linebridge.gateway.client import line
from linebridge.gateway.errors import LineError

from .come_back import erased_among
from .follow import is_line_user_id
from .models import Friend, FriendSync


class EmptyListError(Exception):
    """LINE named no follower at all although we know some: taken for a fault, nobody is marked as gone."""


def list_page(sync: FriendSync) -> None:
    """Ask for one page and take it over. LineError, or EmptyListError at the end of an empty list."""
    if sync.token_is_old:
        start_anew(sync)
        return
    rate.take("followers")
    try:
        ids, token = line().follower_ids(sync.token or None)
    except LineError as error:
        if error.status != 400 or not sync.token:
            raise
        start_anew(sync)  # LINE no longer knows where this list goes on
        return
    take_over(sync, sorted({each for each in ids if is_line_user_id(each)}), token)


def start_anew(sync: FriendSync) -> None:
    """From the first page again. Who was listed before may have left since, so the start is now."""
    sync.advance(token="", listed=0, started_at=timezone.now())


@transaction.atomic
def take_over(sync: FriendSync, ids: list[str], token: str | None) -> None:
    """All these follow us; the list goes on at `token`, or ends."""
    now = timezone.now()
    goes_on = {"token": token, "token_at": now} if token else {"token": "", "state": FriendSync.State.PROFILES}
    if not sync.advance(**goes_on):
        return
    if not token and not ids and not sync.listed and Friend.objects.filter(following=True).exists():
        raise EmptyListError
    at = max(now, sync.started_at)
    rows = Friend.objects.filter(line_user_id__in=ids)
    missing = set(ids) - set(rows.values_list("line_user_id", flat=True))
    missing -= erased_among(missing)  # looked up after the rows: an erasure between the two is seen
    back = rows.filter(before(sync.started_at), following=False).update(following=True, blocked_at=None)
    rows.update(listed_at=at)
    new = [Friend(line_user_id=each, followed_at=sync.started_at, listed_at=at) for each in sorted(missing)]
    Friend.objects.bulk_create(new, ignore_conflicts=True)
    sync.count(listed=len(ids), new=len(new), back=back)


def before(at: datetime) -> Q:
    """Friends of whom no event is newer than `at`."""
    return Q(last_event_at__isnull=True) | Q(last_event_at__lt=at)


def listed(sync: FriendSync) -> QuerySet[Friend]:
    """Who is on this run's list, or was heard of since it began."""
    return Friend.objects.filter(following=True, listed_at__gte=sync.started_at)
