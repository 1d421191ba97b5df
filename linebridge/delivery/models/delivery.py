"""One sending, from its approval to its result, and the frozen words it carries.

A row exists from the moment its page goes live. Every change of state is one conditional UPDATE in a verb file, so
whatever stops half-way leaves either the old state or the new one.
"""

import hashlib
import json

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


def sha256_of(value) -> str:
    """Hex digest of a JSON-able value in its one canonical form."""
    text = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


class Delivery(models.Model):
    """What goes to whom and when, what became of it. Unique for one occurrence of one instruction."""

    class Purpose(models.TextChoices):
        NORMAL = "normal", _("Normal")
        TEST = "test", _("Test")

    class State(models.TextChoices):
        PLANNED = "planned", _("Waiting for its time")
        HELD = "held", _("Held")
        SENDING = "sending", _("Sending")
        HALTED = "halted", _("Halted")
        DONE = "done", _("Finished")
        DONE_WITH_HOLDS = "done_with_holds", _("Finished, some to be looked at")
        CANCELLED = "cancelled", _("Cancelled")
        EXPIRED = "expired", _("Ran out of time")

    NOT_STARTED = (State.PLANNED, State.HELD)
    RUNNING = (State.SENDING, State.HALTED)
    ENDED = (State.DONE, State.DONE_WITH_HOLDS, State.CANCELLED, State.EXPIRED)

    class Reason(models.TextChoices):
        """Why it is held, halted or cancelled."""

        NOT_APPROVED = "not_approved", _("No approval was found for what is published")
        RULE_CHANGED = "rule_changed", _("The segment was changed after the approval")
        AUDIENCE_MOVED = "audience_moved", _("The number of people changed by more than a tenth since the approval")
        EMPTY = "empty", _("Nobody is in the audience")
        FOREIGN_SEGMENT = "foreign_segment", _("The segment belongs to another department")
        LATE = "late", _("Its time had passed before it could start")
        TEXT_REFUSED = "text_refused", _("LINE refused the message")
        QUOTA = "quota", _("LINE's monthly number of messages is used up")
        CREDENTIALS = "credentials", _("LINE did not accept our credentials")
        REFUSED = "refused", _("LINE refused the request")
        UNCERTAIN = "uncertain", _("It is not known whether LINE took the first batch")
        PERSON = "person", _("A member of staff did it")
        REMOVED = "removed", _("The delivery was removed from the page")
        TAKEN_DOWN = "taken_down", _("The page was taken down")

    source_kind = models.CharField(_("made from"), max_length=30)
    source_key = models.CharField(_("key of the instruction"), max_length=100)
    instruction_key = models.UUIDField(_("instruction"), null=True, db_index=True)  # the same key, for the outbox query
    occurrence = models.CharField(_("occurrence"), max_length=40, default="once")
    purpose = models.CharField(_("class"), max_length=10, choices=Purpose, default=Purpose.NORMAL)
    state = models.CharField(_("state"), max_length=20, choices=State, default=State.PLANNED)
    reason = models.CharField(_("reason"), max_length=20, choices=Reason, default="", blank=True)
    detail = models.TextField(_("more about the reason"), blank=True)

    page = models.ForeignKey("wagtailcore.Page", models.SET_NULL, null=True, related_name="+", verbose_name=_("page"))
    department = models.ForeignKey(
        "users.Department", models.PROTECT, null=True, related_name="+", verbose_name=_("department")
    )
    title = models.CharField(_("title"), max_length=255)
    instruction = models.JSONField(_("as instructed"), default=dict)
    rule = models.JSONField(_("rule"), default=dict)
    audience_words = models.TextField(_("audience"), blank=True)
    fingerprint = models.CharField(_("approved fingerprint"), max_length=64, blank=True)
    approved_count = models.PositiveIntegerField(_("people at the approval"), null=True)
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("approved by")
    )
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("requested by")
    )
    revision_id = models.PositiveBigIntegerField(_("revision"), null=True)
    version = models.PositiveIntegerField(_("version"), default=0)  # grows with every change before the start

    due_at = models.DateTimeField(_("planned time"))
    not_after = models.DateTimeField(_("not after"))
    created_at = models.DateTimeField(_("made"), auto_now_add=True)
    started_at = models.DateTimeField(_("started"), null=True)
    opened_at = models.DateTimeField(_("first batch accepted"), null=True)  # the canary came through: the rest may go
    finished_at = models.DateTimeField(_("finished"), null=True)
    forgotten_at = models.DateTimeField(_("ids replaced by hashes"), null=True)
    acted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("halted or cancelled by")
    )
    acted_at = models.DateTimeField(_("halted or cancelled at"), null=True)
    released_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("released by")
    )
    looked_at_count = models.PositiveIntegerField(_("people when it was released"), null=True)

    head_count = models.PositiveIntegerField(_("people in the audience"), default=0)
    languages = models.JSONField(_("people by language"), default=dict)
    choices = models.JSONField(_("people by choice"), default=dict)
    excluded = models.JSONField(_("left out, by reason"), default=dict)  # reason -> LINE user ids

    class Meta:
        verbose_name = _("delivery")
        verbose_name_plural = _("deliveries")
        ordering = ["-due_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["source_kind", "source_key", "occurrence"], name="line_delivery_one_for_each_occurrence"
            )
        ]
        indexes = [models.Index(fields=["state", "due_at"], name="line_delivery_outbox")]
        permissions = [
            ("halt_delivery", _("Can halt and cancel deliveries")),
            ("release_delivery", _("Can release held deliveries")),
            ("send_test", _("Can send tests to testers")),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def identity(self) -> str:
        """The same for the same sending also in a database that was restored: retry keys are made of it."""
        return f"{self.source_kind}|{self.source_key}|{self.occurrence}"

    @property
    def excluded_count(self) -> int:
        return sum(len(ids) for ids in self.excluded.values())


class DeliveryText(models.Model):
    """The messages in one language, as approved. An approved republish replaces them until the delivery starts."""

    delivery = models.ForeignKey(Delivery, models.CASCADE, related_name="texts", verbose_name=_("delivery"))
    language = models.CharField(_("language"), max_length=20, default="ja")
    messages = models.JSONField(_("messages"))
    links = models.JSONField(_("links"), default=dict)  # token -> target
    sha256 = models.CharField(_("checksum"), max_length=64)

    class Meta:
        verbose_name = _("text of a delivery")
        verbose_name_plural = _("texts of a delivery")
        constraints = [
            models.UniqueConstraint(fields=["delivery", "language"], name="line_delivery_one_text_a_language")
        ]

    def __str__(self) -> str:
        return self.language

    def save(self, *args, **kwargs):
        self.sha256 = sha256_of(self.messages)
        super().save(*args, **kwargs)
