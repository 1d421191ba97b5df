from typing import Any

from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.text import Truncator
from django.utils.translation import gettext, gettext_lazy
from django.utils.translation import gettext_lazy as _
from wagtail.admin import messages
from wagtail.admin.panels import FieldPanel, MultiFieldPanel, ObjectList
from wagtail.admin.ui.tables import Column, DateColumn
from wagtail.admin.widgets.button import Button
from wagtail.snippets.views.snippets import CreateView, EditView, IndexView, SnippetViewSet

from cms.users.scope import DepartmentScopedViewSet

from . import views
from .forms import FriendListForm, RuleWidget, SegmentForm
from .models import FriendList, ReachLimit, Segment
from .rule import count, in_words
from .tree import RuleError

MANY = 20  # rows of a list that are named one by one
NOBODY = gettext_lazy("The audience is 0 people. Please take conditions away, or choose “everyone”.")


class SegmentIndexView(IndexView):
    """Words and head-count are worked out for the rows of one page, or for every row of an export."""

    @cached_property
    def header_more_buttons(self) -> list[Button]:
        url = reverse("line_segments_figures_file")
        return [
            *super().header_more_buttons,
            Button(gettext("Head-counts of every day (CSV)"), url, icon_name="download", priority=60),
        ]

    def to_row_dict(self, item):
        return super().to_row_dict(_Said(item))


class _Said:
    """A segment with its rule said and counted, as lists and files show it."""

    def __init__(self, segment):
        self.segment = segment

    def __getattr__(self, name):
        return getattr(self.segment, name)

    @cached_property
    def words(self):
        return said(self.segment)

    @cached_property
    def people(self):
        return people_in(self.segment)


def said(segment):
    try:
        return in_words(segment.rule)
    except RuleError as error:
        return error.messages[0]


def people_in(segment):
    """The head-count, or nothing where the rule cannot be used any more."""
    try:
        return count(segment.rule)
    except RuleError:
        return ""


class SegmentCreateView(CreateView):
    def save_instance(self):
        return warn_of_nobody(self.request, super().save_instance())


class SegmentEditView(EditView):
    def save_instance(self):
        return warn_of_nobody(self.request, super().save_instance())


def warn_of_nobody(request, segment):
    """An empty audience may be saved, but it is said."""
    if people_in(segment) == 0:
        messages.warning(request, NOBODY)
    return segment


class SegmentViewSet(DepartmentScopedViewSet):
    model = Segment
    icon = "group"
    menu_label = _("Segments")
    menu_hook = "register_friends_menu_item"
    menu_order = 100
    copy_view_enabled = True
    index_view_class = SegmentIndexView
    add_view_class = SegmentCreateView
    edit_view_class = SegmentEditView
    search_fields = ["name", "description"]
    list_filter = ["department"]
    list_display = [
        "name",
        Column("department", label=_("department"), sort_key="department__name"),
        Column("words", label=_("who belongs to it"), accessor=lambda row: Truncator(said(row)).chars(120)),
        Column("people", label=_("head-count"), accessor=people_in, classname="line-figure"),
        DateColumn("updated_at", label=_("last updated"), sort_key="updated_at"),
    ]
    list_per_page = 20
    list_export = ["name", "department", "description", "words", "people", "updated_at"]
    export_headings = {
        "name": _("name"),
        "department": _("department"),
        "description": _("description"),
        "words": _("who belongs to it"),
        "people": _("head-count"),
        "updated_at": _("last updated"),
    }
    export_filename = "segments"
    edit_handler = ObjectList(
        [
            FieldPanel("name"),
            FieldPanel("department"),
            FieldPanel("description"),
            FieldPanel("rule", widget=RuleWidget),
            MultiFieldPanel(
                [
                    FieldPanel(name, permission="line_segments.grant_segment")
                    for name in ("restricted", "accounts", "roles")
                ],
                heading=_("Who may send to it"),
                permission="line_segments.grant_segment",
            ),
        ],
        base_form_class=SegmentForm,
    )

    def get_urlpatterns(self):
        return [*super().get_urlpatterns(), *views.paths()]  # the first route is the one of the menu


_View: Any = object  # the mixin below stands before a view of Wagtail


class _SaysWhatItTook(_View):
    """After saving: how many people the list has, and which numbers were not taken."""

    def save_instance(self):
        found = super().save_instance()
        loaded = self.form.loaded
        if loaded is not None:
            text = gettext("The list has %(people)d people now.") % {"people": loaded.people}
            messages.success(self.request, text)
            for row, reason in loaded.faults[:MANY]:
                text = gettext("Row %(row)d was not taken. %(reason)s") % {"row": row, "reason": reason}
                messages.warning(self.request, text)
            if len(loaded.faults) > MANY:
                text = gettext("%(count)d more rows were not taken.") % {"count": len(loaded.faults) - MANY}
                messages.warning(self.request, text)
        return found


class ListCreateView(_SaysWhatItTook, CreateView):
    pass


class ListEditView(_SaysWhatItTook, EditView):
    pass


class FriendListViewSet(DepartmentScopedViewSet):
    model = FriendList
    icon = "list-ol"
    menu_label = _("Named lists")
    menu_hook = "register_friends_menu_item"
    menu_order = 110
    copy_view_enabled = False
    inspect_view_enabled = False
    add_view_class = ListCreateView
    edit_view_class = ListEditView
    search_fields = ["name", "purpose"]
    list_display = [
        "name",
        Column("department", label=_("department"), sort_key="department__name"),
        Column("people", label=_("head-count"), accessor=lambda row: row.entries.count(), classname="line-figure"),
        DateColumn("updated_at", label=_("last updated"), sort_key="updated_at"),
    ]
    edit_handler = ObjectList(
        [
            FieldPanel("name"),
            FieldPanel("department"),
            FieldPanel("purpose"),
            MultiFieldPanel([FieldPanel("file"), FieldPanel("numbers")], heading=_("People")),
        ],
        base_form_class=FriendListForm,
    )


class ReachLimitViewSet(SnippetViewSet):
    model = ReachLimit
    icon = "warning"
    menu_label = _("Limits of roles")
    menu_hook = "register_friends_menu_item"
    menu_order = 120
    copy_view_enabled = False
    inspect_view_enabled = False
    list_display = ["role", Column("most", label=_("most people"), sort_key="most", classname="line-figure")]
    edit_handler = ObjectList([FieldPanel("role"), FieldPanel("most")])
