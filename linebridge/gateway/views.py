from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from wagtail.admin.auth import permission_required

from cms.audit.write import record
from cms.workflow.when import moment, time_format

from . import connection, gate, secret
from .client import line
from .confirm import confirm as confirm_setting
from .confirm import items
from .errors import LineError, LineErrorKind
from .forms import HaltForm
from .models import SendGate
from .reach import LARGEST_SKEW

MANAGE = "line_gateway.manage_connection"
HOME = "line_gateway"


@permission_required(MANAGE)
def show(request: HttpRequest) -> HttpResponse:
    """The channel as LINE describes it, and the send gate."""
    context = {
        "page_title": _("LINE connection"),
        "header_icon": "mobile-alt",
        "state": connection.state(),
        "webhook_address": connection.webhook_address(),
        "is_open": gate.is_open(),
        "secret_ending": secret.ending(),
        "secret_since": moment(secret.in_use_since()),
        "items": items(),
        "largest_skew": LARGEST_SKEW,
        "time_format": time_format(),
        **_halted(gate.row()),
    }
    return render(request, "line_gateway/connection.html", context)


@permission_required(gate.HALT)
def halt(request: HttpRequest) -> HttpResponse:
    """Ask for the reason, then stop everything."""
    form = HaltForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        gate.close(request.user, form.cleaned_data["why"])
        messages.warning(request, _("Sending is halted. Nothing goes out until two people open the gate."))
        return _home(request)
    context = {"page_title": _("Halt all sending"), "header_icon": "warning", "form": form}
    return render(request, "line_gateway/halt.html", context)


@permission_required(gate.RELEASE)
def release(request: HttpRequest) -> HttpResponse:
    """The first person asks, the second opens."""
    row = gate.row()
    asked_by_me = row.asked_by_id == request.user.pk
    if request.method == "POST" and row.asked_by_id and not asked_by_me:
        gate.open(request.user)
        if gate.is_open():
            messages.success(request, _("The gate is open. What was waiting is being sent."))
        else:
            messages.warning(request, _("The halt file is there. It is removed on the server."))
        return _home(request)
    if request.method == "POST":
        gate.ask_open(request.user)
        messages.info(request, _("You have asked for the gate to be opened. A second person has to open it."))
        return _home(request)
    context = {"page_title": _("Open the send gate"), "header_icon": "warning", "asked_by_me": asked_by_me}
    context |= _halted(row)
    return render(request, "line_gateway/release.html", context)


@permission_required(MANAGE)
@require_POST
def set_webhook(request: HttpRequest) -> HttpResponse:
    """Have LINE send its events here."""
    try:
        line().set_webhook_endpoint(connection.webhook_address())
    except LineError as error:
        messages.error(request, _("LINE did not take the address: %(reason)s.") % {"reason": error.kind.label})
    else:
        record("line.webhook_set", actor=request.user, address=connection.webhook_address())
        messages.success(request, _("LINE now sends its events to this site."))
    return _home(request)


@permission_required(MANAGE)
@require_POST
def test_webhook(request: HttpRequest) -> HttpResponse:
    """Have LINE call us once, and say what it found."""
    try:
        result = connection.test_webhook()
    except LineError as error:
        text = _("The test could not be made: %(reason)s.") % {"reason": error.kind.label}
        if error.kind is LineErrorKind.RATE:
            text = _("LINE allows 60 tests an hour. Try again after a while.")
        messages.error(request, text)
        return _home(request)
    if result.get("success"):
        messages.success(request, _("LINE reached this site: the webhook works."))
    else:
        text = _(
            "LINE could not reach this site (answer %(status)s, %(reason)s). Check the address and the certificate."
        )
        messages.error(request, text % {"status": result.get("statusCode"), "reason": result.get("reason")})
    return _home(request)


@permission_required(MANAGE)
@require_POST
def confirm(request: HttpRequest) -> HttpResponse:
    """Somebody has set this in LINE's own screens, or finds that it is not so."""
    try:
        confirm_setting(request.POST.get("item", ""), request.user, yes="yes" in request.POST)
    except KeyError as error:
        raise Http404 from error
    return redirect(f"{reverse(HOME)}#settings")


def _halted(row: SendGate) -> dict[str, Any]:
    return {"gate": row, "halted_at": moment(row.closed_at) if row.closed_at else ""}


def _home(request: HttpRequest) -> HttpResponse:
    return redirect(HOME if request.user.has_perm(MANAGE) else "wagtailadmin_home")
