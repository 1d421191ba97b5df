"""The one row that says who is the clock, and what it has already done.

If the holder dies its lease runs out and another process takes over; if it dies inside a beat, the next beat does
the rest.
"""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Lease(models.Model):
    """Who holds the clock (`holder` until `expires_at`, by the database's own time) and the last beats."""

    name = models.CharField(_("name"), max_length=50, primary_key=True)
    holder = models.CharField(_("process"), max_length=100, blank=True)
    expires_at = models.DateTimeField(_("held until"), null=True, blank=True)
    minute_at = models.DateTimeField(_("last beat"), null=True, blank=True)
    daily_on = models.DateField(_("last daily beat"), null=True, blank=True)
    failing = models.JSONField(_("receivers that failed"), default=dict, blank=True)

    class Meta:
        verbose_name = _("clock")
        verbose_name_plural = _("clocks")

    def __str__(self) -> str:
        return self.name
