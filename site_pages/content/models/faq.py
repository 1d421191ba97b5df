"""Questions that residents ask, with answers. The title is the question."""

from django.db import models
from django.forms import Select
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, InlinePanel
from wagtail.api import APIField
from wagtail.fields import RichTextField
from wagtail.models import Orderable
from wagtail.search import index

from .. import represent
from .blocks import RICH_TEXT
from .public_page import PublicPage


class FAQIndexPage(PublicPage):
    """The list of questions."""

    summary = models.TextField(_("summary"), max_length=300, blank=True)

    template = "web/pages/faq_index.html"
    parent_page_types = ["content.HomePage", "content.SectionPage"]
    subpage_types = ["content.FAQPage"]
    page_description = _("A list of questions and answers.")
    content_fields = ["summary"]
    content_panels = [PublicPage.title_panel, FieldPanel("summary")]
    api_fields = [*PublicPage.api_fields, APIField("summary")]

    class Meta:
        verbose_name = _("list of questions")
        verbose_name_plural = _("lists of questions")


class FAQPage(PublicPage):
    """One question with its answer."""

    other_wordings = models.TextField(
        _("other wordings"),
        blank=True,
        help_text=_("How else residents may ask this, one wording on each line. They are searched but not shown."),
    )
    answer = RichTextField(_("answer"), features=RICH_TEXT)
    category = models.ForeignKey(
        "content.Category",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="questions",
        verbose_name=_("category"),
    )

    template = "web/pages/faq.html"
    parent_page_types = ["content.FAQIndexPage"]
    subpage_types: list[str] = []
    page_description = _("One question and its answer.")
    content_fields = ["other_wordings", "answer", "category", "related_pages"]
    title_panel = FieldPanel("title", heading=_("Question"), help_text=_("As residents would ask it."))
    content_panels = [
        title_panel,
        FieldPanel("other_wordings"),
        FieldPanel("answer"),
        FieldPanel("category", widget=Select),
        InlinePanel("related_pages", heading=_("Pages to read further"), label=_("Page")),
    ]
    search_fields = [*PublicPage.search_fields, index.FilterField("category")]
    api_fields = [
        *PublicPage.api_fields,
        APIField("answer", serializer=represent.RichTextField()),
        APIField("category", serializer=represent.CategoryField()),
        APIField("related_pages", serializer=represent.RelatedPagesField()),
    ]

    class Meta:
        verbose_name = pgettext_lazy("page", "question")
        verbose_name_plural = pgettext_lazy("page", "questions")


class FAQRelatedPage(Orderable):
    """A page to read further."""

    faq = ParentalKey(FAQPage, on_delete=models.CASCADE, related_name="related_pages")
    page = models.ForeignKey("wagtailcore.Page", on_delete=models.CASCADE, related_name="+", verbose_name=_("page"))

    panels = [FieldPanel("page")]

    class Meta(Orderable.Meta):
        verbose_name = _("related page")
        verbose_name_plural = _("related pages")
