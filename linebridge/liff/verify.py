"""Whose ID token is this: LINE's signature, checked here.

LIFF signs with ES256, checked against LINE's published key set; LINE Login on the web with HS256 and the channel's
secret. The keys are cached for an hour; a token signed by a key we do not know makes us fetch them anew, at most once
a minute.
"""

import base64
import json
from typing import Any

import urllib3
from django.conf import settings
from django.core.cache import cache
from joserfc import jwt
from joserfc.errors import ExpiredTokenError, JoseError
from joserfc.jwk import KeySet, OctKey

from linebridge.gateway.client import let_go_of_the_database

ISSUER = "https://access.line.me"
KEYS_LIVE = 3600  # seconds
LEEWAY = 60  # seconds our clock may differ from LINE's; from there on the health check says so
_http = urllib3.PoolManager(timeout=urllib3.Timeout(connect=3, read=5), retries=False)


class InvalidToken(Exception):
    """The token is forged, meant for somebody else, or unreadable."""


class ExpiredToken(InvalidToken):
    """The token was good once. LIFF gives a new one after signing in again."""


class KeysUnavailable(Exception):
    """LINE's key set cannot be read now, so nobody can be recognised."""


def liff_claims(id_token: str) -> dict[str, Any]:
    """What an ID token of LIFF vouches for: `sub` is the user id.

    Raises InvalidToken, ExpiredToken or KeysUnavailable. No nonce is looked at: `liff.init` takes none.
    """
    return _checked(_signed_by_line(id_token))


def login_claims(id_token: str, nonce: str) -> dict[str, Any]:
    """What an ID token vouches for that LINE Login gave our server, in answer to the attempt with this nonce.

    The secret checks HS256 and nothing else does; the key set checks ES256 and nothing else. Raises like `liff_claims`.
    """
    if _algorithm(id_token) == "HS256":
        return _checked(_signed_with_the_secret(id_token), nonce={"essential": True, "value": nonce})
    return _checked(_signed_by_line(id_token), nonce={"essential": True, "value": nonce})


def _checked(claims: dict[str, Any], **more: Any) -> dict[str, Any]:
    wanted = jwt.JWTClaimsRegistry(
        leeway=LEEWAY,
        iss={"essential": True, "value": ISSUER},
        aud={"essential": True, "value": settings.LINE_LOGIN_CHANNEL_ID},
        sub={"essential": True},
        exp={"essential": True},
        **more,
    )
    try:
        wanted.validate(claims)
    except ExpiredTokenError as error:
        raise ExpiredToken from error
    except JoseError as error:
        raise InvalidToken(error.error) from error
    return claims


def _algorithm(id_token: str) -> str:
    """What the header says. Only chooses the check; whoever lies here fails it."""
    try:
        head = id_token.partition(".")[0]
        return str(json.loads(base64.urlsafe_b64decode(head + "=" * (-len(head) % 4))).get("alg"))
    except (ValueError, AttributeError):
        return ""


def _signed_with_the_secret(id_token: str) -> dict[str, Any]:
    try:
        key = OctKey.import_key(settings.LINE_LOGIN_CHANNEL_SECRET)
        return jwt.decode(id_token, key, algorithms=["HS256"]).claims
    except (JoseError, ValueError) as error:
        raise InvalidToken(type(error).__name__) from error


def _signed_by_line(id_token: str) -> dict[str, Any]:
    try:
        return jwt.decode(id_token, _keys(), algorithms=["ES256"]).claims
    except (JoseError, ValueError) as first:
        if not cache.add("line_liff:refetch", 1, 60):
            raise InvalidToken(type(first).__name__) from first
    try:
        return jwt.decode(id_token, _keys(anew=True), algorithms=["ES256"]).claims
    except (JoseError, ValueError) as error:
        raise InvalidToken(type(error).__name__) from error


def _keys(anew: bool = False) -> KeySet:
    address = f"{settings.LINE_API_URL}/oauth2/v2.1/certs"
    known = None if anew else cache.get(f"line_liff:keys:{address}")
    if known is None:
        known = _fetch(address)
        cache.set(f"line_liff:keys:{address}", known, KEYS_LIVE)
    usable = [key for key in known["keys"] if key.get("crv") == "P-256"]  # LINE may add others, which would not be read
    return KeySet.import_key_set({"keys": usable})


def _fetch(address: str) -> dict[str, Any]:
    let_go_of_the_database()
    try:
        answer = _http.request("GET", address)
        keys = json.loads(answer.data) if answer.status == 200 else {}
    except (urllib3.exceptions.HTTPError, ValueError) as error:
        raise KeysUnavailable(type(error).__name__) from error
    if not keys.get("keys"):
        raise KeysUnavailable(f"status {answer.status}")
    return keys
