"""Who follows the account: told by webhook events, which may come late, twice or in the wrong order.

The newest event by LINE's own time wins; an older one changes nothing. Each verb is one conditional UPDATE.
"""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db.models import Q

from .models import Friend
from .models.friend import line_user_id_is_well_formed


def followed(line_user_id: str, at: datetime, unblocked: bool = False) -> Friend | None:
    """This person follows us since `at`, or again after a block. None for something that is no id of LINE."""
    return _newest(line_user_id, at, following=True, blocked_at=None, **({} if unblocked else {"followed_at": at}))


def unfollowed(line_user_id: str, at: datetime) -> Friend | None:
    """This person blocked or removed us at `at`. The choices stay, for the day the block is lifted."""
    return _newest(line_user_id, at, following=False, blocked_at=at)


def known(line_user_id: str, at: datetime) -> Friend | None:
    """The friend with this id; a follower since `at` when we never heard of them. None for no id of LINE."""
    if not is_line_user_id(line_user_id):
        return None
    return Friend.objects.get_or_create(line_user_id=line_user_id, defaults={"followed_at": at})[0]


def is_line_user_id(text: str) -> bool:
    try:
        line_user_id_is_well_formed(text)
    except ValidationError:
        return False
    return True


def _newest(line_user_id: str, at: datetime, **values) -> Friend | None:
    if not is_line_user_id(line_user_id):
        return None
    Friend.objects.get_or_create(line_user_id=line_user_id, defaults={"following": False})
    not_newer = Q(last_event_at__isnull=True) | Q(last_event_at__lte=at)
    Friend.objects.filter(not_newer, line_user_id=line_user_id).update(last_event_at=at, **values)
    return Friend.objects.get(line_user_id=line_user_id)


def found_following(line_user_id: str) -> Friend:
    """LINE itself just said that this person follows us, whatever we believed. No event, so no event's time is set."""
    friend, _new = Friend.objects.update_or_create(
        line_user_id=line_user_id, defaults={"following": True, "blocked_at": None}
    )
    return friend
