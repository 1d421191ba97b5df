"""What we ask of LINE Login: tokens for a code, and whose an access token is.

Each is one HTTP request without redirects, with neither transaction nor connection of the database held. Codes,
tokens and the secret travel in it and are written down nowhere; stopped half-way, one signs in again.
"""

from typing import Any

from django.conf import settings

from linebridge.gateway.client import let_go_of_the_database, refuse_inside_a_transaction
from linebridge.gateway.transport import CONNECT_SECONDS, READ_SECONDS, transport

FORM = {"Content-Type": "application/x-www-form-urlencoded"}


class NoGood(Exception):
    """LINE answered something that is not what we asked for, or an access token that is not for us."""


def exchange(code: str, verifier: str, redirect_uri: str) -> tuple[str, str]:
    """(ID token, access token) for a code. Raises LineError, with status 400 where the code is used up or not ours."""
    given = _ask(
        "/oauth2/v2.1/token",
        "POST",
        header_params=dict(FORM),
        post_params={
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": redirect_uri,
            "client_id": settings.LINE_LOGIN_CHANNEL_ID,
            "client_secret": settings.LINE_LOGIN_CHANNEL_SECRET,
            "code_verifier": verifier,
        },
    )
    if not given.get("id_token"):
        raise NoGood("no ID token")
    return str(given["id_token"]), str(given.get("access_token", ""))


def owner_of(access_token: str) -> str:
    """The user id of whom LINE gave this access token, for our channel. Raises NoGood or LineError."""
    told = _ask("/oauth2/v2.1/verify", "GET", query_params={"access_token": access_token})
    if told.get("client_id") != settings.LINE_LOGIN_CHANNEL_ID or int(told.get("expires_in") or 0) <= 0:
        raise NoGood("another channel's, or over")
    bearer = {"Authorization": f"Bearer {access_token}"}
    return str(_ask("/oauth2/v2.1/userinfo", "GET", header_params=bearer).get("sub", ""))


def _ask(path: str, method: str, **sent: Any) -> dict[str, Any]:
    refuse_inside_a_transaction()
    let_go_of_the_database()
    answer = transport(settings.LINE_API_URL).call_api(
        path,
        method,
        response_types_map={"200": "object"},
        _request_timeout=(CONNECT_SECONDS, READ_SECONDS),
        **sent,
    )
    return answer.data if isinstance(answer.data, dict) else {}
