"""A counted link: a short address that leads to one stored target, and how often it was opened on each day."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Link(models.Model):
    """`/r/<token>` leads to `target`, and nowhere else. `source_key` says what sent it out."""

    token = models.CharField(_("token"), max_length=32, unique=True)
    target = models.TextField(_("address it leads to"), max_length=2000)
    source_kind = models.CharField(_("sent out by"), max_length=30)
    source_key = models.CharField(_("key of the sender"), max_length=100, db_index=True)
    gone = models.BooleanField(_("link has ended"), default=False)
    created_at = models.DateTimeField(_("link made at"), auto_now_add=True)

    class Meta:
        verbose_name = _("counted link")
        verbose_name_plural = _("counted links")

    def __str__(self) -> str:
        return self.token


class Click(models.Model):
    """How often a link was opened on one day. No row of a person, no address, no time of day."""

    link = models.ForeignKey(Link, models.CASCADE, related_name="clicks", verbose_name=_("counted link"))
    day = models.DateField(_("day"))
    count = models.PositiveIntegerField(_("openings"), default=0)

    class Meta:
        verbose_name = _("openings of a day")
        verbose_name_plural = _("openings of a day")
        constraints = [models.UniqueConstraint(fields=["link", "day"], name="line_links_one_row_a_day")]

    def __str__(self) -> str:
        return f"{self.link_id} {self.day}"
