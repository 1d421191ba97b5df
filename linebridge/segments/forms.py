import json
from typing import Any

from django import forms
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.forms import WagtailAdminModelForm

from cms.tables.read import FileRefused, decode
from cms.users.models import Role, User
from linebridge.questions.models import Question

from .choose import refuse_foreign
from .grant import grant_to, granted_to
from .leaves import leaf_of, offered
from .load_list import Loaded, load
from .models import Segment
from .rule import check
from .tree import RuleError, flat, leaves

LARGEST = 10 * 1024 * 1024  # bytes of a file


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
    accounts = forms.ModelMultipleChoiceField(
        User.objects.filter(is_active=True).order_by("last_name", "first_name", "username"),
        label=gettext_lazy("Accounts that may send to it"),
        required=False,
        help_text=gettext_lazy("Besides the department, or instead of it where the box above is ticked."),
    )
    roles = forms.ModelMultipleChoiceField(
        Role.objects.select_related("group"),
        label=gettext_lazy("Roles that may send to it"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if "rule" in self.fields and self.for_user is not None:
            self.fields["rule"].widget.segment = self.instance.pk
            self.fields["rule"].widget.user = self.for_user
        self.may_grant = self.for_user is not None and self.for_user.has_perm("line_segments.grant_segment")
        for name in () if self.may_grant else ("accounts", "roles", "restricted"):
            self.fields.pop(name, None)
        if self.may_grant and self.instance.pk:
            self.initial |= dict(zip(("accounts", "roles"), granted_to(self.instance), strict=True))

    def clean_rule(self):
        rule = self.cleaned_data["rule"]
        check(rule, self.instance.pk)
        refuse_foreign(rule, self.for_user, before=self.initial["rule"] if self.instance.pk else None)
        return flat(rule)

    def save(self, commit=True):
        segment = super().save(commit)
        if self.may_grant and commit:
            grant_to(segment, list(self.cleaned_data["accounts"]), list(self.cleaned_data["roles"]))
        return segment


class FriendListForm(WagtailAdminModelForm):
    """The people come as a file or typed; without either they stay as they are."""

    file = forms.FileField(label=gettext_lazy("CSV file of friend numbers"), required=False)
    numbers = forms.CharField(
        label=gettext_lazy("Or friend numbers, one a line"), required=False, widget=forms.Textarea(attrs={"rows": 6})
    )
    loaded: Loaded | None = None

    def clean_file(self):
        found = self.cleaned_data["file"]
        if found is None:
            return ""
        if found.size > LARGEST:
            raise forms.ValidationError(_("The file is larger than 10 MB. Please split it into several lists."))
        try:
            return decode(found.read())[0]
        except FileRefused as error:
            raise forms.ValidationError(str(error)) from error

    def save(self, commit=True):
        found = super().save(commit)
        text = self.cleaned_data.get("file") or self.cleaned_data.get("numbers")
        if text and commit:
            self.loaded = load(found, text, self.for_user)
        return found
