"""What every page of the public site has: who looks after it, when its content changed, how it is found.

`updated_on`, `content_mark` and `search_text` are derived in `save()` from what editors write; they are kept out of
revisions, so that what somebody approves is only what somebody wrote.
"""

from typing import ClassVar

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel, ObjectList, TabbedInterface
from wagtail.api import APIField
from wagtail.models import Page
from wagtail.search import index
from wagtail.utils.decorators import cached_classmethod

from cms.workflow import fingerprint
from cms.workflow.models import Approved

from ..cut import cut, endings
from ..forms import PublicCopyForm, PublicPageForm
from ..represent import DepartmentField
from ..reserve import check_name, free_name, is_reserved
from ..romanize import romanize

DERIVED = ("updated_on", "content_mark", "search_text")


class CutTitle(index.SearchField):
    """The title in the index once more, cut."""

    def get_value(self, obj):
        return cut(obj.title)


class TitleEndings(index.AutocompleteField):
    """What the staff's search boxes compare with the beginnings of words."""

    def get_value(self, obj):
        return endings(obj.title)


class PublicPage(Approved, Page):
    """A page that residents read. It goes live only after a second person approved it.

    `content_fields` names what residents read besides the title; when one of them differs at publication,
    `updated_on` becomes that day.
    """

    content_fields: ClassVar[list[str]] = []
    slug: str  # a field of Page, which has no types

    department = models.ForeignKey(
        "users.Department",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("department"),
        help_text=_("The department that answers questions about this page."),
    )
    updated_on = models.DateField(_("content updated on"), null=True, editable=False)
    content_mark = models.CharField(max_length=64, blank=True, editable=False)
    social_image = models.ForeignKey(
        "wagtailimages.Image",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("picture for sharing"),
        help_text=_("Shown where the page is shared, in LINE for example. Without it one is drawn from the title."),
    )
    search_text = models.TextField(blank=True, editable=False)

    base_form_class = PublicPageForm
    copy_form_class = PublicCopyForm
    # Not Wagtail's TitleFieldPanel: its script copies the digits of a Japanese title into the address as it is typed.
    # Nor its class "title", which hides the label and the frame, so that an empty page shows nothing to type in.
    title_panel = FieldPanel("title")
    promote_panels = [
        MultiFieldPanel(
            [
                FieldPanel(
                    "slug",
                    heading=_("name in addresses"),
                    help_text=_("Leave it empty: it is made from the reading of the title."),
                ),
                FieldPanel("seo_title", heading=_("Title in search results")),
                FieldPanel("search_description", heading=_("Description in search results")),
            ],
            heading=_("For search engines"),
        ),
        FieldPanel("social_image"),
    ]
    # The period stands on the tab itself, not in Wagtail's dialog behind two icons.
    settings_panels = [
        FieldPanel("department"),
        MultiFieldPanel(
            [
                FieldPanel("go_live_at", help_text=_("Leave it empty to publish on approval.")),
                FieldPanel(
                    "expire_at", heading=_("end of publication"), help_text=_("Leave it empty if the page stays.")
                ),
            ],
            heading=_("Publication period"),
        ),
    ]

    search_fields = [
        *Page.search_fields,
        CutTitle("title", boost=2),
        TitleEndings("title"),
        index.SearchField("search_text"),
        index.FilterField("department"),
    ]
    api_fields = [
        APIField("updated_on"),
        APIField("department", serializer=DepartmentField()),
    ]

    class Meta:
        abstract = True

    @cached_classmethod
    def get_edit_handler(cls):
        tabs = [
            ObjectList(cls.content_panels, heading=_("Content")),
            *cls.further_tabs(),
            ObjectList(cls.promote_panels, heading=_("Address and sharing")),
            ObjectList(cls.settings_panels, heading=_("Department and period")),
        ]
        return TabbedInterface(tabs, base_form_class=cls.base_form_class).bind_to_model(cls)

    @classmethod
    def further_tabs(cls) -> list[ObjectList]:
        """Tabs that stand behind the content."""
        return []

    @property
    def exclude_fields_in_copy(self):
        return [*DERIVED]

    def save(self, *args, **kwargs):
        if kwargs.get("update_fields") is None:
            self._derive()
        return super().save(*args, **kwargs)

    def serializable_data(self):
        """What a revision keeps: what somebody wrote."""
        return {name: value for name, value in super().serializable_data().items() if name not in DERIVED}

    def with_content_json(self, content):
        page = super().with_content_json(content)
        for name in DERIVED:
            setattr(page, name, getattr(self, name))
        return page

    def text_to_search(self) -> str:
        """Everything that residents may look for, as plain text."""
        names = [*self.content_fields, "department"]
        return "\n".join(filter(None, [self.title, *(self._words_of(name) for name in names)]))

    def mark(self) -> str:
        """SHA-256 in hex over what residents read."""
        data = fingerprint.content(self)
        return fingerprint.digest({name: data[name] for name in ("title", *self.content_fields)})

    def _words_of(self, name: str) -> str:
        field = self._meta.get_field(name)
        if field.one_to_many or isinstance(field, models.BooleanField):
            return ""
        value = getattr(self, name)
        if hasattr(field, "get_searchable_content"):
            return "\n".join(field.get_searchable_content(value))
        return str(value or "")

    def _derive(self) -> None:
        self.search_text = cut(self.text_to_search())
        if self.live and (mark := self.mark()) != self.content_mark:
            self.content_mark, self.updated_on = mark, timezone.localdate()

    def _set_core_field_defaults(self):
        if not self.slug and self.path:
            self.slug = free_name(romanize(self.title), self.get_parent(), self)
        super()._set_core_field_defaults()
        if self._state.adding and self.path:
            check_name(self.slug, self.get_parent())

    def can_move_to(self, parent):
        return super().can_move_to(parent) and not is_reserved(self.slug, parent)
