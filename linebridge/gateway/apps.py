from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class GatewayConfig(AppConfig):
    name = "linebridge.gateway"
    label = "line_gateway"
    verbose_name = _("LINE connection")

    def ready(self) -> None:
        from cms.clock.tick import daily, jumped

        from . import receivers

        daily.connect(receivers.look_at_the_secret)
        jumped.connect(receivers.clock_jumped)
