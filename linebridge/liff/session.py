"""The short session of a LIFF page: LINE's ID token in, a token of ours out, bound to one friend for half an hour.

The token lives in the open page alone, not in a cookie: two residents on one computer never take each other's place,
and a foreign site has nothing it could make the browser send along.
"""

import hashlib
import secrets
from datetime import timedelta

from django.utils import timezone

from linebridge.friends.follow import found_following, is_line_user_id
from linebridge.friends.models import Friend
from linebridge.gateway.client import line
from linebridge.gateway.errors import LineError

from .models import LiffSession
from .verify import InvalidToken, line_user_id_in

LIFE = timedelta(minutes=30)


class NotAFriend(Exception):
    """LINE knows this person, but they have not added the account, or have blocked it."""


def open_session(id_token: str) -> str:
    """A new session token for whom the ID token vouches.

    Raises InvalidToken, ExpiredToken, KeysUnavailable, NotAFriend, or LineError when LINE could not be asked.
    """
    line_user_id = line_user_id_in(id_token)
    if not is_line_user_id(line_user_id):
        raise InvalidToken("sub")
    friend = Friend.objects.filter(line_user_id=line_user_id, following=True).first() or _ask_line(line_user_id)
    token = secrets.token_urlsafe(32)
    LiffSession.objects.create(digest=digest(token), friend=friend, expires_at=timezone.now() + LIFE)
    return token


def friend_of(token: str) -> Friend | None:
    """The friend whose session this is; None when it is unknown or over, or the friend has left."""
    found = LiffSession.objects.filter(
        digest=digest(token), expires_at__gt=timezone.now(), friend__following=True
    ).select_related("friend")
    return next((session.friend for session in found), None)


def forget_old_sessions() -> int:
    """Delete the sessions that are over; how many there were."""
    return LiffSession.objects.filter(expires_at__lte=timezone.now()).delete()[0]


def _ask_line(line_user_id: str) -> Friend:
    """Somebody we do not know as a follower: perhaps from before us, or their webhook is on its way."""
    try:
        line().profile(line_user_id)
    except LineError as error:
        if error.status == 404:
            raise NotAFriend from error
        raise
    return found_following(line_user_id)


def digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
