from django.urls import include, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks

from cms.operations.health import Check
from cms.users.menu_item import GuardedItem

from . import gate, reach, urls


@hooks.register("register_admin_urls")
def admin_urls():
    return [path("line/", include(urls))]


@hooks.register("register_settings_menu_item")
def connection_item():
    manage = "line_gateway.manage_connection"
    return GuardedItem(
        _("LINE connection"), reverse("line_gateway"), icon_name="mobile-alt", order=100, permission=manage
    )


@hooks.register("register_settings_menu_item")
def halt_item():
    url = reverse("line_gateway_halt")
    return GuardedItem(_("Halt all sending"), url, icon_name="warning", order=950, permission=gate.HALT)


@hooks.register("register_settings_menu_item")
def release_item():
    url = reverse("line_gateway_release")
    return GuardedItem(_("Open the send gate"), url, icon_name="lock-open", order=951, permission=gate.RELEASE)


@hooks.register("register_health_check")
def line_answers():
    return Check("line", _("Connection to LINE"), reach.trouble)


@hooks.register("register_health_check")
def gate_is_open():
    return Check(
        "gate", _("Send gate"), lambda: "" if gate.is_open() else _("Sending is halted. Two people open it again.")
    )


@hooks.register("register_audit_actions")
def action_names():
    return {
        "line.confirm": _("Setting in LINE's screens confirmed"),
        "line.secret": _("New channel secret in use"),
        "line.webhook_set": _("Webhook address set"),
    }
