from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class EmulatorConfig(AppConfig):
    name = "linebridge.emulator"
    label = "line_emulator"
    verbose_name = _("LINE for practice")
