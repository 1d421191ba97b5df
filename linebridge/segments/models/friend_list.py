"""A named list of friends, brought in by their friend numbers: such as those who came to a course."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from linebridge.friends.models import Friend


class FriendList(models.Model):
    """`digest` changes with the people in it, so that an approval for other people asks again."""

    name = models.CharField(_("name"), max_length=100)
    department = models.ForeignKey(
        "users.Department", on_delete=models.PROTECT, related_name="+", verbose_name=_("department")
    )
    purpose = models.CharField(_("what it is for"), max_length=300)
    digest = models.CharField(max_length=64, editable=False, blank=True)
    updated_at = models.DateTimeField(_("last updated"), auto_now=True)

    class Meta:
        verbose_name = _("named list")
        verbose_name_plural = _("named lists")
        ordering = ["name", "pk"]
        constraints = [models.UniqueConstraint(fields=["department", "name"], name="list_name_once_a_department")]

    def __str__(self):
        return self.name


class FriendListEntry(models.Model):
    """One friend of a list. An erased friend leaves every list."""

    list = models.ForeignKey(FriendList, on_delete=models.CASCADE, related_name="entries")
    friend = models.ForeignKey(Friend, on_delete=models.CASCADE, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["list", "friend"], name="friend_once_a_list")]

    def __str__(self):
        return f"{self.list_id} {self.friend_id}"
