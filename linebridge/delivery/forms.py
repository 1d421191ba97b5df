"""The form of an instruction in a page's editor, and the panels around it."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, ObjectList, Panel

from cms.workflow.when import time_format
from linebridge.segments.choose import refuse_reach, segments_for
from linebridge.segments.models import Segment
from linebridge.segments.rule import RuleError

from .approval import described, divided, has_started, problems_of
from .models import Delivery, Instruction
from .report import latest_of_page

CHANGE = ("audience", "segment", "when", "at", "lead", "include_image")


class InstructionForm(WagtailAdminModelForm):
    """Offers the person's own segments, refuses a time that has gone by, and keeps what has started as it was."""

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        field = self.fields.get("segment")
        if field is not None and self.for_user is not None:
            field.queryset = self._segments()
            field.empty_label = _("Choose a segment")
        if "key" in self.fields and not self.instance.key:
            self.initial["key"] = ""

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if not self.has_changed():
            return data
        if self.instance.key and has_started(self.instance):
            raise ValidationError(_("This delivery has started or was cancelled. Add a new one to send again."))
        if data.get("when") == Instruction.When.AT and data.get("at") and data["at"] <= timezone.now():
            self.add_error("at", _("The time of sending is in the past. Enter a time that is still to come."))
        self._refuse_reach(data)
        return data

    def _segments(self) -> QuerySet:
        mine = segments_for(self.for_user).values("pk")
        return Segment.objects.filter(Q(pk__in=mine) | Q(pk=self.instance.segment_id)).order_by("name", "pk")

    def _refuse_reach(self, data: dict[str, Any]) -> None:
        """What this person may not send to is refused where they choose it."""
        everyone = data.get("audience") == Instruction.Audience.EVERYONE
        changed = {"audience", "segment"} & set(self.changed_data)
        if not changed or self.for_user is None or not (everyone or data.get("segment")):
            return
        rule = {"leaf": "everyone"} if everyone else {"leaf": "segment", "id": data["segment"].pk}
        try:
            refuse_reach(self.for_user, rule, everyone)
        except RuleError as error:
            self.add_error("audience" if everyone else "segment", error)


class InstructionsPanel(InlinePanel):
    """Deliveries of a page; each row knows who is editing."""

    def get_form_options(self) -> dict[str, Any]:
        options = super().get_form_options()
        formset = options["formsets"][self.relation_name]
        formset["form"] = InstructionForm
        formset["inherit_kwargs"] = ["for_user"]
        return options


class LinePreviewPanel(Panel):
    """What the saved draft would send, to whom and when, and what is still wrong with it."""

    class BoundPanel(Panel.BoundPanel):
        template_name = "line_delivery/preview_panel.html"

        def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
            context = super().get_context_data(parent_context)
            rows, started = divided(self.instance) if self.instance.pk else ([], [])
            context["rows"], context["started"] = [_described(self.instance, row) for row in rows], started
            return context


class LineResultsPanel(Panel):
    """What became of this page's deliveries."""

    class BoundPanel(Panel.BoundPanel):
        template_name = "line_delivery/results_panel.html"

        def is_shown(self) -> bool:
            return bool(self.instance.pk and Delivery.objects.filter(page=self.instance.pk).exists())

        def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
            own = {"results": latest_of_page(self.instance.pk), "time_format": time_format()}
            return super().get_context_data(parent_context) | own


def _described(page: Any, row: Instruction) -> dict[str, Any]:
    return described(page, row) | {"problems": problems_of(page, row)}


def instruction_panels(*own: str) -> list[Any]:
    """The fields of one instruction; `own` are those of its kind of page."""
    return [
        FieldPanel("key", widget=forms.HiddenInput(), classname="w-hidden"),
        FieldRowPanel(
            [FieldPanel("audience", widget=forms.RadioSelect()), FieldPanel("segment", widget=forms.Select())]
        ),
        FieldRowPanel([FieldPanel("when", widget=forms.RadioSelect()), FieldPanel("at")]),
        *[FieldPanel(name) for name in own],
    ]


def line_tab(*own: str) -> ObjectList:
    """The LINE tab of an editor."""
    panels = [
        LineResultsPanel(heading=_("Deliveries so far")),
        InstructionsPanel(
            "line_instructions", panels=instruction_panels(*own), heading=_("Deliveries"), label=_("delivery")
        ),
        LinePreviewPanel(heading=_("How it looks in LINE")),
    ]
    return ObjectList(panels, heading="LINE")
