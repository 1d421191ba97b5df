from datetime import timedelta
from typing import Any

import django_filters
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.timesince import timesince
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.admin.views.generic import IndexView

from cms.users.models import Department

from .. import waiting
from ..models import SecondPersonTaskState
from .words import kind


class RequestFilters(WagtailFilterSet):
    department = django_filters.ModelChoiceFilter(queryset=Department.objects.all(), label=gettext_lazy("Department"))
    started_at = django_filters.ChoiceFilter(
        label=gettext_lazy("Waiting for"),
        method="older_than",
        choices=[("1", gettext_lazy("more than a day")), ("3", gettext_lazy("more than three days"))],
    )

    class Meta:
        model = SecondPersonTaskState
        fields = ["department", "started_at"]

    def older_than(self, queryset, name, value):
        return queryset.filter(started_at__lt=timezone.now() - timedelta(days=int(value)))


class RequestList(IndexView):
    """The requests of one tab: waiting for me, sent by me, all of my department."""

    model = SecondPersonTaskState
    template_name = "workflow/list.html"
    results_template_name = "workflow/list_results.html"
    page_title = gettext_lazy("Approvals")
    header_icon = "check"
    tab = "waiting"
    paginate_by = 20
    search_fields = ["revision__object_str"]
    search_backend_name = None
    filterset_class = RequestFilters
    default_ordering = "started_at"
    any_permission_required = None
    TABS = {"waiting": waiting.waiting_for, "sent": waiting.asked_by, "all": waiting.near}
    is_searchable = True

    @cached_property
    def columns(self) -> list[Column]:
        return [
            TitleColumn("title", label=_("Title"), accessor=lambda s: s.revision.object_str, get_url=_address),
            Column("kind", label=_("Kind"), accessor=kind),
            Column("department", label=_("Department"), accessor=_department),
            Column("asked_by", label=_("Asked by"), accessor=lambda s: _who(s.asked_by)),
            Column("started_at", label=_("Waiting"), accessor=_age, sort_key="started_at"),
        ]

    @cached_property
    def open(self) -> Any:
        return self.TABS[self.tab](self.request.user)

    def get_base_queryset(self) -> Any:
        return self.open.filter(bundle=None)

    def get_index_url(self) -> str:
        return reverse("approvals:list" if self.tab == "waiting" else f"approvals:{self.tab}")

    def get_index_results_url(self) -> str:
        return self.get_index_url() + "results/"

    def get_context_data(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(*args, **kwargs)
        user = self.request.user
        tabs = [
            ("approvals:list", _("Waiting for me"), "waiting"),
            ("approvals:sent", _("Sent by me"), "sent"),
            ("approvals:all", _("All of my department"), "all"),
        ]
        counts = {name: query(user).count() for name, query in self.TABS.items()}
        context["tabs"] = [(reverse(url), label, counts[key], key == self.tab) for url, label, key in tabs]
        context["bundles"] = [
            (bundle, self.open.filter(bundle=bundle).count(), waiting.address_of(bundle))
            for bundle in waiting.bundles_in(self.open)
        ]
        context["empty_text"] = {
            "waiting": _("Nothing waits for your approval. Requests of your department appear here."),
            "sent": _("Nothing you asked for is waiting. Ask for approval on the screen where you edit."),
            "all": _("Nothing is waiting in your department."),
        }[self.tab]
        if context["bundles"]:
            context["empty_text"] = _("Nothing is waiting besides what is named above.")
        return context


def _address(state: SecondPersonTaskState) -> str:
    return reverse("approvals:detail", args=[state.pk])


def _who(user: Any) -> str:
    return user.get_full_name() if user else "—"


def _age(state: SecondPersonTaskState) -> str:
    return timesince(state.started_at, depth=1)


def _department(state: SecondPersonTaskState) -> str:
    return str(state.department or "—")
