from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DrawingConfig(AppConfig):
    name = "linebridge.drawing"
    label = "line_drawing"
    verbose_name = _("Pictures of rich menus")
