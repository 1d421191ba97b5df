from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class FriendsConfig(AppConfig):
    name = "linebridge.friends"
    label = "line_friends"
    verbose_name = _("Friends")

    def ready(self) -> None:
        from . import receivers  # noqa: F401  connects them
        from .erase import register_eraser
        from .erase_events import erase_events

        register_eraser("webhook", erase_events)
