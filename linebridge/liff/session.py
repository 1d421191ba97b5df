"""The short session of a LIFF page: LINE's word for who this is in, a token of ours out, good for half an hour.

The token lives in the open page alone, not in a cookie: two residents on one computer never take each other's place,
and a foreign site has nothing it could make the browser send along. An ID token of LIFF belongs from its first use to
the page that brought it; stopped between noting that and the session, that page simply asks again.
"""

import hashlib
import secrets
from datetime import UTC, datetime, timedelta

from django.utils import timezone
from django.utils.crypto import constant_time_compare

from linebridge.friends.follow import found_following, is_line_user_id
from linebridge.friends.models import Friend
from linebridge.gateway.client import line
from linebridge.gateway.errors import LineError

from .models import LiffSession, SignInAttempt, SpentToken
from .verify import LEEWAY, ExpiredToken, InvalidToken, liff_claims

LIFE = timedelta(minutes=30)
SHORTEST_PROOF = 32  # characters


class NotAFriend(Exception):
    """LINE knows this person, but they have not added the account, or have blocked it."""


class UsedToken(ExpiredToken):
    """The token is good, but another page has used it. LIFF gives this one a token of its own."""


def open_session(id_token: str, proof: str = "") -> tuple[str, Friend]:
    """A new session token for whom an ID token of LIFF vouches. `proof`: a secret that the page has made for itself.

    Raises InvalidToken (ExpiredToken, UsedToken), KeysUnavailable, NotAFriend, or LineError: LINE could not be asked.
    """
    claims = liff_claims(id_token)
    used = digest(id_token.rpartition(".")[0])  # without the signature: of that there may be more than one
    spent = SpentToken.objects.filter(digest=used).first()
    if spent:
        _check_same_page(spent, proof)
    friend = _follower(str(claims["sub"]))
    if not spent:
        ends = datetime.fromtimestamp(int(claims["exp"]) + LEEWAY, UTC)
        mine = {"proof": _digest_of_proof(proof), "friend": friend, "expires_at": ends}
        spent, new = SpentToken.objects.get_or_create(digest=used, defaults=mine)
        if not new:  # another was first, a moment ago
            _check_same_page(spent, proof)
    return _open(friend), friend


def open_session_of(line_user_id: str) -> str:
    """A new session for somebody LINE has vouched for already. Raises InvalidToken, NotAFriend or LineError."""
    return _open(_follower(line_user_id))


def friend_of(token: str) -> Friend | None:
    """The friend whose session this is; None when it is unknown or over, or the friend has left."""
    found = LiffSession.objects.filter(
        digest=digest(token), expires_at__gt=timezone.now(), friend__following=True
    ).select_related("friend")
    return next((session.friend for session in found), None)


def end_session(token: str) -> None:
    """The resident is done; whoever finds the token later finds nothing."""
    LiffSession.objects.filter(digest=digest(token)).delete()


def forget_old_sessions() -> int:
    """Delete the sessions that are over, and tokens and attempts that can open none; how many sessions there were."""
    now = timezone.now()
    SpentToken.objects.filter(expires_at__lte=now).delete()
    SignInAttempt.objects.filter(expires_at__lte=now).delete()
    return LiffSession.objects.filter(expires_at__lte=now).delete()[0]


def digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def _check_same_page(spent: SpentToken, proof: str) -> None:
    if spent.friend_id is None:
        raise InvalidToken("erased")
    if not (spent.proof and constant_time_compare(spent.proof, _digest_of_proof(proof))):
        raise UsedToken


def _digest_of_proof(proof: str) -> str:
    return digest(proof) if len(proof) >= SHORTEST_PROOF else ""


def _follower(line_user_id: str) -> Friend:
    if not is_line_user_id(line_user_id):
        raise InvalidToken("sub")
    return Friend.objects.filter(line_user_id=line_user_id, following=True).first() or _ask_line(line_user_id)


def _ask_line(line_user_id: str) -> Friend:
    """Somebody we do not know as a follower: perhaps from before us, or their webhook is on its way."""
    try:
        line().profile(line_user_id)
    except LineError as error:
        if error.status == 404:
            raise NotAFriend from error
        raise
    return found_following(line_user_id)


def _open(friend: Friend) -> str:
    token = secrets.token_urlsafe(32)
    LiffSession.objects.create(digest=digest(token), friend=friend, expires_at=timezone.now() + LIFE)
    return token
