from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class FriendsConfig(AppConfig):
    name = "linebridge.friends"
    label = "line_friends"
    verbose_name = _("Friends")
