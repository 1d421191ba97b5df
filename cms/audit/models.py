"""The trail: one `AuditEntry` for each thing that was done or refused, and the chain of `Seal`s over them.

An entry commits together with what it tells of. Seals are added a moment later; entries not sealed yet are found
again by the next round. Nothing here is ever changed or removed by us.
"""

import json
from datetime import datetime

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class EntryIsFinal(Exception):
    """Somebody tried to change or remove what was recorded."""


class Result(models.TextChoices):
    SUCCESS = "success", pgettext_lazy("result of an act", "Done")
    REFUSED = "refused", pgettext_lazy("result of an act", "Refused")
    FAILED = "failed", pgettext_lazy("result of an act", "Failed")


class AppendOnlyQuerySet(models.QuerySet):
    """Rows can be added and read, and that is all."""

    def update(self, **kwargs):
        raise EntryIsFinal("an entry of the audit log is never changed")

    def delete(self):
        raise EntryIsFinal("an entry of the audit log is never removed")

    def bulk_update(self, *args, **kwargs):
        raise EntryIsFinal("an entry of the audit log is never changed")


class AppendOnly(models.Model):
    """Mixin: a row is written once; saving it again or deleting it raises EntryIsFinal."""

    objects = AppendOnlyQuerySet.as_manager()

    class Meta:
        abstract = True

    def save(self, *args, **kwargs):
        if not self._state.adding:
            raise EntryIsFinal(f"{self._meta.label} {self.pk} is never changed")
        super().save(*args, **kwargs)

    def delete(self, *args, **kwargs):
        raise EntryIsFinal(f"{self._meta.label} {self.pk} is never removed")


class AuditEntry(AppendOnly):
    """Who did what, when, to what, with what result. `count` is how many rows were seen or taken out."""

    time = models.DateTimeField(_("time"), db_index=True)
    action = models.CharField(_("action"), max_length=100, db_index=True)
    # No constraint in the database: the trail outlives the account, and writing it never waits for the account's row.
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.DO_NOTHING,
        db_constraint=False,
        null=True,
        related_name="+",
        verbose_name=_("staff member"),
    )
    actor_number = models.CharField(_("staff number"), max_length=150, blank=True)
    object_type = models.CharField(_("kind of object"), max_length=100, blank=True)
    object_key = models.CharField(_("key of the object"), max_length=100, blank=True)
    object_name = models.CharField(_("object"), max_length=250, blank=True)
    result = models.CharField(_("result"), max_length=10, choices=Result.choices, default=Result.SUCCESS)
    count = models.PositiveIntegerField(_("how many"), null=True)
    ip = models.GenericIPAddressField(_("IP address"), null=True)
    data = models.JSONField(_("details"), default=dict, encoder=DjangoJSONEncoder)

    class Meta:
        verbose_name = _("entry of the audit log")
        verbose_name_plural = _("audit log")
        ordering = ["-time", "-id"]
        indexes = [models.Index(fields=["object_type", "object_key"], name="audit_by_object")]
        default_permissions = ("view",)
        permissions = [("export_auditentry", _("Can export the audit log"))]

    def __str__(self):
        return f"{self.time:%Y-%m-%d %H:%M:%S} {self.action}"

    @property
    def person(self) -> str:
        """Who it was; the number alone when the account is gone, a dash when nobody was signed in."""
        name = self.actor.get_full_name() if self.actor_id and self.actor else ""
        return f"{name}（{self.actor_number}）" if name and name != self.actor_number else self.actor_number or "－"

    @property
    def time_local(self) -> datetime:
        """The time in the city's zone, without one: a spreadsheet knows no zones."""
        return timezone.localtime(self.time).replace(tzinfo=None)

    @property
    def action_name(self) -> str:
        from .actions import label_of

        return label_of(self.action)

    @property
    def details(self) -> str:
        return json.dumps(self.data, ensure_ascii=False) if self.data else ""


class Seal(AppendOnly):
    """One link of the chain: the hash of the link before together with one entry. `previous` is unique: no forks."""

    entry = models.OneToOneField(AuditEntry, on_delete=models.DO_NOTHING, db_constraint=False, related_name="seal")
    previous = models.CharField(max_length=64, unique=True)
    hash = models.CharField(max_length=64, unique=True)

    class Meta:
        default_permissions = ()
        ordering = ["id"]

    def __str__(self):
        return self.hash
