"""The city's wards and town blocks: one list for every question about a place."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from linebridge.friends.models import WordingField

from ..plain import plain


class District(models.Model):
    """A ward, or with `above` a town block in it. Its id is part of answers, so it is retired, never deleted."""

    name = WordingField(_("name"), characters=60)
    kana = models.CharField(_("reading in kana"), max_length=120, blank=True)
    above = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="below",
        verbose_name=_("ward"),
        limit_choices_to={"above": None},
    )
    code = models.CharField(_("code"), max_length=30, unique=True, help_text=_("Files name the district by it."))
    order = models.PositiveIntegerField(_("order"), default=0)
    retired = models.BooleanField(_("no longer offered"), default=False)
    search = models.TextField(editable=False, blank=True)  # every name and the reading, as `plain` compares them

    class Meta:
        verbose_name = _("district")
        verbose_name_plural = _("districts")
        ordering = ["order", "pk"]

    def __str__(self):
        return f"{self.above.name} {self.name}" if self.above else str(self.name)

    def save(self, *args, **kwargs):
        self.search = self.searched()
        super().save(*args, **kwargs)

    def searched(self):
        return " ".join(plain(text) for text in (*self.name.values(), self.kana) if text)
