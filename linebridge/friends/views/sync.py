from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from wagtail.admin.auth import permission_required

from cms.workflow.when import time_format

from .. import sync as syncing
from ..models import Friend, FriendSync

SYNC = "line_friends.sync_friend"
SHOWN = 10


@permission_required(SYNC)
def show(request: HttpRequest) -> HttpResponse:
    """What the last runs did; a press begins one, or goes on with the one in hand."""
    if request.method == "POST":
        syncing.nudge(syncing.begin(request.user).pk)
        messages.success(request, _("LINE's list is being read. You may leave this page."))
        return redirect("line_friends_sync")
    runs = FriendSync.objects.select_related("started_by")[: SHOWN + 1]
    context = {
        "page_title": _("Take over friends from LINE"),
        "header_icon": "download",
        "run": runs[0] if runs else None,
        "earlier": runs[1:],
        "following": Friend.objects.filter(following=True).count(),
        "time_format": time_format(),
    }
    return render(request, "line_friends/sync.html", context)


@permission_required(SYNC)
@require_safe
def progress(request: HttpRequest) -> HttpResponse:
    """The figures of the newest run, asked for by the page every few seconds."""
    context = {"run": FriendSync.objects.select_related("started_by").first(), "time_format": time_format()}
    return render(request, "line_friends/sync_figures.html", context)
