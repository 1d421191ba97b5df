from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SegmentsConfig(AppConfig):
    name = "linebridge.segments"
    label = "line_segments"
    verbose_name = _("Segments")

    def ready(self):
        from . import answer_leaves, friend_leaves, receivers  # noqa: F401  they register and connect themselves
