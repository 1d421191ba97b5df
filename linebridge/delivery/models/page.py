"""What is LINE-only: a page composed of LINE blocks, without an address on the web, approved like any other page."""

from django.db import models
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, ObjectList, TabbedInterface, TitleFieldPanel
from wagtail.blocks import CharBlock, PageChooserBlock, StructBlock, TextBlock
from wagtail.fields import StreamField
from wagtail.images.blocks import ImageChooserBlock
from wagtail.models import Page
from wagtail.utils.decorators import cached_classmethod

from cms.workflow.models import Approved

from .instruction import Instruction


class CardBlock(StructBlock):
    """A card that leads to a page of the site."""

    page = PageChooserBlock(label=_("Page"))
    label = CharBlock(label=_("Words on the button"), required=False, max_length=20)

    class Meta:
        label = _("Card of a page")
        icon = "link"


class PageOutsideTheSite(Page):
    """A page without an address. Its slug, which nobody sees, need only differ from those beside it."""

    slug: str  # a field of Page, which has no types
    promote_panels: list = []

    class Meta:
        abstract = True

    def _set_core_field_defaults(self):
        self.slug = self.slug or f"line-{self.translation_key.hex}"
        super()._set_core_field_defaults()


class LineMessageIndexPage(PageOutsideTheSite):
    """A folder of LINE messages, one for each department. Stands outside the site, so nothing below has an address."""

    parent_page_types = ["wagtailcore.Page", "line_delivery.LineMessageIndexPage"]
    subpage_types = ["line_delivery.LineMessagePage", "line_delivery.LineMessageIndexPage"]
    preview_modes: list = []

    class Meta:
        verbose_name = _("folder of LINE messages")
        verbose_name_plural = _("folders of LINE messages")


class LineMessagePage(Approved, PageOutsideTheSite):
    """One to five LINE messages that go to LINE only. The title is for staff; nobody outside sees it."""

    body = StreamField(
        [
            (
                "text",
                TextBlock(
                    label=_("Text"),
                    icon="pilcrow",
                    help_text=_("Emoji may be typed. A LINE emoji is written {emoji:product id/emoji id}."),
                ),
            ),
            ("image", ImageChooserBlock(label=_("Image"), icon="image")),
            ("card", CardBlock()),
        ],
        min_num=1,
        max_num=5,
        verbose_name=_("messages"),
        help_text=_("LINE takes at most five at a time."),
    )

    parent_page_types = ["line_delivery.LineMessageIndexPage"]
    subpage_types: list = []
    content_panels = [
        TitleFieldPanel("title", help_text=_("For staff only. Residents do not see it.")),
        FieldPanel("body"),
    ]
    exclude_fields_in_copy = ["line_instructions"]
    preview_modes = [("line", _("In LINE"))]

    class Meta:
        verbose_name = _("LINE message")
        verbose_name_plural = _("LINE messages")

    @cached_classmethod
    def get_edit_handler(cls):
        from ..forms import line_tab

        tabs = [ObjectList(cls.content_panels, heading=_("Messages")), line_tab()]
        return TabbedInterface(tabs, base_form_class=cls.base_form_class).bind_to_model(cls)

    def serve_preview(self, request, mode_name):
        from ..approval import preview_of

        return render(request, "line_delivery/page_preview.html", {"page": self, "preview": preview_of(self)})


class LineMessageInstruction(Instruction):
    """A sending of a LINE message."""

    SOURCE_KIND = "line_message"

    page = ParentalKey(
        LineMessagePage, on_delete=models.CASCADE, related_name="line_instructions", verbose_name=_("LINE message")
    )

    class Meta(Instruction.Meta):
        verbose_name = _("LINE delivery")
        verbose_name_plural = _("LINE deliveries")
