"""How many belonged to a segment, day by day."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from .segment import Segment


class SegmentFigure(models.Model):
    segment = models.ForeignKey(Segment, on_delete=models.CASCADE, related_name="figures", verbose_name=_("segment"))
    day = models.DateField(_("day"))
    people = models.PositiveIntegerField(_("head-count"))

    class Meta:
        verbose_name = _("figure of a segment")
        verbose_name_plural = _("figures of segments")
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["segment", "day"], name="segment_figure_once_a_day")]

    def __str__(self):
        return f"{self.segment_id} {self.day}"
