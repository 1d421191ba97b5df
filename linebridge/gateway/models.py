"""The send gate and the shared rate: what must be true before anything but a reply goes to LINE.

And what we know of the channel beside that: since when its secret is in use, what staff have set in LINE's own screens.
"""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class SendGate(models.Model):
    """The one row (id 1) that stops all sending. One person closes it; two people open it."""

    closed = models.BooleanField(_("gate is closed"), default=False)
    why = models.CharField(_("reason"), max_length=200, blank=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("closed by")
    )
    closed_at = models.DateTimeField(_("closed at"), null=True)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("opening asked for by")
    )
    asked_at = models.DateTimeField(_("opening asked for at"), null=True)

    class Meta:
        verbose_name = _("send gate")
        verbose_name_plural = _("send gates")
        permissions = [
            ("halt_sending", _("Can halt all sending to LINE")),
            ("release_sending", _("Can release sending to LINE")),
            ("manage_connection", _("Can manage the LINE connection")),
        ]

    def __str__(self) -> str:
        return str(_("gate is closed") if self.closed else _("gate is open"))


class Bucket(models.Model):
    """A token bucket of one LINE endpoint, shared by every process where there is no Redis."""

    endpoint = models.CharField(_("endpoint"), max_length=50, primary_key=True)
    free_at = models.FloatField(_("next free moment (seconds)"), default=0)

    class Meta:
        verbose_name = _("rate of an endpoint")
        verbose_name_plural = _("rates of endpoints")

    def __str__(self) -> str:
        return self.endpoint


class Secret(models.Model):
    """That a channel secret was in use since some moment. Only a keyed hash tells which one."""

    fingerprint = models.CharField(_("keyed hash of the secret"), max_length=64, unique=True)
    since = models.DateTimeField(_("in use since"), default=timezone.now)

    class Meta:
        verbose_name = _("channel secret")
        verbose_name_plural = _("channel secrets")
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.since:%Y-%m-%d}"


class Confirmed(models.Model):
    """A member of staff has seen to one setting in LINE's own screens. A new channel begins with an empty list."""

    channel = models.CharField(_("channel"), max_length=50)
    item = models.CharField(_("setting"), max_length=30)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("confirmed by")
    )
    at = models.DateTimeField(_("confirmed at"), default=timezone.now)

    class Meta:
        verbose_name = _("confirmed setting of LINE")
        verbose_name_plural = _("confirmed settings of LINE")
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["channel", "item"], name="line_gateway_confirmed_once")]

    def __str__(self) -> str:
        return self.item
