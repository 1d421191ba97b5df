"""Last part of a sync: who was not listed, and of whom no newer event tells, does not follow us any more.

Some hundred at a time, each in one transaction; done twice, it changes nothing.
"""

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from cms.audit.write import record

from .list_followers import before
from .models import Friend, FriendSync

PAGE = 1000


def mark_page(sync: FriendSync) -> None:
    """Mark the next ones; where there are none, the sync is finished."""
    unlisted = Q(listed_at=None) | Q(listed_at__lt=sync.started_at)
    gone = Friend.objects.filter(unlisted, before(sync.started_at), following=True)
    keys = list(gone.filter(pk__gt=sync.reached).order_by("pk").values_list("pk", flat=True)[:PAGE])
    with transaction.atomic():
        if not keys:
            _finish(sync)
        elif sync.advance(reached=keys[-1]):
            sync.count(gone=gone.filter(pk__in=keys).update(following=False, blocked_at=sync.started_at))


def _finish(sync: FriendSync) -> None:
    if sync.advance(state=FriendSync.State.DONE, running=None, finished_at=timezone.now()):
        record("friends.sync", actor=sync.started_by, obj=sync, count=sync.listed)
