import json
from typing import Any

from django import forms
from django.urls import reverse
from django.utils.translation import gettext as _
from wagtail.admin.forms import WagtailAdminModelForm

from linebridge.questions.models import Question

from .choose import refuse_foreign
from .leaves import leaf_of, offered
from .models import Segment
from .rule import check
from .tree import RuleError, flat, leaves


class RuleWidget(forms.Widget):
    """The rule as nested groups of plain fields. The JSON behind it is never shown."""

    template_name = "line_segments/rule.html"
    user: Any = None
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
        found = _readable(context["widget"]["value"])
        space = Segment.snippet_viewset.get_url_name
        context["widget"] |= {
            "questions": _questions(found),
            "leaves": [_as_drawn(name, leaf, found, self.user, self.segment) for name, leaf in offered().items()],
            "others": _others(found),
            "say": reverse(space("say")),
            "branches": reverse(space("branches")),
            "find": reverse(space("find")),
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
    for question in Question.objects.filter(kind__in=Question.CHOOSING).prefetch_related("choices"):
        choices = [choice for choice in question.choices.all() if not choice.retired or choice.pk in named]
        if choices and (question.live or any(choice.pk in named for choice in choices)):
            asked.append({"id": question.pk, "wording": str(question), "choices": [_choice(each) for each in choices]})
    return asked


def _choice(choice):
    ended = _("%(choice)s (no longer offered)") % {"choice": choice.wording}
    return {"id": choice.pk, "wording": ended if choice.retired else str(choice.wording)}


def _as_drawn(name, leaf, found, user, segment):
    """A kind of condition as the builder draws it; `empty` where there is nothing to choose from yet."""
    used = [each for each in found if each["leaf"] == name]
    fields = [_field(field, used, user, segment if name == "segment" else None) for field in leaf.fields]
    empty = any(field["kind"] == "select" and not field["options"] for field in fields)
    return {"name": name, "label": str(leaf.label), "fields": fields, "empty": empty and not used}


def _field(field, used, user, without):
    options = [(value, str(label)) for value, label in field.options(user) if value != without] if user else []
    known = {value for value, _label in options}
    named = [leaf.get(field.name) for leaf in used]
    kept = {value for value in named if isinstance(value, int | str) and value not in known}
    if field.kind == "select":
        options += [(value, _("number %(id)s, not among yours") % {"id": value}) for value in sorted(kept, key=str)]
    ids = sorted({each for value in named if isinstance(value, list) for each in value if isinstance(each, int)})
    return {
        "name": field.name, "kind": field.kind, "label": str(field.label), "optional": field.optional,
        "options": options, "named": list(field.named(ids)) if field.named and ids else [],
    }  # fmt: skip


def _others(found):
    """Words for conditions that nobody can put together here: kept as they are."""
    kept = [leaf for leaf in found if leaf["leaf"] not in {*offered(), "choice", "any_choice"}]
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
            self.fields["rule"].widget.user = self.for_user

    def clean_rule(self):
        rule = self.cleaned_data["rule"]
        check(rule, self.instance.pk)
        refuse_foreign(rule, self.for_user, before=self.initial["rule"] if self.instance.pk else None)
        return flat(rule)
