"""News of the city: written once, read on the web and, through the tabs that other rooms add, carried further."""

from django.db import models
from django.forms import Select
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.panels import FieldPanel
from wagtail.api import APIField
from wagtail.fields import StreamField
from wagtail.search import index

from ..represent import BodyField, CategoryField
from .blocks import BodyBlock
from .public_page import PublicPage


class AnnouncementPage(PublicPage):
    """An announcement. It is public between `go_live_at` and `expire_at`, both optional.

    Rooms above add a tab to its editor by the hook `register_announcement_tab(cls) -> ObjectList | None`, and keep rows
    of theirs out of copies by `register_announcement_copy_exclusions() -> list of field names`.
    """

    summary = models.TextField(
        _("summary"), max_length=200, blank=True, help_text=_("What it is about, in one or two sentences.")
    )
    body = StreamField(BodyBlock(), verbose_name=_("body"), blank=True)
    category = models.ForeignKey(
        "content.Category",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="announcements",
        verbose_name=_("category"),
    )
    urgent = models.BooleanField(
        _("urgent"), default=False, help_text=_("Shown at the top of every page of the site while it is public.")
    )

    template = "web/pages/announcement.html"
    parent_page_types = ["content.HomePage", "content.SectionPage"]
    subpage_types: list[str] = []
    page_description = _("News for residents, with a date.")
    content_fields = ["summary", "body", "category", "urgent"]
    content_panels = [
        PublicPage.title_panel,
        FieldPanel("summary"),
        FieldPanel("category", widget=Select),
        FieldPanel("urgent"),
        FieldPanel("body"),
    ]
    search_fields = [*PublicPage.search_fields, index.FilterField("category"), index.FilterField("urgent")]
    api_fields = [
        *PublicPage.api_fields,
        APIField("summary"),
        APIField("category", serializer=CategoryField()),
        APIField("urgent"),
        APIField("body", serializer=BodyField()),
    ]

    class Meta:
        verbose_name = _("announcement")
        verbose_name_plural = _("announcements")

    @classmethod
    def further_tabs(cls):
        return [tab for fn in hooks.get_hooks("register_announcement_tab") if (tab := fn(cls)) is not None]

    @property
    def exclude_fields_in_copy(self):
        added = (fn() for fn in hooks.get_hooks("register_announcement_copy_exclusions"))
        return [*super().exclude_fields_in_copy, *(name for names in added for name in names)]
