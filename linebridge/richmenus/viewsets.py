from typing import Any

from django import forms
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel, ObjectList, Panel, PublishingPanel
from wagtail.admin.ui.tables import Column
from wagtail.admin.widgets.button import HeaderButton
from wagtail.snippets.views.snippets import CopyView, CreateView, IndexView

from cms.workflow.snippets import ApprovedViewSet

from .forms import MenuSetForm
from .models import MenuSet, Unreadable
from .start_from import READY, start_from, with_new_keys


class ReadyPanel(Panel):
    """On the screen for a new menu: the ready ones to start from."""

    class BoundPanel(Panel.BoundPanel):
        template_name = "line_richmenus/ready_panel.html"

        def is_shown(self) -> bool:
            return not self.instance.pk and self.request.method == "GET" and "from" not in self.request.GET

        def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
            own = {"ready": READY.items(), "add_url": reverse(MenuSet.snippet_viewset.get_url_name("add"))}
            return super().get_context_data(parent_context) | own


class FilesPanel(Panel):
    """The ways to pictures, originals and the document."""

    class BoundPanel(Panel.BoundPanel):
        template_name = "line_richmenus/files_panel.html"

        def is_shown(self) -> bool:
            return bool(self.instance.pk)


class MenuSetCreateView(CreateView):
    """Starts empty, or from a ready menu (`?from=…`). Nothing is stored before somebody saves it."""

    def get_initial_form_instance(self) -> Any:
        return start_from(self.request.GET.get("from", "")) or super().get_initial_form_instance()


class MenuSetCopyView(CopyView):
    """The newest draft under a name of its own; its areas are other areas than those of the original."""

    def get_initial_form_instance(self) -> Any:
        menu = self.get_object().get_latest_revision_as_object()
        copy = MenuSet(name=gettext("%(name)s (copy)") % {"name": menu.name})
        for field in ("department", "purpose", "size", "theme", "chat_bar_text", "opened", "segment", "order"):
            setattr(copy, field, getattr(menu, field))
        try:
            copy.tabs = with_new_keys(menu.tabs)
        except Unreadable:
            copy.tabs = []
        return copy


class MenuSetIndexView(IndexView):
    @cached_property
    def header_more_buttons(self) -> list:
        url = reverse("line_richmenus:document")
        return [
            *super().header_more_buttons,
            HeaderButton(gettext("Menu and design document"), url=url, icon_name="doc-full", priority=90),
        ]

    @cached_property
    def no_results_message(self) -> Any:
        if self.is_searching or self.is_filtering:
            return super().no_results_message
        return gettext("There is no rich menu yet. Add one; you can start from a ready menu.")


class MenuSetViewSet(ApprovedViewSet):
    model = MenuSet
    icon = "grip"
    menu_label = _("Rich menus")
    menu_name = "line-richmenus"
    menu_order = 215
    add_to_admin_menu = True
    copy_view_enabled = True
    index_view_class = MenuSetIndexView
    add_view_class = MenuSetCreateView
    copy_view_class = MenuSetCopyView
    search_fields = ["name"]
    search_backend_name = None
    list_filter = ["department", "purpose", "live"]
    list_display = [
        "name",
        Column("audience", label=_("who sees it"), accessor=lambda row: row.segment or gettext("Everyone")),
        Column("purpose", label=_("purpose"), accessor="get_purpose_display"),
        Column("department", label=_("department"), sort_key="department__name"),
        Column("order", label=_("order"), sort_key="order"),
        Column("status", label=_("state"), accessor=lambda row: row.status_string.capitalize()),
    ]
    edit_handler = ObjectList(
        [
            ReadyPanel(heading=_("Start from a ready menu")),
            MultiFieldPanel(
                [
                    FieldPanel("name"),
                    FieldRowPanel([FieldPanel("size"), FieldPanel("theme")]),
                    FieldRowPanel([FieldPanel("chat_bar_text"), FieldPanel("opened")]),
                ],
                heading=_("The menu as a whole"),
            ),
            FieldPanel("tabs", heading=_("Tabs and areas")),
            MultiFieldPanel(
                [
                    FieldRowPanel([FieldPanel("segment", widget=forms.Select), FieldPanel("order")]),
                    FieldRowPanel([FieldPanel("purpose"), FieldPanel("department")]),
                ],
                heading=_("Who sees it and when"),
            ),
            FilesPanel(heading=_("Pictures, originals, document")),
            PublishingPanel(),
        ],
        base_form_class=MenuSetForm,
    )
