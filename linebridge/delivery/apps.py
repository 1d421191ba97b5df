from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DeliveryConfig(AppConfig):
    name = "linebridge.delivery"
    label = "line_delivery"
    verbose_name = _("Delivery")

    def ready(self) -> None:
        from linebridge.friends.erase import register_eraser

        from . import received, receivers  # noqa: F401  they register and connect themselves
        from .erase import erase

        register_eraser("deliveries", erase)
