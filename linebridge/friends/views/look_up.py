from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from wagtail import hooks
from wagtail.admin.auth import permission_required

from cms.audit.write import record
from cms.workflow.when import time_format

from ..erase import ask_erasure
from ..forms import EraseForm, LookUpForm
from ..models import Friend
from ..models.language import languages

LOOK_UP, ERASE = "line_friends.look_up_friend", "line_friends.erase_friend"


@permission_required(LOOK_UP)
def look_up(request: HttpRequest) -> HttpResponse:
    """Ask for a number, and show the friend who has it. Every look is recorded, also one that found nobody."""
    form = LookUpForm(request.GET if "number" in request.GET else None)
    friend = _friend(form) if form.is_valid() else None
    if form.is_bound:
        record("friends.look_up", request=request, obj=friend, result="success" if friend else "failed")
    context = {
        "page_title": _("Look up a friend"),
        "header_icon": "search",
        "form": form,
        "friend": friend,
        "nobody": form.is_bound and form.is_valid() and friend is None,
        "languages": dict(languages()),
        "time_format": time_format(),
        "panels": _panels(friend, request) if friend else [],
    }
    return render(request, "line_friends/look_up.html", context)


@permission_required(ERASE)
def erase(request: HttpRequest) -> HttpResponse:
    """Ask for the number again and a reason, then erase this one person."""
    friend = _friend(asked) if (asked := LookUpForm(request.GET)).is_valid() else None
    if friend is None:
        return redirect("line_friends_look_up")
    form = EraseForm(request.POST or None, friend=friend)
    if request.method == "POST" and form.is_valid():
        erasure = ask_erasure(friend, by=request.user, reason=form.cleaned_data["reason"])
        text = _("Erased. The number of the erasure is %(number)s. Tell it to the resident as a receipt.")
        messages.success(request, text % {"number": erasure.pk})
        return redirect("line_friends_look_up")
    context = {
        "page_title": _("Erase a friend"),
        "header_icon": "bin",
        "form": form,
        "friend": friend,
        "back": address(friend),
    }
    return render(request, "line_friends/erase.html", context)


def address(friend: Friend) -> str:
    """Where staff see this friend."""
    return f"{reverse('line_friends_look_up')}?{urlencode({'number': friend.number})}"


def _friend(form: LookUpForm) -> Friend | None:
    return Friend.objects.filter(pk=form.cleaned_data["number"]).first()


def _panels(friend: Friend, request: HttpRequest) -> list[Any]:
    found = [hook(friend, request) for hook in hooks.get_hooks("register_friend_panel")]
    return [panel for panel in found if panel is not None]
