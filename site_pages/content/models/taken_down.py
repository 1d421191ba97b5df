"""What the public could read once and cannot any more, so that its address can say so instead of 'not found'."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class TakenDown(models.Model):
    """The trace of one public page. It disappears when the page, or another one at its address, is published."""

    class Kind(models.TextChoices):
        WITHDRAWN = "withdrawn", _("Publication was ended")
        EXPIRED = "expired", _("The publication period is over")
        DELETED = "deleted", pgettext_lazy("page", "Deleted")

    path = models.CharField(
        _("address of the page"), max_length=700, unique=True
    )  # "/oshirase/x/", as the public asked for it
    page_id = models.PositiveBigIntegerField(db_index=True)  # no foreign key: it outlives the page
    title = models.CharField(_("title"), max_length=255)
    kind = models.CharField(_("why"), max_length=10, choices=Kind.choices, default=Kind.WITHDRAWN)
    reason = models.CharField(
        _("explanation for residents"),
        max_length=300,
        blank=True,
        help_text=_("Shown at the old address of the page. For example: the event was cancelled."),
    )
    department = models.ForeignKey(
        "users.Department",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("where to ask"),
    )
    taken_down_at = models.DateTimeField(_("taken down at"))

    class Meta:
        verbose_name = _("page taken down")
        verbose_name_plural = _("pages taken down")
        ordering = ["-taken_down_at", "-id"]

    def __str__(self):
        return self.title
