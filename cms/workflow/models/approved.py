"""The mixin of what residents see: it goes live only as somebody else approved it. The guard sits in `save()`."""

from django.core import checks
from django.db import models
from wagtail.models import DraftStateMixin, LockableMixin, Page, RevisionMixin, WorkflowMixin

from .. import guard
from ..permissions import SecondPersonRowTester, SecondPersonTester


class Approved(models.Model):
    """Put it before `Page` or before `WorkflowMixin`. An object is born as a draft.

    `approval_exclude`: names of own fields that are derived from others (such as a search index) and no part of what
    is approved. `save()` raises `refusal.NotApproved` (a PermissionDenied) when the object would go live otherwise.
    """

    approval_exclude: list[str] = []

    class Meta:
        abstract = True

    def __init__(self, *args, **kwargs):
        if not args:
            kwargs.setdefault("live", False)
        super().__init__(*args, **kwargs)

    def save(self, *args, **kwargs):
        guard.check(self, kwargs.get("update_fields"))
        return super().save(*args, **kwargs)

    def publish(self, revision, *args, **kwargs):
        if kwargs.get("log_action") == guard.SCHEDULED:
            return guard.publish_when_due(super().publish, revision, *args, **kwargs)  # type: ignore[misc]  # a mixin
        return super().publish(revision, *args, **kwargs)  # type: ignore[misc]  # a mixin

    def save_revision(self, *args, overwrite_revision=None, **kwargs):
        """Wagtail's autosave writes over a person's newest revision; one that was approved stays what it was."""
        if overwrite_revision is not None and guard.is_evidence(overwrite_revision):
            overwrite_revision = None
        return super().save_revision(*args, overwrite_revision=overwrite_revision, **kwargs)  # type: ignore[misc]  # a mixin

    def permissions_for_user(self, user):
        """Nobody publishes directly. (Of a row, Wagtail's screens ask `permissions.SecondPersonPolicy`.)"""
        return SecondPersonTester(user, self) if isinstance(self, Page) else SecondPersonRowTester(user, self)

    @classmethod
    def check(cls, **kwargs):
        return [*super().check(**kwargs), *cls._check_approved_comes_first()]

    @classmethod
    def _check_approved_comes_first(cls):
        order = cls.mro()
        if DraftStateMixin in order and order.index(Approved) < order.index(DraftStateMixin):
            return []
        hint = "Write `class X(Approved, Page)`, or inherit from ApprovedSnippet."
        return [checks.Error("Approved must come before what it guards.", hint=hint, obj=cls, id="workflow.E001")]


class ApprovedSnippet(Approved, WorkflowMixin, DraftStateMixin, LockableMixin, RevisionMixin, models.Model):
    """A row that is no page and yet reaches residents, with the mixins in the order Wagtail wants."""

    class Meta:
        abstract = True
