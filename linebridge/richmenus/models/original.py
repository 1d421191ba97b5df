"""What designers handed over for a menu: PSD, AI, SVG, GIF, PNG or JPG, as it came, for staff to take out again.

The file is stored before the row; if it stops between the two, a file is left that nobody can reach.
"""

from uuid import uuid4

from django.conf import settings
from django.core.files.storage import Storage, storages
from django.db import models
from django.utils.translation import gettext_lazy as _


def private_storage() -> Storage:
    return storages["private"]


def _place(original: "Original", name: str) -> str:
    return f"richmenus/{original.menu_set_id}/{uuid4()}"


class Original(models.Model):
    """The name is the one the file came with; on the disk it has another."""

    menu_set = models.ForeignKey("line_richmenus.MenuSet", models.CASCADE, related_name="originals")
    file = models.FileField(_("file"), storage=private_storage, upload_to=_place)
    name = models.CharField(_("name"), max_length=200)
    kind = models.CharField(_("kind"), max_length=4)
    size = models.PositiveIntegerField(_("size"))
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("handed in by")
    )
    uploaded_at = models.DateTimeField(_("handed in at"), auto_now_add=True)

    class Meta:
        verbose_name = _("original of a rich menu")
        verbose_name_plural = _("originals of rich menus")
        default_permissions = ()
        ordering = ["name", "pk"]

    def __str__(self) -> str:
        return self.name
