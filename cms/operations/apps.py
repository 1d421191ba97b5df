from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class OperationsConfig(AppConfig):
    name = "cms.operations"
    label = "operations"
    verbose_name = _("Operation")

    def ready(self) -> None:
        from cms.clock.tick import jumped, minute

        from . import receivers

        minute.connect(receivers.every_minute)
        jumped.connect(receivers.clock_jumped)
