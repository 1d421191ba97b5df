"""What LINE told us: the raw body, exactly as signed, and one row for each event in it.

Rows are the truth: an event whose processing stops half-way stays NEW and is taken up by the next sweep.
"""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class WebhookBody(models.Model):
    """One request of LINE, byte for byte. Kept for forwarding and repair, then forgotten."""

    raw = models.BinaryField(_("bytes as they came"))
    signature = models.CharField(_("signature"), max_length=100)
    received_at = models.DateTimeField(_("received at"), default=timezone.now, db_index=True)
    readable = models.BooleanField(_("readable"), default=True)

    class Meta:
        verbose_name = _("webhook")
        verbose_name_plural = _("webhooks")
        indexes = [
            models.Index(fields=["received_at"], condition=models.Q(readable=False), name="line_webhook_unreadable")
        ]

    def __str__(self) -> str:
        return str(self.pk)


class EventState(models.TextChoices):
    NEW = "new", _("Waits to be processed")
    DONE = "done", _("Processed")
    FAILED = "failed", _("Could not be processed")
    UNKNOWN = "unknown", _("Not of use to us")


class ReplyState(models.TextChoices):
    NONE = "", _("No reply")
    WAITING = "waiting", _("Waiting to be sent")
    SENT = "sent", _("Reply sent")
    LATE = "late", _("Too late to reply")
    FAILED = "failed", _("Reply could not be sent")


class Event(models.Model):
    """One event. Its id is LINE's, so the same event arriving twice is one row."""

    body = models.ForeignKey(WebhookBody, models.SET_NULL, null=True, related_name="events", verbose_name=_("webhook"))
    webhook_event_id = models.CharField(_("id of the event"), max_length=64, unique=True)
    type = models.CharField(_("event type"), max_length=50)
    message_id = models.CharField(_("message id"), max_length=64, blank=True, db_index=True)
    line_user_id = models.CharField(_("LINE user"), max_length=64, blank=True)
    timestamp = models.DateTimeField(_("happened at"))
    payload = models.JSONField(_("event as received"))
    state = models.CharField(_("state of the event"), max_length=10, choices=EventState, default=EventState.NEW)
    handled = models.JSONField(_("handlers that are through"), default=list)
    attempts = models.PositiveSmallIntegerField(pgettext_lazy("LINE event", "attempts"), default=0)
    next_at = models.DateTimeField(pgettext_lazy("LINE event", "next attempt"), null=True)
    problem = models.CharField(_("what went wrong"), max_length=200, blank=True)
    received_at = models.DateTimeField(_("received at"), default=timezone.now, db_index=True)
    done_at = models.DateTimeField(_("processed at"), null=True)
    reply = models.JSONField(_("prepared reply"), null=True)
    reply_state = models.CharField(
        _("state of the reply"), max_length=10, choices=ReplyState, default=ReplyState.NONE, blank=True
    )

    class Meta:
        verbose_name = _("LINE event")
        verbose_name_plural = _("LINE events")
        ordering = ["timestamp", "pk"]
        indexes = [
            models.Index(
                fields=["line_user_id", "timestamp", "id"],
                condition=models.Q(state="new"),
                name="line_webhook_new_by_user",
            ),
            models.Index(fields=["timestamp", "id"], condition=models.Q(state="new"), name="line_webhook_new_by_time"),
            models.Index(
                fields=["received_at"], condition=models.Q(reply_state="waiting"), name="line_webhook_replies"
            ),
        ]

    def __str__(self) -> str:
        return self.webhook_event_id


class Refused(models.Model):
    """How many requests without a valid signature came on a day. Nothing else of them is kept."""

    day = models.DateField(_("day"), primary_key=True)
    count = models.PositiveIntegerField(_("requests refused"), default=0)

    class Meta:
        verbose_name = _("refused webhooks")
        verbose_name_plural = _("refused webhooks")

    def __str__(self) -> str:
        return f"{self.day} {self.count}"
