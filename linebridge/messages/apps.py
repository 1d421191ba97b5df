from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MessagesConfig(AppConfig):
    name = "linebridge.messages"
    label = "line_messages"
    verbose_name = _("LINE messages")
