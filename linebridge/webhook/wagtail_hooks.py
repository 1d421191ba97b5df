from django.utils.translation import gettext_lazy as _
from wagtail import hooks

from cms.operations.health import Check

from .sweep import trouble


@hooks.register("register_health_check")
def webhook():
    return Check("webhook", _("Events from LINE"), trouble)
