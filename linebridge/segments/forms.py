import json
from collections.abc import Iterable

from django import forms
from django.urls import reverse
from django.utils.translation import gettext as _
from wagtail.admin.forms import WagtailAdminModelForm

from linebridge.questions.models import Question

from .choose import refuse_foreign, segments_for
from .leaves import leaf_of
from .models import Segment
from .rule import check
from .tree import RuleError, flat, leaves

EDITABLE = {"choice", "any_choice", "everyone", "answered", "not_answered", "segment"}


class RuleWidget(forms.Widget):
    """The rule as nested groups of plain selects and check boxes. The JSON behind it is never shown."""

    template_name = "line_segments/rule.html"
    segments: Iterable[Segment] = ()
    segment: int | None = None

    class Media:
        css = {"all": ["line_segments/rule.css"]}
        js = ["line_segments/rule.js"]

    def id_for_label(self, id_):
        return ""

    def format_value(self, value):
        return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)

    def get_context(self, name, value, attrs):
        context = super().get_context(name, value, attrs)
        rule = _readable(context["widget"]["value"])
        context["widget"] |= {
            "questions": _questions(rule),
            "segments": [{"id": segment.pk, "name": segment.name} for segment in self.segments],
            "others": _others(rule),
            "say": reverse(Segment.snippet_viewset.get_url_name("say")),
            "segment": self.segment,
        }
        return context


def _readable(text):
    """The leaves of the rule in the form, as far as it can be read."""
    try:
        return list(leaves(json.loads(text)))
    except (ValueError, TypeError, RuleError):
        return []


def _questions(found):
    """What can be asked for: the public questions, and whatever the rule names already."""
    named = set()
    for leaf in found:
        if leaf["leaf"] in ("choice", "any_choice"):
            named |= {each for each in leaf.get("ids", [leaf.get("id")]) if isinstance(each, int)}
    asked = []
    for question in Question.objects.prefetch_related("choices"):
        offered = [choice for choice in question.choices.all() if not choice.retired or choice.pk in named]
        if offered and (question.live or any(choice.pk in named for choice in offered)):
            asked.append({"id": question.pk, "wording": str(question), "choices": [_choice(each) for each in offered]})
    return asked


def _choice(choice):
    ended = _("%(choice)s (no longer offered)") % {"choice": choice.wording}
    return {"id": choice.pk, "wording": ended if choice.retired else str(choice.wording)}


def _others(found):
    """Words for conditions that other rooms registered: kept as they are here."""
    kept = [leaf for leaf in found if leaf["leaf"] not in EDITABLE]
    words = []
    for leaf in kept:
        try:
            words.append({"rule": leaf, "words": leaf_of(leaf).words(leaf)})
        except RuleError as error:
            words.append({"rule": leaf, "words": error.messages[0]})
    return words


class SegmentForm(WagtailAdminModelForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if "rule" in self.fields and self.for_user is not None:
            self.fields["rule"].widget.segment = self.instance.pk
            self.fields["rule"].widget.segments = [s for s in segments_for(self.for_user) if s.pk != self.instance.pk]

    def clean_rule(self):
        rule = self.cleaned_data["rule"]
        check(rule, self.instance.pk)
        refuse_foreign(rule, self.for_user, before=self.initial["rule"] if self.instance.pk else None)
        return flat(rule)
