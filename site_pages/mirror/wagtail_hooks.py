from django.utils.translation import gettext_lazy as _
from wagtail import hooks

from cms.operations.health import Check

from .catch_up import what_waits


@hooks.register("register_health_check")
def files_are_written():
    return Check("mirror", _("Public pages as files"), what_waits)
