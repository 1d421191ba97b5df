"""The list of deliveries and the page of one: what was sent to whom, and what may be done about it."""

from typing import Any

import django_filters
from django.db.models import Q, QuerySet, Sum
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import DateRangePickerWidget, WagtailFilterSet
from wagtail.admin.ui.tables import BulkActionsCheckboxColumn, Column, StatusTagColumn, TitleColumn
from wagtail.snippets.views.snippets import IndexView, InspectView

from cms.users.models import Department
from cms.users.scope import DepartmentScopedViewSet
from cms.workflow.when import moment, time_format
from linebridge.bubbles.draw import draw

from .halt import HALT
from .models import Batch, Delivery
from .release import RELEASE, why_not
from .report import by_choice, outcomes, result

State = Delivery.State


class DeliveryFilterSet(WagtailFilterSet):
    state = django_filters.MultipleChoiceFilter(label=_("state"), choices=State.choices)
    purpose = django_filters.ChoiceFilter(label=_("class"), choices=Delivery.Purpose.choices)
    department = django_filters.ModelChoiceFilter(label=_("department"), queryset=Department.objects.all())
    due_at = django_filters.DateFromToRangeFilter(label=_("planned time"), widget=DateRangePickerWidget)

    class Meta:
        model = Delivery
        fields: list[str] = []


class DeliveryIndexView(IndexView):
    """A list to look at: there is nothing that could be done with several at once."""

    @property
    def columns(self) -> list[Column]:
        return [column for column in super().columns if not isinstance(column, BulkActionsCheckboxColumn)]

    @cached_property
    def no_results_message(self) -> Any:
        if self.is_searching or self.is_filtering:
            return super().no_results_message
        return _(
            "There is no delivery yet. Fill in the LINE tab of a page; once somebody approves it, it appears here."
        )


class DeliveryInspectView(InspectView):
    """The result page. While it is sent the figures renew themselves."""

    template_name = "line_delivery/delivery.html"
    page_title = _("Delivery")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        delivery, user = self.object, self.request.user
        texts = delivery.texts.order_by("language")
        return super().get_context_data(**kwargs) | {
            "result": result(delivery),
            "choices": by_choice(delivery),
            "outcomes": outcomes(delivery),
            "batches": delivery.batches.exclude(state=Batch.State.ACCEPTED)[:50],
            "previews": [(text.language, draw(text.messages)) for text in texts],
            "acts": acts(delivery, user),
            "running": delivery.state == State.SENDING,
            "time_format": time_format(),
        }


def acts(delivery: Delivery, user: Any) -> list[dict[str, str]]:
    """What this person may do about it now: `url`, `label`, `why_not`."""
    found = []
    if delivery.state == State.SENDING and user.has_perm(HALT):
        found.append(_act(delivery, "halt", _("Halt the delivery")))
    if delivery.state in Delivery.NOT_STARTED and user.has_perm(HALT):
        found.append(_act(delivery, "cancel", _("Cancel the delivery")))
    if delivery.state in (State.HELD, State.HALTED) and user.has_perm(RELEASE):
        found.append(_act(delivery, "release", _("Look at it and release it")) | {"why_not": why_not(delivery, user)})
    return found


def _act(delivery: Delivery, name: str, label: Any) -> dict[str, Any]:
    return {"url": reverse(f"line_delivery:{name}", args=[delivery.pk]), "label": label, "name": name}


class DeliveryViewSet(DepartmentScopedViewSet):
    """A list and a page each; nothing here is typed in."""

    model = Delivery
    icon = "mail"
    menu_label = _("Deliveries")
    menu_name = "line-deliveries"
    menu_order = 210
    add_to_admin_menu = True
    inspect_view_enabled = True
    copy_view_enabled = False
    index_view_class = DeliveryIndexView
    inspect_view_class = DeliveryInspectView
    filterset_class = DeliveryFilterSet
    search_fields = ["title"]
    search_backend_name = None
    ordering = ["-due_at", "-id"]
    list_per_page = 30
    list_display = [
        TitleColumn("title", label=_("title"), sort_key="title", get_url=lambda row: url_of(row)),
        StatusTagColumn("state", label=_("state"), accessor="get_state_display"),
        Column("department", label=_("department"), sort_key="department"),
        Column("due_at", label=_("planned time"), sort_key="due_at", accessor=lambda row: moment(row.due_at)),
        Column(
            "head_count",
            label=_("people in the audience"),
            sort_key="head_count",
            accessor=lambda row: _people(row, row.head_count),
        ),
        Column("accepted", label=_("people LINE accepted it for"), accessor=lambda row: _people(row, row.accepted)),
    ]
    list_export = [
        "id",
        "title",
        "department",
        "get_purpose_display",
        "get_state_display",
        "get_reason_display",
        "audience_words",
        "due_at",
        "started_at",
        "finished_at",
        "head_count",
        "accepted",
        "excluded_count",
    ]
    export_headings = {
        "id": _("number"),
        "title": _("title"),
        "department": _("department"),
        "get_purpose_display": _("class"),
        "get_state_display": _("state"),
        "get_reason_display": _("reason"),
        "audience_words": _("audience"),
        "due_at": _("planned time"),
        "started_at": _("started"),
        "finished_at": _("finished"),
        "head_count": _("people in the audience"),
        "accepted": _("people LINE accepted it for"),
        "excluded_count": _("people left out"),
    }
    export_filename = "deliveries"

    def get_queryset(self, request: Any) -> QuerySet:
        accepted = Sum("batches__people", filter=Q(batches__state=Batch.State.ACCEPTED))
        return super().get_queryset(request).select_related("department").annotate(accepted=accepted)


def _people(delivery: Delivery, number: int | None) -> str:
    """A number of people for the list; nobody is counted before it starts."""
    return f"{number or 0:,}" if delivery.started_at else "－"


def url_of(delivery: Delivery) -> str:
    """The address of the delivery's page in the admin."""
    return reverse("wagtailsnippets_line_delivery_delivery:inspect", args=[delivery.pk])
