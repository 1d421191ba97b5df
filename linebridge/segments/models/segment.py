"""A named audience: a rule over what friends chose. The rule's grammar is in `rule.py`."""

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _


class Segment(models.Model):
    snippet_viewset: Any  # set by Wagtail when the screens are registered

    name = models.CharField(_("name"), max_length=100)
    department = models.ForeignKey(
        "users.Department", on_delete=models.PROTECT, related_name="+", verbose_name=_("department")
    )
    description = models.CharField(_("description"), max_length=300, blank=True)
    rule = models.JSONField(_("who belongs to it"))
    restricted = models.BooleanField(
        _("only for accounts named below"),
        default=False,
        help_text=_("Others of the department see the segment, and cannot send to it."),
    )
    updated_at = models.DateTimeField(_("last updated"), auto_now=True)

    class Meta:
        verbose_name = _("segment")
        verbose_name_plural = _("segments")
        ordering = ["name", "pk"]
        constraints = [models.UniqueConstraint(fields=["department", "name"], name="segment_name_once_a_department")]
        permissions = [
            ("choose_segment", _("Can send to this segment")),
            ("choose_everyone", _("Can send to everyone")),
            ("grant_segment", _("Can say who may send to which segment")),
        ]

    def __str__(self):
        return self.name
