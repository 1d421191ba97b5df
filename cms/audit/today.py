"""What the audit log tells of today, for the home of whoever may read it: counts, each leading to its entries."""

from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from wagtail.admin.ui.components import Component

from .models import AuditEntry, Result


class AuditToday(Component):
    """Acts, refusals and failures since midnight, and the ways into the log."""

    template_name = "audit/today.html"
    order = 60

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        start = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
        entries = AuditEntry.objects.filter(time__gte=start)
        day = {"time_from": start.date().isoformat(), "time_to": start.date().isoformat()}
        kinds: list[tuple[str, dict[str, str], Any]] = [
            (_("Everything that was done today"), {}, entries),
            (_("Sign-ins that failed"), {"action": "staff.sign_in", "result": Result.FAILED},
             entries.filter(action="staff.sign_in", result=Result.FAILED)),
            (_("What was refused"), {"result": Result.REFUSED}, entries.filter(result=Result.REFUSED)),
            (_("Lists that were taken out"), {"action": "list.export"}, entries.filter(action="list.export")),
        ]  # fmt: skip
        rows = [(label, _address(day | asked), found.count()) for label, asked, found in kinds]
        return {"rows": rows, "log": reverse("audit_log"), "verify": reverse("audit_verify")}


def _address(asked: dict[str, str]) -> str:
    return f"{reverse('audit_log')}?{urlencode(asked)}"
