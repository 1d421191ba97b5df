"""In which special state the house is: maintenance, disaster, drill. One row for each time a mode was on.

The row without `ended_at` is the present; the others are the history. Ending sets columns and never deletes.
"""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Kind(models.TextChoices):
    MAINTENANCE = "maintenance", _("Maintenance")
    DISASTER = "disaster", _("Disaster")
    DRILL = "drill", _("Drill")


class Mode(models.Model):
    """One time a mode was on: who, why, since when; for maintenance also what residents and staff are told."""

    kind = models.CharField(_("mode"), max_length=20, choices=Kind)
    why = models.CharField(_("reason"), max_length=200)
    text = models.TextField(_("text of the banner"), blank=True, max_length=500)
    announced_from = models.DateTimeField(_("from"), null=True, blank=True)
    announced_until = models.DateTimeField(_("until"), null=True, blank=True)
    since = models.DateTimeField(_("on since"), default=timezone.now, editable=False)
    started_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, editable=False, related_name="+", verbose_name=_("set by")
    )
    ended_at = models.DateTimeField(_("ended at"), null=True, editable=False)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        editable=False,
        related_name="+",
        verbose_name=_("ended by"),
    )
    ended_why = models.CharField(_("reason for ending"), max_length=200, blank=True, editable=False)

    class Meta:
        verbose_name = _("operating mode")
        verbose_name_plural = _("operating modes")
        ordering = ["-since"]
        constraints = [
            models.UniqueConstraint(
                fields=["kind"], condition=models.Q(ended_at=None), name="modes_one_open_row_of_a_kind"
            )
        ]

    def __str__(self) -> str:
        return self.get_kind_display()

    def clean(self) -> None:
        if self.announced_from and self.announced_until and self.announced_until <= self.announced_from:
            raise ValidationError({"announced_until": _("The end must be later than the beginning.")})
