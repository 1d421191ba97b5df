"""Who follows the account: told by webhook events, which may come late, twice or in the wrong order.

The newest event by LINE's own time wins; an older one changes nothing. Each verb is one conditional UPDATE. What
somebody did before they were erased does not bring them back.
"""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils import timezone

from .come_back import come_back, erased_among
from .models import Friend
from .models.friend import line_user_id_is_well_formed


def followed(line_user_id: str, at: datetime, unblocked: bool = False) -> Friend | None:
    """This person follows us since `at`, or again after a block. None for something that is no id of LINE."""
    return _newest(line_user_id, at, following=True, blocked_at=None, **({} if unblocked else {"followed_at": at}))


def unfollowed(line_user_id: str, at: datetime) -> Friend | None:
    """This person blocked or removed us at `at`. The choices stay, for the day the block is lifted."""
    return _newest(line_user_id, at, following=False, blocked_at=at)


def known(line_user_id: str, at: datetime) -> Friend | None:
    """The friend with this id; a follower since `at` when we never heard of them. None for no id of LINE.

    None also for somebody who was erased after `at`.
    """
    if not is_line_user_id(line_user_id):
        return None
    friend = Friend.objects.filter(line_user_id=line_user_id).first()
    if friend is None and come_back(line_user_id, at):
        new = {"followed_at": at, "last_event_at": at}
        friend = Friend.objects.get_or_create(line_user_id=line_user_id, defaults=new)[0]
    return friend


def heard(line_user_id: str, at: datetime) -> Friend | None:
    """They wrote to us at `at`, which only a follower can: so they follow us, also where nobody told us."""
    friend = known(line_user_id, at)
    return followed(line_user_id, at, unblocked=True) if friend and not friend.following else friend


def is_line_user_id(text: str) -> bool:
    try:
        line_user_id_is_well_formed(text)
    except ValidationError:
        return False
    return True


def found_following(line_user_id: str) -> Friend:
    """LINE itself just said that this person follows us, whatever we believed. No event, so no event's time is set."""
    now = timezone.now()
    come_back(line_user_id, now)
    friend, _new = Friend.objects.update_or_create(
        line_user_id=line_user_id, defaults={"following": True, "blocked_at": None, "listed_at": now}
    )
    return friend


def _newest(line_user_id: str, at: datetime, **values) -> Friend | None:
    if not is_line_user_id(line_user_id):
        return None
    rows = Friend.objects.filter(line_user_id=line_user_id)
    if not rows.exists():
        if not (come_back(line_user_id, at) if values["following"] else not erased_among([line_user_id])):
            return None
        Friend.objects.get_or_create(line_user_id=line_user_id, defaults={"following": False})
    rows.filter(Q(last_event_at__isnull=True) | Q(last_event_at__lte=at)).update(last_event_at=at, **values)
    return rows.get()
