from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.translation import gettext_lazy
from wagtail import hooks

from .viewsets import MaintenanceViewSet


@hooks.register("register_admin_viewset")
def maintenance():
    return MaintenanceViewSet()


@hooks.register("insert_global_admin_css")
def banner_css():
    return format_html('<link rel="stylesheet" href="{}">', static("modes/banner.css"))


@hooks.register("register_audit_actions")
def action_names():
    return {
        "modes.on": gettext_lazy("Operating mode switched on"),
        "modes.change": gettext_lazy("Operating mode changed"),
        "modes.off": gettext_lazy("Operating mode switched off"),
    }
