from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules
from django.utils.translation import gettext_lazy as _


class WebhookConfig(AppConfig):
    name = "linebridge.webhook"
    label = "line_webhook"
    verbose_name = _("Webhook")

    def ready(self) -> None:
        from cms.clock.tick import daily, minute

        from . import line_events, receivers  # noqa: F401  what was taken back is empty before another room looks

        minute.connect(receivers.every_minute)
        daily.connect(receivers.every_day)
        autodiscover_modules("line_events")
