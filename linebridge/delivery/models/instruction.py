"""What an editor asks for on a page: to whom, and when. A delivery is made of it once the page is live.

The key travels in the form as a hidden field: a live page keeps its child rows in the revision only, so a key that the
database alone knew would change with every draft, and a corrected typo would be sent a second time.
"""

import uuid

from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.models import Orderable


class Instruction(Orderable):
    """One sending of one page. Abstract: each kind of page has its own rows."""

    class Audience(models.TextChoices):
        SEGMENT = "segment", _("A segment")
        EVERYONE = "everyone", _("Everyone who is a friend")

    class When(models.TextChoices):
        NOW = "now", _("As soon as it is published")
        AT = "at", _("At a set time")

    ONCE = "once"  # the occurrence of an instruction that does not repeat

    key = models.UUIDField(_("key"), blank=True)
    audience = models.CharField(_("audience"), max_length=10, choices=Audience, default=Audience.SEGMENT)
    segment = models.ForeignKey(
        "line_segments.Segment", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("segment")
    )
    when = models.CharField(_("time of sending"), max_length=10, choices=When, default=When.NOW)
    at = models.DateTimeField(_("date and time"), null=True, blank=True)

    class Meta(Orderable.Meta):
        abstract = True

    def __str__(self) -> str:
        return str(self.key)

    def save(self, *args, **kwargs):
        self.key = self.key or uuid.uuid4()
        super().save(*args, **kwargs)

    def clean(self):
        super().clean()
        self.key = self.key or uuid.uuid4()
        errors = {}
        if self.audience == self.Audience.SEGMENT and not self.segment_id:
            errors["segment"] = _("Choose a segment, or choose “Everyone who is a friend”.")
        if self.when == self.When.AT and not self.at:
            errors["at"] = _("Enter the date and time of sending.")
        if self.audience == self.Audience.EVERYONE:
            self.segment = None
        if self.when == self.When.NOW:
            self.at = None
        if errors:
            raise ValidationError(errors)

    def rule(self) -> dict:
        """The audience as a rule of `friends`."""
        return {"leaf": "segment", "id": self.segment_id} if self.segment_id else {"leaf": "everyone"}

    def is_past(self, now=None) -> bool:
        """True where the set time has gone by."""
        return bool(self.when == self.When.AT and self.at and self.at <= (now or timezone.now()))


class AnnouncementInstruction(Instruction):
    """A sending of an announcement: an optional text above, and the card that leads to the page."""

    SOURCE_KIND = "announcement"

    page = ParentalKey(
        "content.AnnouncementPage",
        on_delete=models.CASCADE,
        related_name="line_instructions",
        verbose_name=_("announcement"),
    )
    lead = models.TextField(
        _("text above the card"),
        blank=True,
        help_text=_("Sent as a message of its own before the card. May stay empty."),
    )
    include_image = models.BooleanField(_("show the image on the card"), default=True)

    class Meta(Instruction.Meta):
        verbose_name = _("LINE delivery")
        verbose_name_plural = _("LINE deliveries")
