import django_filters
from django.contrib.auth import get_user_model
from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView
from wagtail.admin.filters import DateRangePickerWidget, WagtailFilterSet
from wagtail.admin.ui.tables import Column
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin
from wagtail.admin.views.reports import ReportView
from wagtail.admin.widgets.button import Button
from wagtail.permission_policies import ModelPermissionPolicy

from . import seal
from .actions import label_of, labels
from .models import AuditEntry, Result, Seal
from .write import record


class AuditFilterSet(WagtailFilterSet):
    """Period, person, action, result, and a word to look for."""

    q = django_filters.CharFilter(label=_("Search"), method="look_for")
    time = django_filters.DateFromToRangeFilter(label=_("Period"), widget=DateRangePickerWidget)
    actor = django_filters.ModelChoiceFilter(
        label=_("Staff member"), queryset=lambda request: get_user_model()._default_manager.order_by("username")
    )
    action = django_filters.ChoiceFilter(label=_("Action"), choices=labels)
    result = django_filters.ChoiceFilter(label=_("Result"), choices=Result.choices)

    class Meta:
        model = AuditEntry
        fields = ["q", "time", "actor", "action", "result"]

    def look_for(self, queryset, name, value):
        """In the object, the staff number, the address and the action."""
        wanted = Q(object_name__icontains=value) | Q(actor_number__icontains=value) | Q(action__icontains=value)
        return queryset.filter(wanted | Q(object_key=value) | Q(ip__startswith=value))


class AuditReportView(ReportView):
    """Every entry of the trail, Wagtail's own log included, newest first."""

    page_title = _("Audit log")
    header_icon = "history"
    model = AuditEntry
    permission_policy = ModelPermissionPolicy(AuditEntry)
    permission_required = "view"
    index_url_name = "audit_log"
    index_results_url_name = "audit_log_results"
    filterset_class = AuditFilterSet
    default_ordering = ["-time", "-id"]
    paginate_by = 50
    export_action = "audit.export"
    export_filename = "audit-log"
    columns = [
        Column("time", label=_("Time"), accessor=lambda e: at(e), width="17%"),
        Column("actor", label=_("Staff member"), accessor=lambda e: e.person, width="16%"),
        Column("action", label=_("Action"), accessor=lambda e: label_of(e.action), width="20%"),
        Column("object", label=_("Object"), accessor=lambda e: e.object_name),
        Column("result", label=_("Result"), accessor=lambda e: e.get_result_display(), width="8%"),
        Column("count", label=_("How many"), accessor=lambda e: many(e), width="7%", classname="line-wide"),
        Column("ip", label=_("IP address"), accessor=lambda e: e.ip or "", width="12%", classname="line-wide"),
    ]
    list_export = ["pk", "time_local", "person", "action", "action_name", "object_type", "object_key", "object_name",
                   "get_result_display", "count", "ip", "details"]  # fmt: skip
    export_headings = {
        "pk": _("Number"),
        "time_local": _("Time"),
        "person": _("Staff member"),
        "action_name": _("What was done"),
        "get_result_display": _("Result"),
        "details": _("Details"),
    }

    @property
    def header_more_buttons(self):
        check = Button(_("Check the log"), url=reverse("audit_verify"), icon_name="check", priority=10)
        return [*super().header_more_buttons, check]

    @property
    def show_export_buttons(self):
        return self.request.user.has_perm("audit.export_auditentry")

    def get_base_queryset(self):
        return AuditEntry.objects.select_related("actor")

    def get(self, request, *args, **kwargs):
        if self.is_export and not self.show_export_buttons:
            raise PermissionDenied
        return super().get(request, *args, **kwargs)


class VerifyView(PermissionCheckedMixin, WagtailAdminTemplateMixin, TemplateView):
    """Holds the newest entries against the chain; the whole log is checked by `manage.py verify_audit`.

    A template of its own: Wagtail has no screen for an act.
    """

    page_title = _("Check the audit log")
    header_icon = "check"
    template_name = "audit/verify.html"
    permission_policy = ModelPermissionPolicy(AuditEntry)
    permission_required = "view"
    NEWEST = 20_000  # about a second a thousand on a small machine is what a person waits for at most

    def get_breadcrumbs_items(self):
        here = {"url": "", "label": self.page_title}
        return [*self.breadcrumbs_items, {"url": reverse("audit_log"), "label": _("Audit log")}, here]

    def post(self, request):
        anchor = request.POST.get("anchor", "").strip()
        faults = seal.verify(anchor or None, newest=self.NEWEST)
        checked = min(Seal.objects.count(), self.NEWEST)
        record("audit.verify", request=request, count=checked, result="failed" if faults else "success")
        newest = seal.newest_hash()
        return self.render_to_response(
            self.get_context_data(faults=faults, checked=checked, newest=newest, anchor=anchor, done=True)
        )


def many(entry):
    return "" if entry.count is None else f"{entry.count:,}"


def at(entry):
    """To the second, 24 hours, as staff logs are written."""
    return timezone.localtime(entry.time).strftime("%Y-%m-%d %H:%M:%S")
