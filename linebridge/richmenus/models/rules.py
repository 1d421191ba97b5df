"""The city's own figures for rich menus: one row. Beyond them a menu is warned of; beyond LINE's it is refused."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from .tab import MOST_TABS

LINES_MOST = 20  # areas of one menu


class CityRules(models.Model):
    """The one row (id 1)."""

    areas = models.PositiveSmallIntegerField(
        _("areas of one menu, without its tabs"),
        default=12,
        validators=[MinValueValidator(1), MaxValueValidator(LINES_MOST)],
    )
    tabs = models.PositiveSmallIntegerField(
        _("tabs of a set"), default=3, validators=[MinValueValidator(1), MaxValueValidator(MOST_TABS)]
    )
    total = models.PositiveSmallIntegerField(
        _("areas of all tabs together, counting what switches tabs"),
        default=20,
        validators=[MinValueValidator(1), MaxValueValidator(LINES_MOST * MOST_TABS)],
    )

    class Meta:
        verbose_name = _("the city's figures for rich menus")
        verbose_name_plural = _("the city's figures for rich menus")
        default_permissions = ("change",)

    def __str__(self) -> str:
        words = gettext("%(areas)s areas, %(tabs)s tabs, %(total)s areas in all")
        return words % {"areas": self.areas, "tabs": self.tabs, "total": self.total}

    @classmethod
    def now(cls) -> "CityRules":
        """What holds now."""
        return cls.objects.filter(pk=1).first() or cls(pk=1)
