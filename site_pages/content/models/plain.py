"""The pages that hold the site together: the front page, sections, and pages of free content."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.api import APIField
from wagtail.fields import StreamField

from ..represent import BodyField
from .blocks import BodyBlock
from .public_page import PublicPage


class _WithBody(PublicPage):
    """A summary and a body of blocks."""

    summary = models.TextField(
        _("summary"), max_length=300, blank=True, help_text=_("What the page is about, in one or two sentences.")
    )
    body = StreamField(BodyBlock(), verbose_name=_("body"), blank=True)

    content_fields = ["summary", "body"]
    content_panels = [PublicPage.title_panel, FieldPanel("summary"), FieldPanel("body")]
    api_fields = [*PublicPage.api_fields, APIField("summary"), APIField("body", serializer=BodyField())]

    class Meta:
        abstract = True


class HomePage(_WithBody):
    """The front page of the site."""

    template = "web/pages/home.html"
    parent_page_types = ["wagtailcore.Page"]
    subpage_types = ["content.SectionPage", "content.FreePage", "content.FAQIndexPage", "content.AnnouncementPage"]
    page_description = _("The first page of the site.")

    class Meta:
        verbose_name = _("front page")
        verbose_name_plural = _("front pages")


class SectionPage(_WithBody):
    """A part of the site, such as 子育て: says what is below it and lists it."""

    template = "web/pages/section.html"
    parent_page_types = ["content.HomePage", "content.SectionPage"]
    subpage_types = ["content.SectionPage", "content.FreePage", "content.FAQIndexPage", "content.AnnouncementPage"]
    page_description = _("A part of the site. It lists the pages below it.")

    class Meta:
        verbose_name = _("section")
        verbose_name_plural = _("sections")


class FreePage(_WithBody):
    """A page of free content that is not news: how to apply, about the city, terms."""

    template = "web/pages/free.html"
    parent_page_types = ["content.HomePage", "content.SectionPage", "content.FreePage"]
    subpage_types = ["content.FreePage"]
    page_description = _("A page that stays: how to apply, about the city, terms of use.")

    class Meta:
        verbose_name = _("free page")
        verbose_name_plural = _("free pages")
