"""Sign in on the web (OAuth 2.0 with PKCE, OpenID Connect): what is asked, who agrees, and the code that comes of it.

A code works once and for ten minutes. Codes are kept in memory only: after a restart one signs in again.
"""

import base64
import hashlib
import hmac
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from . import clock, consent, keep, settings, token
from .refuse import Refusal

CODE_MS = 10 * 60_000
SCOPES = ("profile", "openid", "email")
CHALLENGE = re.compile(r"[A-Za-z0-9_-]{43}\Z")
VERIFIER = re.compile(r"[A-Za-z0-9._~-]{43,128}\Z")


@dataclass(frozen=True)
class Asked:
    """What the account's page asks for."""

    redirect_uri: str
    state: str
    scopes: list[str]
    nonce: str = ""
    challenge: str = ""
    bot_prompt: str = ""
    prompt: str = ""


@dataclass
class Declined(Exception):
    """Back to the page that asked, with LINE's code for why."""

    asked: Asked
    error: str
    words: str

    def address(self) -> str:
        return back(self.asked, error=self.error, error_description=self.words)


@dataclass
class Code:
    asked: Asked
    user_id: str
    end: int = field(default_factory=lambda: clock.now_ms() + CODE_MS)


_codes: dict[str, Code] = {}


def reset() -> None:
    _codes.clear()


# --- Asking ---------------------------------------------------------------------------------------------------------
def read(given: Mapping[str, str]) -> Asked:
    """The request as it was asked. `Refusal` where it is not ours to answer, `Declined` where it is wrong."""
    redirect_uri = given.get("redirect_uri", "")
    if given.get("client_id") != settings.LOGIN_CHANNEL_ID:
        raise Refusal(400, "invalid client_id")
    if not is_registered(redirect_uri):
        raise Refusal(400, "Invalid redirect_uri value. Check if it is registered in a LINE developers site.")
    asked = Asked(
        redirect_uri, given.get("state", ""), given.get("scope", "").split(), given.get("nonce", ""),
        given.get("code_challenge", ""), given.get("bot_prompt", ""), given.get("prompt", ""),
    )  # fmt: skip
    _check(asked, given)
    return asked


def _check(asked: Asked, given: Mapping[str, str]) -> None:
    if given.get("response_type") != "code":
        raise Declined(asked, "UNSUPPORTED_RESPONSE_TYPE", "response_type must be code")
    if not asked.state:
        raise Declined(asked, "INVALID_REQUEST", "state is missing")
    wanted = set(asked.scopes)
    if (
        not wanted & {"profile", "openid"}
        or not wanted <= set(SCOPES)
        or ("email" in wanted and "openid" not in wanted)
    ):
        raise Declined(asked, "INVALID_SCOPE", "invalid scope")
    method = given.get("code_challenge_method", "")
    if (asked.challenge or method) and (method != "S256" or not CHALLENGE.match(asked.challenge)):
        raise Declined(asked, "INVALID_REQUEST", "code_challenge must be S256")


def is_registered(address: str) -> bool:
    """Whether signing in may lead back there; a query may be added. Nothing registered: all of the LIFF pages' site."""
    parts = urlsplit(address)
    registered = keep.setting("callbacks") or settings.CALLBACK_URLS
    if parts.fragment or parts.scheme not in ("http", "https") or not parts.netloc:
        return False
    if not registered:
        return parts[:2] == urlsplit(liff_url())[:2]
    return parts[:3] in [urlsplit(one)[:3] for one in registered]


def liff_url() -> str:
    """Where LIFF addresses lead; without a slash at the end."""
    return str(keep.setting("liff_url") or settings.LIFF_URL).rstrip("/")


# --- Answering ------------------------------------------------------------------------------------------------------
def issue_code(asked: Asked, user_id: str) -> str:
    code = secrets.token_urlsafe(15)
    _codes[code] = Code(asked, user_id)
    return code


def back(asked: Asked, **answer: str) -> str:
    """The address of the page that asked, with the answer in its query."""
    parts = urlsplit(asked.redirect_uri)
    query = [*parse_qsl(parts.query, keep_blank_values=True), *answer.items(), ("state", asked.state)]
    return urlunsplit(parts._replace(query=urlencode(query)))


def use_code(code: str, redirect_uri: str, verifier: str) -> Code:
    """What the code stands for; it is used up, also where something else is wrong."""
    found = _codes.pop(code, None)
    if found is None or found.end < clock.now_ms():
        raise _no_grant("invalid authorization code")
    if redirect_uri != found.asked.redirect_uri:
        raise _no_grant("redirect_uri does not match")
    challenge = found.asked.challenge
    if challenge and not (VERIFIER.match(verifier) and hmac.compare_digest(challenge, challenge_of(verifier))):
        raise _no_grant("invalid code_verifier")
    return found


def challenge_of(verifier: str) -> str:
    return base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).decode().rstrip("=")


def _no_grant(words: str) -> Refusal:
    return Refusal(400, words, more={"error": "invalid_grant", "error_description": words})


def tokens(user_id: str, scopes: list[str], name: str, nonce: str) -> dict:
    """The answer to a good code."""
    made = {
        "access_token": token.seal_for_resident("login", user_id, token.LOGIN_TOKEN_SECONDS, scopes),
        "expires_in": token.LOGIN_TOKEN_SECONDS,
        "refresh_token": token.seal_for_resident("refresh", user_id, token.REFRESH_TOKEN_SECONDS, scopes),
        "scope": told_scope(scopes),
        "token_type": "Bearer",
    }
    if "openid" in scopes:
        made["id_token"] = token.issue_web_id_token(user_id, name if "profile" in scopes else "", nonce)
    return made


def told_scope(scopes: list[str]) -> str:
    """As LINE tells it: without `email`."""
    return " ".join(one for one in scopes if one != "email")


def refreshed(refresh_token: str) -> dict:
    data = token.unseal(refresh_token, "refresh")
    if data is None:
        raise _no_grant("invalid refresh token")
    scopes = data["c"].split()
    return {
        "token_type": "Bearer",
        "scope": told_scope(scopes),
        "access_token": token.seal_for_resident("login", data["s"], token.LOGIN_TOKEN_SECONDS, scopes),
        "expires_in": token.LOGIN_TOKEN_SECONDS,
        "refresh_token": refresh_token,
    }


def needs_screen(asked: Asked, user_id: str) -> bool:
    """Whether this person has to be asked: not all of it allowed yet, or the page wants it asked again."""
    if asked.prompt == "consent" or not consent.covers(user_id, asked.scopes):
        return True
    return asked.bot_prompt == "aggressive" and keep.state_of(user_id) != "friend"
