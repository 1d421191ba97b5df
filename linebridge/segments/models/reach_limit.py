"""How many people a role may reach with one delivery."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from cms.users.models import Role


class ReachLimit(models.Model):
    """Who has several roles may reach what the most generous of them allows; a role without a row has no limit."""

    role = models.OneToOneField(Role, on_delete=models.CASCADE, related_name="+", verbose_name=_("role"))
    most = models.PositiveIntegerField(_("most people"))

    class Meta:
        verbose_name = _("limit of a role")
        verbose_name_plural = _("limits of roles")
        ordering = ["role__group__name"]

    def __str__(self):
        return str(self.role)
