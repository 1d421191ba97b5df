from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class WebConfig(AppConfig):
    name = "site_pages.web"
    label = "web"
    verbose_name = _("Public site")
