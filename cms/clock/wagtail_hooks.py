from django.utils.translation import gettext_lazy as _
from wagtail import hooks


@hooks.register("register_audit_actions")
def action_names():
    return {
        "clock.jump": _("Clock of the server jumped"),
    }
