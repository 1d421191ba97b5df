from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SegmentsConfig(AppConfig):
    name = "linebridge.segments"
    label = "line_segments"
    verbose_name = _("Segments")

    def ready(self):
        from . import receivers  # noqa: F401  connects itself
