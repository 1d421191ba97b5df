"""That somebody was erased: when, why, at whose word, and which rooms have done their part. Not who it was.

The plain id is kept only until every room has finished. The hash goes on, so that a sync does not bring this person
back; it is made with the site's secret key, and with a new key it is as good as lost.
"""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext


def hash_of(line_user_id: str) -> str:
    """What stands for an id in erasures; the same for the same id."""
    return salted_hmac("line_friends.erasure", line_user_id, algorithm="sha256").hexdigest()


class Erasure(models.Model):
    """One person erased once. `returned_at`: they followed, wrote or opened a page again, and are a new friend."""

    class Cause(models.TextChoices):
        RESIDENT = "resident", _("At the resident's own wish, in LINE")
        STAFF = "staff", _("By staff")
        BLOCKED = "blocked", _("Blocked for longer than settings are kept")

    class Unlinking(models.TextChoices):
        """Whether LINE was asked to take back the resident's consent to our pages."""

        NOT_ASKED = "", _("Not asked")
        ASKED = "asked", _("Asked, without a certain answer")
        DONE = "done", _("Taken back")
        FAILED = "failed", _("LINE did not do it")

    hashed = models.CharField(_("keyed hash of the id"), max_length=64, db_index=True, editable=False)
    line_user_id = models.CharField(_("id in LINE"), max_length=33, blank=True, editable=False)
    cause = models.CharField(_("cause"), max_length=10, choices=Cause)
    reason = models.CharField(_("reason"), max_length=200, blank=True)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("erased by")
    )
    asked_at = models.DateTimeField(_("erased at"), default=timezone.now, db_index=True)
    done = models.JSONField(_("rooms that have finished"), default=list)
    touched_at = models.DateTimeField(default=timezone.now, editable=False)
    finished_at = models.DateTimeField(_("finished at"), null=True)
    unlinking = models.CharField(_("consent taken back"), max_length=10, choices=Unlinking, blank=True, default="")
    returned_at = models.DateTimeField(_("returned at"), null=True)

    class Meta:
        verbose_name = _("erasure")
        verbose_name_plural = _("erasures")
        ordering = ["-asked_at", "-pk"]
        default_permissions = ("view",)
        indexes = [
            models.Index(fields=["asked_at"], condition=models.Q(finished_at=None), name="line_erasure_unfinished")
        ]

    def __str__(self) -> str:
        return _now("Erasure %(number)s") % {"number": self.pk}

    @property
    def advice(self) -> str:
        """What residents do themselves where LINE was asked to take back their consent and did not; else empty."""
        if self.unlinking not in (self.Unlinking.ASKED, self.Unlinking.FAILED):
            return ""
        return _now(
            "LINE itself still keeps the link to this account. You can end it in LINE: "
            "Settings → Account → Authorized apps."
        )

    @property
    def state(self) -> str:
        return pgettext("erasure", "Finished") if self.finished_at else _now("Some parts wait for their turn")
