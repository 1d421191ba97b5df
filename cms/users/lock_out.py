"""Wrong passwords and wrong codes are counted together, in the database; this is where the count is asked and shown."""

from typing import Any

from axes.handlers.proxy import AxesProxyHandler
from axes.helpers import get_cool_off
from axes.models import AccessAttempt
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from cms.audit.write import client_ip


def username_of(request: HttpRequest, credentials: Any = None) -> str:
    """Whose sign-in is counted: as allauth hands it over, or as the form sends it; one count for every spelling."""
    given = (credentials or {}).get("username") or request.POST.get("login") or ""
    return str(given).strip().lower()


def lock_out(request: HttpRequest, response: Any = None, credentials: Any = None) -> HttpResponse:
    """429 with the time of day from which signing in works again."""
    attempts = AccessAttempt.objects.filter(username=username_of(request, credentials), ip_address=client_ip(request))
    newest = attempts.order_by("-attempt_time").values_list("attempt_time", flat=True).first() or timezone.now()
    return render(request, "users/lock_out.html", {"until": timezone.localtime(newest + get_cool_off())}, status=429)


def is_locked_out(request: Any, user: Any) -> bool:
    """Whether this account may not be tried from this address now; then the answer becomes the page above."""
    credentials = {"username": user.get_username()}
    if AxesProxyHandler.is_allowed(request, credentials):
        return False
    request.axes_locked_out, request.axes_credentials = True, credentials
    return True


def count_wrong_code(request: Any, user: Any) -> None:
    """A wrong code counts like a wrong password."""
    AxesProxyHandler.user_login_failed(None, {"username": user.get_username()}, request)


def forget_wrong_codes(request: Any, user: Any) -> None:
    """After a right one, as after a sign-in."""
    AxesProxyHandler.reset_attempts(
        username=username_of(request, {"username": user.get_username()}), ip_address=client_ip(request)
    )
