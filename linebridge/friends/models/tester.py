"""Staff who receive test messages on their own phone, and the one-time codes with which they enrol it."""

from datetime import timedelta

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from .friend import Friend

CODE_LIFE = timedelta(minutes=10)


def in_code_life():
    return timezone.now() + CODE_LIFE


class Tester(models.Model):
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+", verbose_name=_("staff member")
    )
    friend = models.OneToOneField(Friend, on_delete=models.CASCADE, related_name="tester", verbose_name=_("friend"))
    enrolled_at = models.DateTimeField(_("enrolled at"), auto_now_add=True)

    class Meta:
        verbose_name = _("test recipient")
        verbose_name_plural = _("test recipients")
        ordering = ["user__username", "pk"]

    def __str__(self):
        return self.user.get_full_name()


class EnrolmentCode(models.Model):
    """One at a time for each member of staff; asking again replaces it, using it deletes it."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    code = models.CharField(max_length=8, unique=True)
    expires_at = models.DateTimeField(default=in_code_life)

    def __str__(self):
        return f"enrolment code of {self.user_id}"
