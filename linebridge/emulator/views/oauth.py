from django.http import HttpRequest, HttpResponse

from linebridge.emulator import accept, authorize, clock, consent, keep, settings, token
from linebridge.emulator.models import Phone
from linebridge.emulator.refuse import AUTH_TEXT, NO_ACCESS_TEXT, NOT_FOUND_TEXT, Refusal

from .calls import answer, call


def _no(status: int, error: str, words: str) -> Refusal:
    return Refusal(status, words, more={"error": error, "error_description": words})


def _check_channel(request: HttpRequest) -> None:
    if request.POST.get("grant_type") != "client_credentials":
        raise _no(400, "unsupported_grant_type", "grant_type is not supported")
    given = (request.POST.get("client_id"), request.POST.get("client_secret"))
    if given != (settings.CHANNEL_ID, settings.CHANNEL_SECRET):
        raise _no(400, "invalid_request", "invalid client credentials")


@call("token_stateless", auth=False)
def stateless(request: HttpRequest) -> HttpResponse:
    _check_channel(request)
    made = token.seal("stateless", settings.CHANNEL_ID, token.STATELESS_SECONDS)
    return answer({"token_type": "Bearer", "access_token": made, "expires_in": token.STATELESS_SECONDS})


@call("token_short_lived", auth=False)
def short_lived(request: HttpRequest) -> HttpResponse:
    _check_channel(request)
    made = token.issue_short_lived()
    return answer({"access_token": made, "expires_in": token.SHORT_LIVED_SECONDS, "token_type": "Bearer"})


@call("token_verify", auth=False)
def verify_short_lived(request: HttpRequest) -> HttpResponse:
    data = token.unseal(request.POST.get("access_token", ""), "short")
    if data is None:
        raise _no(400, "invalid_request", "invalid access token")
    return answer({"client_id": settings.CHANNEL_ID, "expires_in": int(data["e"] - clock.now()), "scope": "P CM"})


@call("token_revoke", auth=False)
def revoke(request: HttpRequest) -> HttpResponse:
    token.revoke(request.POST.get("access_token", ""))
    return HttpResponse(status=200)


@call("login_verify", "GET POST", auth=False)
def verify(request: HttpRequest) -> HttpResponse:
    """GET: an access token of a resident. POST: an ID token."""
    if request.method == "GET":
        data = token.unseal(request.GET.get("access_token", ""), "login", "stateless")
        if data is None:
            raise _no(400, "invalid_request", "access token expired")
        ends = {"expires_in": int(data["e"] - clock.now())}
        if data["k"] == "stateless":
            return answer({"scope": "profile openid", "client_id": settings.CHANNEL_ID} | ends)
        return answer({"scope": authorize.told_scope(data["c"].split()), "client_id": settings.LOGIN_CHANNEL_ID} | ends)
    given = request.POST
    if not given.get("id_token") or not given.get("client_id"):
        raise _no(400, "invalid_request", "id_token or client_id is missing")
    return answer(
        token.read_id_token(given["id_token"], given["client_id"], given.get("nonce", ""), given.get("user_id", ""))
    )


@call("certs", "GET", auth=False)
def certs(request: HttpRequest) -> HttpResponse:
    return answer(token.key_set())


@call("discovery", "GET", auth=False)
def discovery(request: HttpRequest) -> HttpResponse:
    here = request.build_absolute_uri("/").rstrip("/")
    return answer(
        {
            "issuer": token.ISSUER,
            "authorization_endpoint": f"{here}/oauth2/v2.1/authorize",
            "token_endpoint": f"{here}/oauth2/v2.1/token",
            "jwks_uri": f"{here}/oauth2/v2.1/certs",
            "revocation_endpoint": f"{here}/oauth2/v2.1/revoke",
            "userinfo_endpoint": f"{here}/oauth2/v2.1/userinfo",
            "response_types_supported": ["code"],
            "subject_types_supported": ["pairwise"],
            "id_token_signing_alg_values_supported": ["ES256"],
            "code_challenge_methods_supported": ["S256"],
        }
    )


# --- Signing in on the web ------------------------------------------------------------------------------------------
def _check_login_channel(request: HttpRequest) -> None:
    if request.POST.get("client_id") != settings.LOGIN_CHANNEL_ID:
        raise _no(400, "invalid_client", "invalid client_id")
    if request.POST.get("client_secret") != settings.LOGIN_CHANNEL_SECRET:
        raise _no(400, "invalid_client", "invalid client_secret")


@call("login_token", auth=False)
def login_token(request: HttpRequest) -> HttpResponse:
    """A code, or a refresh token, becomes an access token."""
    given = request.POST
    kind = given.get("grant_type")
    if kind not in ("authorization_code", "refresh_token"):
        raise _no(400, "unsupported_grant_type", "grant_type is not supported")
    _check_login_channel(request)
    if kind == "refresh_token":
        return answer(authorize.refreshed(given.get("refresh_token", "")))
    code = authorize.use_code(given.get("code", ""), given.get("redirect_uri", ""), given.get("code_verifier", ""))
    phone = keep.phone(code.user_id)
    name = phone.name if phone else ""
    return answer(authorize.tokens(code.user_id, code.asked.scopes, name, code.asked.nonce))


@call("login_revoke", auth=False)
def login_revoke(request: HttpRequest) -> HttpResponse:
    _check_login_channel(request)
    token.revoke(request.POST.get("access_token", ""))
    return HttpResponse(status=200)


@call("deauthorize")
def deauthorize(request: HttpRequest) -> HttpResponse:
    """Take back what a resident has allowed. All their tokens are dead, and they are asked anew."""
    if token.unseal(request.headers["authorization"].partition(" ")[2].strip(), "stateless") is None:
        raise Refusal(401, AUTH_TEXT)
    data = token.unseal(str(accept.read_json(request.body).get("userAccessToken", "")), "login")
    if data is None:
        raise Refusal(400, "invalid token")
    consent.withdraw(data["s"])
    return HttpResponse(status=204)


# --- With a resident's access token ---------------------------------------------------------------------------------
def _resident(request: HttpRequest, scope: str = "profile") -> Phone:
    header = request.headers.get("authorization", "")
    data = token.unseal(header.removeprefix("Bearer "), "login")
    phone = keep.phone(data["s"]) if data else None
    if data is None or phone is None:
        raise Refusal(401, "invalid token")
    if scope not in data["c"].split():
        raise Refusal(403, NO_ACCESS_TEXT)
    return phone


@call("userinfo", "GET POST", auth=False)
def userinfo(request: HttpRequest) -> HttpResponse:
    phone = _resident(request, "openid")
    return answer({"sub": phone.user_id, "name": phone.name})


@call("login_profile", "GET", auth=False)
def profile(request: HttpRequest) -> HttpResponse:
    phone = _resident(request)
    return answer({"userId": phone.user_id, "displayName": phone.name})


@call("friendship", "GET", auth=False)
def friendship(request: HttpRequest) -> HttpResponse:
    return answer({"friendFlag": _resident(request).is_friend})


@call("unknown", "GET POST PUT DELETE", auth=False)
def unknown(request: HttpRequest, **path: str) -> HttpResponse:
    raise Refusal(404, NOT_FOUND_TEXT)
