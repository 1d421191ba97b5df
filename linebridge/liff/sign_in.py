"""Signing in outside LINE: LINE Login by our server, with state, nonce and PKCE of each attempt's own.

`begin` writes the attempt and sends the browser to LINE, `take` uses it up when the browser comes back, `finish` asks
LINE who it was. Stopped anywhere the attempt is over or soon will be, and one begins again.
"""

import base64
import hashlib
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from urllib.parse import urlencode

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from .exchange import exchange
from .models import SignInAttempt
from .session import digest, open_session_of
from .verify import login_claims

LIFE = timedelta(minutes=10)
# Nothing but plain folders below /liff/: no host, no backslash, no dots, nothing encoded that a proxy might decode.
PLAIN = re.compile(r"(?:[A-Za-z0-9_-]+/)*(?:\?[A-Za-z0-9_=&.-]*)?")
LONGEST = 500


class Declined(Exception):
    """The resident did not agree on LINE's screen."""


class LineFailed(Exception):
    """LINE came back with a fault of its own, or of our settings."""


@dataclass(frozen=True)
class Entered:
    """A session has been opened. The access token is for the page alone, and kept nowhere here."""

    session: str
    access_token: str


def page_of_ours(wanted: str) -> str:
    """The page that was asked for where it is one of ours below `/liff/`, else the receive settings."""
    root, doors = reverse("liff_start"), reverse("liff_login")
    below = wanted.removeprefix(root)
    ours = wanted.startswith(root) and len(wanted) <= LONGEST and PLAIN.fullmatch(below)
    if not ours or not below or below.startswith("?") or wanted.startswith(doors):
        return reverse("liff_settings")
    return wanted


def begin(wanted: str) -> tuple[str, str]:
    """(LINE's address to go to, the ticket for this browser to bring back)."""
    ticket, state, nonce, verifier = (secrets.token_urlsafe(32) for _each in range(4))
    SignInAttempt.objects.create(
        digest=digest(ticket), state=state, nonce=nonce, verifier=verifier,
        wanted=page_of_ours(wanted), expires_at=timezone.now() + LIFE,
    )  # fmt: skip
    asked = {
        "response_type": "code",
        "client_id": settings.LINE_LOGIN_CHANNEL_ID,
        "redirect_uri": callback_address(),
        "scope": "openid",
        "state": state,
        "nonce": nonce,
        "code_challenge": base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).decode().rstrip("="),
        "code_challenge_method": "S256",
        "bot_prompt": "normal",
    }
    return f"{settings.LINE_ACCESS_URL}/oauth2/v2.1/authorize?{urlencode(asked)}", ticket


def callback_address() -> str:
    """Where LINE sends the browser back: the one address that is registered with LINE."""
    return settings.SITE_URL + reverse("liff_login_callback")


def take(ticket: str, state: str) -> SignInAttempt | None:
    """The attempt that this browser began and LINE answers, used up by this; None where there is none, or it is over.

    Another attempt's state uses up nothing: two tabs may be on their way.
    """
    found = SignInAttempt.objects.filter(digest=digest(ticket), state=state, expires_at__gt=timezone.now()).first()
    if found is None or not SignInAttempt.objects.filter(pk=found.pk).delete()[0]:
        return None
    return found


def finish(attempt: SignInAttempt, given: Mapping[str, str]) -> Entered:
    """Open the session of whoever LINE says it was; `given` is what LINE put into the address.

    Raises Declined, LineFailed, NoGood, InvalidToken, KeysUnavailable, NotAFriend or LineError.
    """
    if error := given.get("error"):
        raise Declined if error.lower() == "access_denied" else LineFailed
    id_token, access_token = exchange(given.get("code", ""), attempt.verifier, callback_address())
    claims = login_claims(id_token, attempt.nonce)
    return Entered(open_session_of(str(claims["sub"])), access_token)
