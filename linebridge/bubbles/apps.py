from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class BubblesConfig(AppConfig):
    name = "linebridge.bubbles"
    label = "line_bubbles"
    verbose_name = _("LINE bubbles")
