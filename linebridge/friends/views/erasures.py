from typing import Any

import django_filters
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import DateRangePickerWidget, WagtailFilterSet
from wagtail.admin.ui.tables import Column
from wagtail.admin.views.reports import ReportView
from wagtail.permission_policies import ModelPermissionPolicy

from cms.workflow.when import moment

from ..models import Erasure


class ErasureFilterSet(WagtailFilterSet):
    asked_at = django_filters.DateFromToRangeFilter(label=_("Period"), widget=DateRangePickerWidget)
    cause = django_filters.ChoiceFilter(label=_("cause"), choices=Erasure.Cause.choices)

    class Meta:
        model = Erasure
        fields = ["asked_at", "cause"]


class ErasureReportView(ReportView):
    """That people were erased, when and why; not who they were."""

    page_title = _("Erasures of friends")
    header_icon = "bin"
    model = Erasure
    permission_policy = ModelPermissionPolicy(Erasure)
    permission_required = "view"
    index_url_name = "line_friends_erasures"
    index_results_url_name = "line_friends_erasures_results"
    filterset_class = ErasureFilterSet
    default_ordering = ["-asked_at", "-pk"]
    paginate_by = 50
    columns = [
        Column("pk", label=_("Number of the erasure"), accessor=lambda row: row.pk, width="8%"),
        Column("asked_at", label=_("erased at"), accessor=lambda row: moment(row.asked_at)),
        Column("cause", label=_("cause"), accessor=lambda row: row.get_cause_display()),
        Column("reason", label=_("reason"), accessor=lambda row: row.reason or "－"),
        Column("asked_by", label=_("erased by"), accessor=lambda row: _name(row)),
        Column("state", label=_("state"), accessor=lambda row: row.state, width="12%"),
        Column("unlinking", label=_("consent taken back"), accessor=lambda row: row.get_unlinking_display()),
    ]

    def get_base_queryset(self) -> Any:
        return Erasure.objects.select_related("asked_by")


def _name(erasure: Erasure) -> str:
    return (erasure.asked_by.get_full_name() or erasure.asked_by.get_username()) if erasure.asked_by else "－"
