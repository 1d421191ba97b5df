"""One run over LINE's list of followers. The row says how far it came; whoever takes it up goes on from there."""

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

TOKEN_LIFE = timedelta(hours=23)  # LINE's is 24; one is for clocks that differ


class FriendSync(models.Model):
    """At most one row has `running`. `step` counts what was committed: who holds an old one has been overtaken."""

    class State(models.TextChoices):
        LISTING = "listing", _("Reading the list of followers")
        PROFILES = "profiles", _("Asking for languages")
        GONE = "gone", _("Looking for who has left")
        DONE = "done", pgettext_lazy("sync of friends", "Finished")
        FAILED = "failed", _("Stopped")

    class Reason(models.TextChoices):
        """Why it stopped, or what it waits for."""

        UNVERIFIED = "unverified", _("LINE gives its list of followers only to verified accounts")
        EMPTY = "empty", _("LINE listed no followers, so nothing was changed.")
        REFUSED = "refused", _("LINE refused the request")
        WAITING = "waiting", _("LINE did not answer. It goes on by itself.")

    running = models.BooleanField(null=True, unique=True, editable=False)  # True or nothing, so that there is one
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.LISTING)
    reason = models.CharField(_("reason"), max_length=10, choices=Reason, blank=True)
    step = models.PositiveIntegerField(_("steps"), default=0)
    token = models.TextField(blank=True, editable=False)  # LINE's `next`: where the list goes on
    token_at = models.DateTimeField(null=True, editable=False)
    reached = models.BigIntegerField(default=0, editable=False)  # key of the last friend of the phase in hand
    troubles = models.PositiveSmallIntegerField(default=0, editable=False)  # since the last step that went well
    listed = models.PositiveIntegerField(_("listed"), default=0)
    new = models.PositiveIntegerField(_("new"), default=0)
    back = models.PositiveIntegerField(_("back"), default=0)
    asked = models.PositiveIntegerField(_("asked for their language"), default=0)
    unanswered = models.PositiveIntegerField(_("language not known"), default=0)
    gone = models.PositiveIntegerField(_("gone"), default=0)
    started_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("started by")
    )
    asked_for_at = models.DateTimeField(_("asked for at"), default=timezone.now)
    started_at = models.DateTimeField(_("started at"), default=timezone.now)  # of the list; moves where it starts anew
    touched_at = models.DateTimeField(default=timezone.now, editable=False)
    finished_at = models.DateTimeField(_("finished at"), null=True)

    class Meta:
        verbose_name = _("sync of friends")
        verbose_name_plural = _("syncs of friends")
        ordering = ["-pk"]
        default_permissions = ()

    def __str__(self) -> str:
        return _now("Sync %(number)s") % {"number": self.pk}

    @property
    def token_is_old(self) -> bool:
        """LINE has forgotten where this list goes on."""
        return bool(self.token) and timezone.now() - (self.token_at or self.started_at) > TOKEN_LIFE

    def advance(self, **values: Any) -> bool:
        """Write down one more step, inside the transaction of what it did. False where somebody else has gone on."""
        mine = FriendSync.objects.filter(pk=self.pk, running=True, step=self.step)
        went_well = {"troubles": 0, "reason": "", "touched_at": timezone.now()}
        return bool(mine.update(step=models.F("step") + 1, **(went_well | values)))

    def count(self, **more: int) -> None:
        """Add to the figures, inside the transaction that `advance` began."""
        FriendSync.objects.filter(pk=self.pk).update(**{name: models.F(name) + n for name, n in more.items()})
