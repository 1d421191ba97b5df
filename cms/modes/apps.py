from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ModesConfig(AppConfig):
    name = "cms.modes"
    label = "modes"
    verbose_name = _("Operating modes")

    def ready(self) -> None:
        from cms.clock.tick import minute

        from . import receivers

        minute.connect(receivers.every_minute)
