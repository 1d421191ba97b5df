"""Tokens of the channel, and the ID tokens that stand for a resident.

Channel tokens carry their own end and are signed, so none has to be kept; of the short-lived ones the newest 30 count.
"""

import base64
import hashlib
import hmac
import json
import secrets
from functools import lru_cache
from typing import Any

from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import ECKey, OctKey

from . import clock, consent, keep, settings
from .refuse import AUTH_TEXT, NO_AUTH_TEXT, Refusal

STATELESS_SECONDS = 900
SHORT_LIVED_SECONDS = 30 * 24 * 3600
SHORT_LIVED_MOST = 30
ID_TOKEN_SECONDS = 3600
ACCESS_TOKEN_SECONDS = 12 * 3600  # of LIFF
LOGIN_TOKEN_SECONDS, REFRESH_TOKEN_SECONDS = 30 * 24 * 3600, 90 * 24 * 3600  # of signing in on the web
RESIDENTS = ("login", "refresh")  # kinds that die with the consent
ISSUER = "https://access.line.me"


# --- Channel and resident access tokens -----------------------------------------------------------------------------
def seal(kind: str, subject: str, seconds: int, **more: str) -> str:
    """A token of `kind` for `subject` that ends in so many seconds."""
    data = {"k": kind, "s": subject, "e": int(clock.now()) + seconds, "n": secrets.token_hex(8)} | more
    payload = base64.urlsafe_b64encode(json.dumps(data).encode()).decode().rstrip("=")
    return f"{payload}.{_mark(payload)}"


def _mark(payload: str) -> str:
    return hmac.new(settings.CHANNEL_SECRET.encode(), payload.encode(), hashlib.sha256).hexdigest()


@lru_cache(maxsize=4096)
def _opened(token: str) -> dict[str, Any] | None:
    payload, _, mark = token.partition(".")
    if not hmac.compare_digest(mark, _mark(payload)):
        return None
    try:
        return json.loads(base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))
    except ValueError:
        return None


def unseal(token: str, *kinds: str) -> dict[str, Any] | None:
    """What the token says: k kind, s subject, e end, of residents c scopes. None: not ours, ended, or revoked."""
    data = _opened(token)
    if data is None or data["k"] not in kinds or data["e"] <= clock.now():
        return None
    if data["k"] == "short" and token not in keep.setting("short_lived_tokens", []):
        return None
    if data["k"] in RESIDENTS and data.get("m") != consent.mark_of(data["s"]):
        return None
    return None if token in keep.setting("revoked_tokens", []) else data


def seal_for_resident(kind: str, user_id: str, seconds: int, scopes: list[str]) -> str:
    """A token under what this person has consented to."""
    return seal(kind, user_id, seconds, m=consent.mark_of(user_id), c=" ".join(scopes))


def issue_short_lived() -> str:
    """A token for 30 days. The oldest of more than 30 is revoked."""
    token = seal("short", settings.CHANNEL_ID, SHORT_LIVED_SECONDS)
    keep.set_setting("short_lived_tokens", [*keep.setting("short_lived_tokens", []), token][-SHORT_LIVED_MOST:])
    return token


def revoke(token: str) -> None:
    keep.set_setting("revoked_tokens", [*keep.setting("revoked_tokens", []), token])


def check_bearer(header: str) -> None:
    """Refuse a request whose channel token is missing, unknown or has run out."""
    kind, _, token = header.partition(" ")
    if kind != "Bearer" or not token:
        raise Refusal(401, NO_AUTH_TEXT)
    if unseal(token.strip(), "stateless", "short") is None:
        raise Refusal(401, AUTH_TEXT)


# --- ID tokens ------------------------------------------------------------------------------------------------------
def key() -> ECKey:
    """The key that signs ID tokens; made once and kept."""
    kept = keep.setting("id_token_key")
    if kept is None:
        made = ECKey.generate_key("P-256", parameters={"kid": secrets.token_hex(16), "use": "sig", "alg": "ES256"})
        kept = made.as_dict(private=True)
        keep.set_setting("id_token_key", kept)
    return ECKey.import_key(kept)


def key_set() -> dict:
    """What anybody may know of our keys."""
    return {"keys": [key().as_dict(private=False)]}


def _claims(user_id: str, name: str, nonce: str, client_id: str) -> dict[str, Any]:
    now = int(clock.now())
    claims = {
        "iss": ISSUER, "sub": user_id, "aud": client_id,
        "exp": now + ID_TOKEN_SECONDS, "iat": now, "amr": ["linesso"],
    }  # fmt: skip
    return claims | ({"name": name} if name else {}) | ({"nonce": nonce} if nonce else {})


def issue_id_token(user_id: str, name: str, nonce: str = "", client_id: str = "") -> str:
    """An ID token for this resident as LIFF has it: ES256, good for an hour."""
    signer = key()
    claims = _claims(user_id, name, nonce, client_id or settings.LOGIN_CHANNEL_ID)
    return jwt.encode({"alg": "ES256", "typ": "JWT", "kid": signer.kid}, claims, signer)


def issue_web_id_token(user_id: str, name: str, nonce: str = "") -> str:
    """The same for signing in on the web: HS256 with the secret of the login channel."""
    claims = _claims(user_id, name, nonce, settings.LOGIN_CHANNEL_ID)
    return jwt.encode({"alg": "HS256", "typ": "JWT"}, claims, OctKey.import_key(settings.LOGIN_CHANNEL_SECRET))


def read_id_token(token: str, client_id: str, nonce: str = "", user_id: str = "") -> dict[str, Any]:
    """The claims of an ID token, or a `Refusal` in LINE's words."""
    try:
        claims = _signed_claims(token)
    except (JoseError, ValueError) as error:
        raise _no_token("Invalid IdToken.") from error
    checks = [
        ("Invalid IdToken Issuer.", claims.get("iss") == ISSUER),
        ("IdToken expired.", claims.get("exp", 0) > clock.now()),
        ("Invalid IdToken Audience.", claims.get("aud") == client_id),
        ("Invalid IdToken Nonce.", not nonce or claims.get("nonce") == nonce),
        ("Invalid IdToken Subject Identifier.", not user_id or claims.get("sub") == user_id),
    ]
    for words, right in checks:
        if not right:
            raise _no_token(words)
    return claims


def _signed_claims(token: str) -> dict[str, Any]:
    header = json.loads(base64.urlsafe_b64decode(token.partition(".")[0] + "=="))
    if header.get("alg") == "HS256":
        return jwt.decode(token, OctKey.import_key(settings.LOGIN_CHANNEL_SECRET), algorithms=["HS256"]).claims
    return jwt.decode(token, key(), algorithms=["ES256"]).claims


def _no_token(words: str) -> Refusal:
    return Refusal(400, words, more={"error": "invalid_request", "error_description": words})
