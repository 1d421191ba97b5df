"""For how long the settings of somebody who has blocked the account are kept: one row, one number."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _


class Keeping(models.Model):
    """The one row (id 1). For ever is not offered: who does not come back within five years is forgotten."""

    days = models.PositiveSmallIntegerField(
        _("days"), default=365, validators=[MinValueValidator(1), MaxValueValidator(1825)]
    )

    class Meta:
        verbose_name = _("period after a block")
        verbose_name_plural = _("periods after a block")
        default_permissions = ("change",)

    def __str__(self) -> str:
        return _now("%(days)s days") % {"days": self.days}

    @classmethod
    def now(cls) -> "Keeping":
        """What holds now."""
        return cls.objects.filter(pk=1).first() or cls(pk=1)
