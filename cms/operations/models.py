"""Signs of life of the workers: the clock asks through the queue, the worker answers in the row."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class WorkerSign(models.Model):
    """One row for each queue. `answered_at` older than `asked_at` for long means: nobody works there."""

    queue = models.CharField(_("queue"), max_length=50, primary_key=True)
    asked_at = models.DateTimeField(_("asked"))
    answered_at = models.DateTimeField(_("answered"), null=True)

    class Meta:
        verbose_name = _("sign of life of a worker")
        verbose_name_plural = _("signs of life of workers")
        permissions = [("view_health", _("Can see the state of operation"))]

    def __str__(self) -> str:
        return self.queue
