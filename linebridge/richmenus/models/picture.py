"""Pictures that were handed in and became part of a menu: finished ones, and those in the place of an icon.

A row never changes, and none is taken away while a menu or one of its earlier versions may need it.
"""

import hashlib
from uuid import uuid4

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Picture(models.Model):
    """Kept in the database: at most 1 MB each, and they must be in every backup together with the menus."""

    key = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    data = models.BinaryField()
    content_type = models.CharField(max_length=20)
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    uploaded_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("picture of a rich menu")
        verbose_name_plural = _("pictures of rich menus")
        default_permissions = ()

    def __str__(self) -> str:
        return str(self.key)

    def save(self, *args, **kwargs):
        self.sha256 = hashlib.sha256(self.data).hexdigest()
        super().save(*args, **kwargs)
