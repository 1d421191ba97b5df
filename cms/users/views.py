"""Beside allauth's views: is the session still good, signing out everywhere, and the demo accounts of a clone."""

from typing import Any

from allauth.account.internal.flows.login import perform_login, record_authentication
from allauth.account.models import Login
from allauth.account.utils import get_next_redirect_url
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import get_user_model, logout
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from . import end_session, reset
from .demo import demo_accounts
from .middleware import what_is_missing


def closed(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
    """A way in that we do not offer."""
    raise Http404


@never_cache
@require_GET
def session(request: HttpRequest) -> JsonResponse:
    """For the script in the admin: whose session, seconds left, and a CSRF token that a waiting form can use.

    `?touch` tells that the person typed, so the session goes on.
    """
    if not request.user.is_authenticated or what_is_missing(request):
        return JsonResponse({"user": None, "left": 0})
    if "touch" in request.GET:
        end_session.touch(request.session)
    left = end_session.seconds_left(request.session)
    return JsonResponse({"user": request.user.pk, "left": left, "csrf": get_token(request)})


@login_required
def signed_in_again(request: HttpRequest) -> HttpResponse:
    """Where the second tab ends: go back to the first one."""
    return render(request, "users/signed_in_again.html")


@login_required
@require_POST
def sign_out_everywhere(request: Any) -> HttpResponse:
    reset.sign_out_everywhere(request.user, by=request.user)
    logout(request)
    messages.success(request, _("You are signed out on every device."))
    return redirect("account_login")


@require_POST
def sign_in_as_demo(request: HttpRequest) -> HttpResponse:
    """One press on a demo account. There is no such route outside development."""
    if not settings.DEVELOPMENT or request.POST.get("username") not in [one.username for one in demo_accounts()]:
        raise PermissionDenied
    user = get_object_or_404(get_user_model(), username=request.POST["username"])
    record_authentication(request, user, method="demo")
    return perform_login(request, Login(user=user, redirect_url=get_next_redirect_url(request)))
