from django.urls import path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from .health import Check, ask, database_answers
from .signs import clock_trouble, queue_trouble
from .views import Health


@hooks.register("register_health_check")
def database():
    return Check("database", _("Database"), database_answers, critical=True)


@hooks.register("register_health_check")
def clock():
    return Check("clock", _("Clock"), clock_trouble)


@hooks.register("register_health_check")
def queue():
    return Check("queue", _("Background work"), queue_trouble)


@hooks.register("register_dashboard_warning")
def what_is_wrong(request):
    """One sentence for each part that is in trouble, for whoever may see the state of operation."""
    if not request.user.has_perm("operations.view_health"):
        return []
    return [f"{answer.check.label}: {answer.trouble}" for answer in ask() if not answer.ok]


@hooks.register("register_admin_urls")
def admin_urls():
    return [path("health/", Health.as_view(), name="operations_health")]


class HealthItem(MenuItem):
    def is_shown(self, request):
        return request.user.has_perm("operations.view_health")


@hooks.register("register_reports_menu_item")
def menu_item():
    return HealthItem(_("State of operation"), reverse("operations_health"), icon_name="circle-check", order=900)
