"""The staff's screens for categories and pages taken down."""

from django.utils.translation import gettext_lazy
from wagtail.admin.panels import FieldPanel
from wagtail.admin.ui.tables import Column, DateColumn, StatusTagColumn
from wagtail.snippets.views.snippets import DeleteView, SnippetViewSet, SnippetViewSetGroup

from cms.users.scope import DepartmentScopedViewSet

from .models import Category, TakenDown


class CategoryViewSet(SnippetViewSet):
    model = Category
    icon = "tag"
    copy_view_enabled = False
    list_display = ["name", "slug", Column("order", label=gettext_lazy("order"), sort_key="order")]
    ordering = ["order", "name"]
    panels = [FieldPanel("name"), FieldPanel("slug"), FieldPanel("order"), FieldPanel("colour")]


class TakenDownDeleteView(DeleteView):
    """Nothing refers to these rows; what residents see afterwards is what matters."""

    confirmation_message = gettext_lazy(
        "Whoever opens the old address is no longer told that this page has ended, only that there is no such page."
    )

    def get_usage_url(self) -> None:
        return None


class TakenDownViewSet(DepartmentScopedViewSet):
    """The explanation is typed in here; the rows come and go with the pages."""

    model = TakenDown
    icon = "no-view"
    copy_view_enabled = False
    delete_view_class = TakenDownDeleteView
    search_fields = ["title"]
    list_display = [
        "title",
        Column("path", label=gettext_lazy("address of the page"), sort_key="path"),
        StatusTagColumn("kind", label=gettext_lazy("why"), accessor="get_kind_display"),
        Column("reason", label=gettext_lazy("explanation for residents")),
        DateColumn("taken_down_at", label=gettext_lazy("taken down at"), sort_key="taken_down_at"),
    ]
    panels = [
        FieldPanel("title", read_only=True),
        FieldPanel("path", read_only=True),
        FieldPanel("reason"),
        FieldPanel("department"),
    ]


class ContentGroup(SnippetViewSetGroup):
    menu_label = gettext_lazy("Categories and ended pages")
    menu_icon = "list-ul"
    menu_order = 205
    items = (CategoryViewSet, TakenDownViewSet)
