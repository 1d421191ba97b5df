"""What goes to LINE today and what waits for people: for the home of the admin and for the health page."""

from datetime import timedelta
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from wagtail.admin.ui.components import Component

from cms.users.scope import in_scope

from .database_now import database_now
from .models import Delivery
from .sweep import waiting_deliveries

State = Delivery.State
SLOW = timedelta(minutes=5)  # longer than a nudge and two rounds of the clock take


class DeliveriesToday(Component):
    """The deliveries of the department that go out, went out or are stuck today."""

    template_name = "line_delivery/today.html"
    order = 41

    def __init__(self, user: Any):
        self.user = user

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        return {"deliveries": due_today(self.user)}


def due_today(user: Any) -> QuerySet:
    """Today's deliveries of what this person looks after, in order, without tests."""
    start = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
    rows = in_scope(user, Delivery).filter(purpose=Delivery.Purpose.NORMAL)
    return rows.filter(due_at__gte=start, due_at__lt=start + timedelta(days=1)).order_by("due_at")


def stuck(user: Any) -> list[str]:
    """A sentence for everything that waits for somebody."""
    rows = in_scope(user, Delivery).filter(state__in=(State.HELD, State.HALTED))
    named = [
        _("The delivery of “%(title)s” is stopped: %(reason)s.")
        % {"title": row.title, "reason": row.get_reason_display() or row.get_state_display()}
        for row in rows.order_by("due_at")[:5]
    ]
    review = Q(state=State.DONE_WITH_HOLDS, finished_at__gt=timezone.now() - timedelta(days=2), batches__state="review")
    number = in_scope(user, Delivery).filter(review).distinct().count()
    if number:
        sentence = ngettext(
            "%(n)s delivery has people of whom LINE's answer is not known. Look at its result.",
            "%(n)s deliveries have people of whom LINE's answer is not known. Look at their results.",
            number,
        )
        named.append(sentence % {"n": number})
    return named


def nobody_sends() -> str:
    """Empty where deliveries that are due are being sent; else what is wrong."""
    now = database_now()
    old = waiting_deliveries(now).filter(due_at__lte=now - SLOW)
    if not old.exists():
        return ""
    return _("Deliveries have been waiting for over five minutes. Check the workers and the send gate.")
