"""Our stateless channel token: issued for 15 minutes, shared through the cache, renewed by one process at a time.

If the renewing process dies, its mark runs out after seconds and the next caller renews. Two tokens at once do no harm.
"""

import logging
import time
from contextlib import suppress
from typing import TypeGuard

from django.conf import settings
from django.core.cache import cache
from linebot.v3 import oauth
from redis import RedisError
from urllib3 import exceptions as http

from .errors import LineError, LineErrorKind
from .transport import CONNECT_SECONDS, READ_SECONDS, refusal, silence

LOG = logging.getLogger("kairan.line")
EARLY_SECONDS = 120  # renewed this long before it ends
RENEWING_SECONDS = 15


def _key() -> str:
    return f"line-token:{settings.LINE_CHANNEL_ID}:{settings.LINE_API_URL}"


def current() -> str:
    """A token that is valid for at least some seconds more."""
    try:
        held = cache.get(_key())
        if _is_fresh(held):
            return held["token"]
        if cache.add(f"{_key()}:renewing", 1, RENEWING_SECONDS):
            return _renew_unless_done()
        return held["token"] if held else _wait_for_the_other()  # somebody is renewing; the old one still lives
    except RedisError as error:  # LINE issues as many as we ask for
        LOG.error("the token cannot be shared: %s", type(error).__name__)
        return _issue().access_token


def _is_fresh(held: dict | None) -> TypeGuard[dict]:
    return held is not None and held["renew_at"] > time.time()


def _renew_unless_done() -> str:
    """With the mark in hand: another may have renewed between our look and our mark."""
    held = cache.get(_key())
    if not _is_fresh(held):
        return renew()
    cache.delete(f"{_key()}:renewing")
    return held["token"]


def renew() -> str:
    """Ask LINE for a new token and share it; the mark goes only when the token is there for the next to find."""
    try:
        answer = _issue()
        life = int(answer.expires_in)
        held = {"token": answer.access_token, "renew_at": time.time() + max(life - EARLY_SECONDS, life / 2)}
        cache.set(_key(), held, max(life - 5, 1))
    finally:
        cache.delete(f"{_key()}:renewing")
    return answer.access_token


def _wait_for_the_other() -> str:
    for _attempt in range(20):
        time.sleep(0.05)
        if held := cache.get(_key()):
            return held["token"]
    return renew()


def forget(refused: str) -> None:
    """LINE has refused this token: the next call gets a new one. What another has renewed meanwhile stays."""
    with suppress(RedisError):
        held = cache.get(_key())
        if held and held["token"] == refused:
            cache.delete(_key())


def _issue() -> oauth.IssueStatelessChannelAccessTokenResponse:
    configuration = oauth.Configuration(host=settings.LINE_API_URL)
    configuration.retries = False
    try:
        with oauth.ApiClient(configuration) as client:
            return oauth.ChannelAccessToken(client).issue_stateless_channel_token_by_client_secret(
                settings.LINE_CHANNEL_ID, settings.LINE_CHANNEL_SECRET, _request_timeout=(CONNECT_SECONDS, READ_SECONDS)
            )
    except oauth.ApiException as error:
        found = refusal(error)
        kind = LineErrorKind.AUTH if found.status == 400 else found.kind
        raise LineError(
            kind, "no token: " + found.detail, status=found.status, request_id=found.request_id, ambiguous=False
        ) from None
    except http.HTTPError as error:
        found = silence(error)
        raise LineError(found.kind, "no token: " + found.detail, ambiguous=False) from None
    except ValueError:  # whose text quotes the answer, and so a token
        raise LineError(LineErrorKind.UNAVAILABLE, "no token: answer not readable", ambiguous=False) from None
