from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class RichMenusConfig(AppConfig):
    name = "linebridge.richmenus"
    label = "line_richmenus"
    verbose_name = _("Rich menus")

    def ready(self) -> None:
        from . import receivers  # noqa: F401  connects itself
