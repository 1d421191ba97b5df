from django.urls import path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from .today import AuditToday
from .viewsets import AuditReportView, VerifyView


class AuditMenuItem(MenuItem):
    def is_shown(self, request):
        return request.user.has_perm("audit.view_auditentry")


@hooks.register("register_reports_menu_item")
def audit_menu_item():
    return AuditMenuItem(_("Audit log"), reverse("audit_log"), name="audit-log", icon_name="history", order=10)


@hooks.register("register_admin_urls")
def audit_urls():
    return [
        path("reports/audit-log/", AuditReportView.as_view(), name="audit_log"),
        path("reports/audit-log/verify/", VerifyView.as_view(), name="audit_verify"),
        path("reports/audit-log/results/", AuditReportView.as_view(results_only=True), name="audit_log_results"),
    ]


@hooks.register("register_dashboard_panel")
def what_the_log_tells(request):
    return AuditToday() if request.user.has_perm("audit.view_auditentry") else None
