from typing import Any

from django.templatetags.static import static
from django.urls import include, path
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.snippets.models import register_snippet

from cms.operations.health import Check

from . import urls
from .approval import LinePanel
from .forms import line_tab
from .today import DeliveriesToday, nobody_sends, stuck
from .viewsets import DeliveryViewSet

register_snippet(DeliveryViewSet)


@hooks.register("register_announcement_tab")
def announcement_tab(cls: type) -> Any:
    return line_tab("lead", "include_image")


@hooks.register("register_announcement_copy_exclusions")
def copies_have_no_instructions() -> list[str]:
    return ["line_instructions"]


@hooks.register("register_approval_panel")
def approval_panel(obj: Any) -> LinePanel | None:
    return LinePanel(obj) if hasattr(obj, "line_instructions") else None


@hooks.register("register_admin_urls")
def admin_urls() -> list:
    return [path("line-deliveries/", include(urls))]


@hooks.register("insert_global_admin_css")
def styles() -> SafeString:
    files = [static("line_bubbles/bubbles.css"), static("line_delivery/delivery.css")]
    return SafeString("".join(format_html('<link rel="stylesheet" href="{}">', file) for file in files))


@hooks.register("insert_global_admin_js")
def bubbles_script() -> SafeString:
    return format_html('<script src="{}" defer></script>', static("line_bubbles/bubbles.js"))


@hooks.register("insert_editor_js")
def instruction_script() -> SafeString:
    return format_html('<script src="{}" defer></script>', static("line_delivery/instruction.js"))


@hooks.register("register_dashboard_panel")
def deliveries_today(request: Any) -> DeliveriesToday | None:
    return DeliveriesToday(request.user) if request.user.has_perm("line_delivery.view_delivery") else None


@hooks.register("register_dashboard_warning")
def stuck_deliveries(request: Any) -> list[str]:
    return stuck(request.user) if request.user.has_perm("line_delivery.view_delivery") else []


@hooks.register("register_health_check")
def deliveries_are_sent() -> Check:
    return Check("deliveries", _("Deliveries to LINE"), nobody_sends)


@hooks.register("register_audit_actions")
def action_names() -> dict[str, Any]:
    return {
        "delivery.plan": _("Delivery planned"),
        "delivery.change": _("Planned delivery changed"),
        "delivery.cancel": _("Delivery cancelled"),
        "delivery.hold": _("Delivery held"),
        "delivery.start": _("Delivery started"),
        "delivery.halt": _("Delivery halted"),
        "delivery.release": _("Delivery released"),
        "delivery.release_asked": _("Release of sending asked for"),
        "delivery.finish": _("Delivery finished"),
        "delivery.test": _("Test delivery"),
    }
