from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class LinksConfig(AppConfig):
    name = "linebridge.links"
    label = "line_links"
    verbose_name = _("Counted links")
