"""At most 500 people who get one request, and every attempt at it.

Whom it is for, what it says and its retry key never change once the row exists; only the state moves, by conditional
UPDATE. An attempt is written before the socket is opened, so an unfinished one means "LINE may have got it".
"""

import uuid
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from .delivery import Delivery, sha256_of

KEY_SPACE = uuid.UUID("2ad3ed3b-6d0a-5c5f-9b60-5b3b2f0f3a11")
SIZE = 500  # LINE takes no more in one multicast


class CoreChanged(Exception):
    """Somebody tried to change what a retry key stands for."""


def retry_key_for(identity: str, content_sha256: str, ordinal: int, generation: int, ids: list[str]) -> uuid.UUID:
    """Deterministic: a batch rebuilt after the loss of the database gets the key that LINE already knows."""
    return uuid.uuid5(KEY_SPACE, f"{identity}|{content_sha256}|{ordinal}|{generation}|{sha256_of(ids)}")


class Batch(models.Model):
    """One multicast request: its people, its text and its key for ever, its state for now."""

    class State(models.TextChoices):
        READY = "ready", _("Ready")
        INFLIGHT = "inflight", _("On its way")
        RETRY = "retry", _("To be tried again")
        ACCEPTED = "accepted", _("Accepted by LINE")
        SPLIT = "split", _("Divided")
        REVIEW = "review", _("To be looked at by people")
        CANCELLED = "cancelled", _("Cancelled")
        EXPIRED = "expired", _("Ran out of time")

    OPEN = (State.READY, State.INFLIGHT, State.RETRY)
    WAITING = (State.READY, State.RETRY)
    UNSENT = (State.CANCELLED, State.EXPIRED)
    CORE = ("delivery_id", "ordinal", "generation", "language", "ids", "body_sha256", "retry_key", "parent_id")

    delivery = models.ForeignKey(Delivery, models.CASCADE, related_name="batches", verbose_name=_("delivery"))
    ordinal = models.PositiveIntegerField(_("number"))
    generation = models.PositiveSmallIntegerField(_("generation"), default=0)
    parent = models.ForeignKey(
        "self", models.CASCADE, null=True, related_name="children", verbose_name=_("divided from")
    )
    language = models.CharField(_("language"), max_length=20, default="ja")
    ids = models.JSONField(_("LINE user ids"))
    people = models.PositiveSmallIntegerField(_("people"))
    body_sha256 = models.CharField(_("checksum of the request"), max_length=64)
    retry_key = models.UUIDField(_("retry key"), unique=True)

    state = models.CharField(_("state"), max_length=10, choices=State, default=State.READY)
    attempts = models.PositiveIntegerField(_("attempts"), default=0)
    ambiguous = models.BooleanField(_("LINE may have got it"), default=False)
    first_attempt_at = models.DateTimeField(_("first attempt"), null=True)
    next_at = models.DateTimeField(_("next attempt"), null=True)
    lease_until = models.DateTimeField(_("claimed until"), null=True)
    owner = models.CharField(_("claimed by"), max_length=64, blank=True)
    request_id = models.CharField(_("LINE's request id"), max_length=100, blank=True)
    http = models.PositiveSmallIntegerField(_("HTTP status"), null=True)
    accepted_at = models.DateTimeField(_("accepted"), null=True)

    class Meta:
        verbose_name = _("batch")
        verbose_name_plural = _("batches")
        ordering = ["delivery_id", "ordinal", "generation", "id"]
        indexes = [
            models.Index(fields=["delivery", "state"], name="line_batch_by_delivery"),
            models.Index(
                fields=["state", "next_at"],
                name="line_batch_open",
                condition=models.Q(state__in=("ready", "inflight", "retry")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.delivery_id}/{self.ordinal}.{self.generation}"

    def save(self, *args, **kwargs):
        changed = [name for name, was in self._core.items() if getattr(self, name) != was]
        if changed:
            raise CoreChanged(f"batch {self.pk}: {', '.join(changed)} cannot change")
        super().save(*args, **kwargs)

    _core: dict[str, Any] = {}

    @classmethod
    def from_db(cls, *args: Any, **kwargs: Any) -> "Batch":
        batch = super().from_db(*args, **kwargs)
        batch._core = {name: getattr(batch, name) for name in cls.CORE if name in batch.__dict__}
        return batch


class Attempt(models.Model):
    """One try at a batch, committed before the first byte leaves. `finished_at` stays empty if we never heard."""

    class Outcome(models.TextChoices):
        ACCEPTED = "accepted", _("Accepted by LINE")
        REPEATED = "repeated", _("LINE already had it")
        NOT_SENT = "not_sent", _("Not sent")
        REFUSED = "refused", _("Refused")
        UNKNOWN = "unknown", _("No certain answer")

    batch = models.ForeignKey(Batch, models.CASCADE, related_name="tries", verbose_name=_("batch"))
    no = models.PositiveIntegerField(_("number"))
    owner = models.CharField(_("claimed by"), max_length=64, blank=True)
    started_at = models.DateTimeField(_("started"))
    finished_at = models.DateTimeField(_("finished"), null=True)
    outcome = models.CharField(_("outcome"), max_length=10, choices=Outcome, blank=True)
    kind = models.CharField(_("kind of error"), max_length=20, blank=True)
    http = models.PositiveSmallIntegerField(_("HTTP status"), null=True)
    request_id = models.CharField(_("LINE's request id"), max_length=100, blank=True)

    class Meta:
        verbose_name = _("attempt")
        verbose_name_plural = _("attempts")
        ordering = ["batch_id", "no"]
        constraints = [models.UniqueConstraint(fields=["batch", "no"], name="line_attempt_one_of_each_number")]

    def __str__(self) -> str:
        return f"{self.batch_id}#{self.no}"
