"""A set of rich menus: one to three tabs that belong together, for everybody or for a segment."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cms.workflow.models import ApprovedSnippet
from linebridge.drawing.models import COMPACT, LARGE, THEMES, Theme
from linebridge.drawing.models import Size as Pixels
from linebridge.messages.length import graphemes
from linebridge.segments.models import Segment
from linebridge.segments.rule import EVERYONE, Rule

from .tab import Tab, TabsField, read_tabs

LONGEST_CHAT_BAR_TEXT = 14  # graphemes, as LINE counts


def check_chat_bar_text(text: str) -> None:
    if graphemes(text) > LONGEST_CHAT_BAR_TEXT:
        sentence = gettext("The text has %(number)s characters; LINE takes %(most)s. Make it shorter.")
        raise ValidationError(sentence % {"number": graphemes(text), "most": LONGEST_CHAT_BAR_TEXT})


class MenuSet(ApprovedSnippet):
    """Its period is `go_live_at` to `expire_at`, as of every draft-able snippet. Several drafts may stand side by side.

    Of the live sets that fit a person, those of segments come first, then the lower `order`.
    """

    snippet_viewset: Any  # set by Wagtail when the screens are registered

    class Size(models.TextChoices):
        LARGE = "large", _("large (2500 × 1686)")
        COMPACT = "compact", _("compact (2500 × 843)")

    class Purpose(models.TextChoices):
        EVERYDAY = "everyday", _("everyday")
        EMERGENCY = "emergency", _("emergency (prepared)")

    name = models.CharField(_("name"), max_length=100)
    department = models.ForeignKey(
        "users.Department", on_delete=models.PROTECT, related_name="+", verbose_name=_("department")
    )
    purpose = models.CharField(
        _("purpose"),
        max_length=10,
        choices=Purpose.choices,
        default=Purpose.EVERYDAY,
        help_text=_("A prepared emergency menu is shown only once somebody switches to it."),
    )
    size = models.CharField(_("size"), max_length=10, choices=Size.choices, default=Size.LARGE)
    theme = models.CharField(
        _("colours"), max_length=20, choices=[(key, theme.name) for key, theme in THEMES.items()], default="blue"
    )
    chat_bar_text = models.CharField(
        _("words on the bar below the menu"),
        max_length=100,
        default="メニュー",
        validators=[check_chat_bar_text],
        help_text=_("At most 14 characters."),
    )
    opened = models.BooleanField(_("opened at first"), default=True)
    segment = models.ForeignKey(
        Segment,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("who sees it"),
        help_text=_("Who belongs to the segment sees this menu instead of the one for everyone."),
    )
    order = models.PositiveSmallIntegerField(
        _("order"),
        default=100,
        help_text=_("Of several menus that fit a person, the one with the lowest number is shown."),
    )
    tabs = TabsField(_("menu"), default=list, blank=True)

    class Meta:
        verbose_name = _("rich menu")
        verbose_name_plural = _("rich menus")
        ordering = ["name", "pk"]

    def __str__(self) -> str:
        return self.name

    @property
    def pixels(self) -> Pixels:
        return COMPACT if self.size == self.Size.COMPACT else LARGE

    @property
    def colours(self) -> Theme:
        return THEMES[self.theme] if self.theme in THEMES else THEMES["blue"]

    @property
    def rule(self) -> Rule:
        """Who sees it, as a rule over friends."""
        return self.segment.rule if self.segment else EVERYONE

    def read(self) -> list[Tab]:
        """The tabs as values; `Unreadable` where what is stored is no menu."""
        return read_tabs(self.tabs)

    @classmethod
    def shown(cls, purpose: str = Purpose.EVERYDAY) -> QuerySet["MenuSet"]:
        """The live sets of this purpose in the order in which they are tried: segments first."""
        running = Q(expire_at=None) | Q(expire_at__gt=timezone.now())
        rows = cls.objects.filter(running, live=True, purpose=purpose).select_related("segment")
        for_everyone = models.ExpressionWrapper(Q(segment=None), models.BooleanField())
        return rows.alias(for_everyone=for_everyone).order_by("for_everyone", "order", "-last_published_at", "pk")
