"""Acts on a delivery, each with a page that names the number and the act before anything happens."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from wagtail.models import Page

from cms.users.departments import ANY, may_work_on
from cms.users.scope import in_scope
from cms.workflow.when import time_format
from linebridge.bubbles.draw import draw
from linebridge.friends.models import Tester
from linebridge.messages.build import marked
from linebridge.segments.rule import RuleError, in_words

from . import cancel as cancelling
from . import halt as halting
from . import release as releasing
from . import test_send as testing
from .compose import compose
from .halt import TooLate
from .models import Delivery, Instruction
from .report import result
from .viewsets import url_of


def halt(request: HttpRequest, pk: int) -> HttpResponse:
    delivery = _delivery(request, pk, halting.HALT)
    figures = result(delivery)
    words = {
        "heading": _("Halt the delivery. %(n)s people have not got it yet.") % {"n": f"{figures.waiting:,}"},
        "note": _("%(n)s people already got it; LINE cannot take that back.") % {"n": f"{figures.accepted:,}"},
        "button": _("Halt the delivery"),
        "done": _("The delivery is halted. Another person can release it."),
    }
    return _confirm(request, delivery, words, lambda: halting.halt(delivery, request.user))


def cancel(request: HttpRequest, pk: int) -> HttpResponse:
    delivery = _delivery(request, pk, halting.HALT)
    words = {
        "heading": _("Cancel the delivery of “%(title)s”.") % {"title": delivery.title},
        "note": _("Nobody gets it in LINE. The page itself stays as it is. This cannot be undone."),
        "button": _("Cancel the delivery"),
        "done": _("The delivery is cancelled."),
    }
    return _confirm(request, delivery, words, lambda: cancelling.cancel(delivery, request.user))


def release(request: HttpRequest, pk: int) -> HttpResponse:
    delivery = _delivery(request, pk, releasing.RELEASE)
    try:
        rule, people = releasing.rule_to_release(delivery), releasing.people_to_release(delivery)
    except RuleError as error:
        messages.error(request, " ".join(error.messages))
        return redirect(url_of(delivery))
    words = {
        "heading": _("Deliver to %(n)s people.") % {"n": f"{people:,}"},
        "note": _("Once LINE has accepted it, it cannot be taken back."),
        "button": _("Release the delivery"),
        "done": _("The delivery is released."),
        "audience": in_words(rule),
        "reason": delivery.get_reason_display(),
        "detail": delivery.detail,
        "previews": [draw(text.messages) for text in delivery.texts.all()],
        "looked_at": people,
    }
    seen = _number(request.POST.get("looked_at"), people)
    return _confirm(request, delivery, words, lambda: releasing.release(delivery, request.user, seen))


@require_safe
def progress(request: HttpRequest, pk: int) -> HttpResponse:
    """The figures of a running delivery, asked for by the page every few seconds."""
    delivery = _delivery(request, pk, "line_delivery.view_delivery")
    return render(request, "line_delivery/figures.html", {"result": result(delivery), "delivery": delivery})


def test(request: HttpRequest, page_id: int, key: str) -> HttpResponse:
    """Send what the newest draft holds to testers' phones."""
    page = get_object_or_404(Page, pk=page_id).specific
    if not request.user.has_perm(testing.TEST) or not may_work_on(request.user, page):
        raise PermissionDenied
    page = page.get_latest_revision_as_object()
    row = _instruction(page, key)
    testers = _testers(request.user)
    if request.method == "POST":
        chosen = testers.filter(pk__in=[int(pk) for pk in request.POST.getlist("tester") if pk.isdigit()])
        return _send_test(request, page, row, chosen)
    preview = draw(marked(compose(page, row).messages, testing.MARK))
    return render(request, "line_delivery/test.html", {"page": page, "testers": testers, "preview": preview})


def _testers(user: Any) -> QuerySet[Tester]:
    """Whose phones a test may go to: those of the person's own department."""
    testers = Tester.objects.filter(friend__following=True).select_related("user")
    return testers if user.has_perm(ANY) else testers.filter(user__department=user.department_id)


def _send_test(request: HttpRequest, page: Any, row: Instruction, testers: Any) -> HttpResponse:
    if not testers:
        messages.error(request, _("Choose at least one tester."))
        return redirect(request.path)
    try:
        delivery = testing.test_send(page, row, request.user, testers)
    except TooLate as error:
        messages.error(request, str(error))
        return redirect(request.path)
    messages.success(request, _("The test is on its way to %(n)s testers.") % {"n": delivery.head_count})
    return redirect("wagtailadmin_pages:edit", page.pk)


def _instruction(page: Any, key: str) -> Instruction:
    rows = [row for row in page.line_instructions.all() if str(row.key) == str(key)]
    if not rows:
        raise PermissionDenied(_("Save the draft first; then its delivery can be tested."))
    return rows[0]


def _delivery(request: HttpRequest, pk: int, permission: str) -> Delivery:
    if not request.user.has_perm(permission):
        raise PermissionDenied
    return get_object_or_404(in_scope(request.user, Delivery), pk=pk)


def _confirm(request: HttpRequest, delivery: Delivery, words: dict[str, Any], act: Any) -> HttpResponse:
    if request.method != "POST":
        shown = {"delivery": delivery, "back": url_of(delivery), "time_format": time_format(), **words}
        return render(request, "line_delivery/confirm.html", shown)
    try:
        act()
    except (TooLate, PermissionDenied) as error:
        messages.error(request, str(error))
    else:
        messages.success(request, words["done"])
    return redirect(url_of(delivery))


def _number(text: str | None, otherwise: int) -> int:
    return int(text) if text and text.isdigit() else otherwise
