from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class LiffConfig(AppConfig):
    name = "linebridge.liff"
    label = "line_liff"
    verbose_name = _("LIFF")

    def ready(self):
        from . import receivers  # noqa: F401  connects itself to the clock
