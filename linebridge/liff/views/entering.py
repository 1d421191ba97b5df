from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_POST

from linebridge.friends.models.language import html_language
from linebridge.gateway.client import line
from linebridge.gateway.errors import LineError
from linebridge.liff.exchange import NoGood
from linebridge.liff.serve import comes_from_us, for_friend, shell, speak, token_of
from linebridge.liff.session import NotAFriend, end_session, open_session
from linebridge.liff.sign_in import LIFE, Declined, Entered, LineFailed, begin, finish, take
from linebridge.liff.verify import ExpiredToken, InvalidToken, KeysUnavailable

COOKIE = "liff_sign_in"
SIGN_IN = _("Sign in with LINE")
NOBODY = (Declined, LineFailed, NoGood, InvalidToken, KeysUnavailable, NotAFriend, LineError)


def start(request: HttpRequest) -> HttpResponse:
    """Where LINE enters; its script goes on from here to the page that was asked for."""
    return shell(request, _("Receive settings"), "")


@csrf_exempt
@never_cache
@require_POST
def session(request: HttpRequest) -> HttpResponse:
    """Exchange LIFF's ID token for a session of ours. Nothing else the page says about the person is believed.

    `again`: the page has signed in anew already, so that it does not go round in circles.
    """
    if not comes_from_us(request):
        return HttpResponse(status=403)
    try:
        token, friend = open_session(request.POST.get("id_token", ""), request.POST.get("proof", ""))
    except NOBODY as error:
        if isinstance(error, ExpiredToken) and "again" not in request.POST:
            return JsonResponse({"again": True}, status=401)
        return _say_why(request, error)
    return JsonResponse({"session": token, "language": html_language(friend.language)})


@for_friend
def end(request: HttpRequest, friend: Any) -> HttpResponse:
    """The resident is done, on a computer that others may use too."""
    end_session(token_of(request))
    return render(request, "line_liff/ended.html")


# --- LINE Login, outside LINE ---------------------------------------------------------------------------------------
@never_cache
@require_GET
def login(request: HttpRequest) -> HttpResponse:
    """Off to LINE. The cookie holds the ticket of this attempt, nothing else, and comes back to these two addresses."""
    address, ticket = begin(request.GET.get("next", ""))
    response = HttpResponseRedirect(address)
    response.set_cookie(
        COOKIE, ticket, max_age=LIFE, path=reverse("liff_login"), httponly=True, samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
    )  # fmt: skip
    return response


@never_cache
@require_GET
def callback(request: HttpRequest) -> HttpResponse:
    """Back from LINE, with a code or without."""
    attempt = take(request.COOKIES.get(COOKIE, ""), request.GET.get("state", ""))
    if attempt is None:
        return _alone(speak(request, "line_liff/alone.html", _alone_with("login_over"), status=403))
    try:
        response = _hand_over(request, finish(attempt, request.GET), attempt.wanted)
    except NOBODY as error:
        response = _say_why(request, error, attempt.wanted)
    response.delete_cookie(COOKIE, path=reverse("liff_login"), samesite="Lax")
    return _alone(response)


def _hand_over(request: HttpRequest, entered: Entered, wanted: str) -> HttpResponse:
    """A page that puts the tokens where only the next page in this tab finds them, and leads there."""
    context = {"title": SIGN_IN, "entered": entered, "wanted": wanted, "settings": settings}
    return speak(request, "line_liff/handover.html", context)


def _alone(response: HttpResponse) -> HttpResponse:
    """The address holds LINE's code: nothing that is loaded from here may name it."""
    response.headers["Referrer-Policy"] = "no-referrer"
    return response


# --- Why nobody came in ---------------------------------------------------------------------------------------------
def _say_why(request: HttpRequest, error: Exception, wanted: str = "") -> HttpResponse:
    """What happened and what to do: a fragment inside LINE, a page of its own where `wanted` says what to try again."""
    fragment, status = _reason(error, wanted)
    context = {"add": _address_to_add()} if isinstance(error, NotAFriend) else {}
    if not wanted:
        return speak(request, f"line_liff/{fragment}.html", context, status=status)
    return speak(request, "line_liff/alone.html", context | _alone_with(fragment, wanted), status=status)


def _reason(error: Exception, wanted: str) -> tuple[str, int]:
    if isinstance(error, Declined):
        return "login_declined", 403
    if isinstance(error, NotAFriend):
        return "not_a_friend", 403
    if isinstance(error, LineError) and error.status == 400 and wanted:
        return "login_over", 403  # the code was used up
    if isinstance(error, InvalidToken | NoGood):
        return ("login_over" if wanted else "not_recognised"), 403
    return "later", 503


def _alone_with(fragment: str, wanted: str = "") -> dict[str, Any]:
    again = f"{reverse('liff_login')}?{urlencode({'next': wanted})}"
    return {"title": SIGN_IN, "fragment": f"line_liff/{fragment}.html", "again": again, "settings": settings}


def _address_to_add() -> str:
    try:
        return f"https://line.me/R/ti/p/{line().bot_info()['basicId']}"
    except (LineError, KeyError):
        return ""
