"""A wording that residents read: one field with a text per language, so that a translation never makes a second row."""

from django import forms
from django.db import models
from django.utils.translation import get_language
from wagtail.admin.widgets import AdminAutoHeightTextInput

from .language import FIRST, html_language, languages


class Wording(dict):
    """{"ja": "…", "en": "…"}. As a string it is the text in the active language, else the Japanese one."""

    def __str__(self):
        return self.in_language(get_language() or FIRST)

    def in_language(self, code: str) -> str:
        return self.get(code) or self.get(FIRST) or ""

    def language_of(self, code: str) -> str:
        """The language that `in_language(code)` is written in, as browsers name it."""
        return html_language(code if self.get(code) else FIRST)

    def __bool__(self):
        return bool(self.get(FIRST))


class WordingWidget(forms.MultiWidget):
    """The Japanese text, and folded below it one input for each other language."""

    template_name = "line_friends/wording.html"

    class Media:
        css = {"all": ["line_friends/wording.css"]}

    def __init__(self, widget=forms.TextInput, attrs=None):
        self.codes = [code for code, _name in languages()]
        inputs = {code: widget(attrs={"lang": html_language(code)}) for code in self.codes}
        super().__init__(inputs, attrs)

    def decompress(self, value):
        return [(value or {}).get(code, "") for code in self.codes]

    def id_for_label(self, id_):
        return id_

    def get_context(self, name, value, attrs):
        context = super().get_context(name, value, attrs)
        first, *others = context["widget"]["subwidgets"]
        first["attrs"]["id"] = context["widget"]["attrs"].get("id", "")  # so that a label's `for` finds it
        context["first"] = first
        names = [(html_language(code), name) for code, name in languages()[1:]]
        context["others"] = list(zip(names, others, strict=True))
        context["filled"] = sum(1 for other in others if other["value"])
        return context


class WordingFormField(forms.MultiValueField):
    def __init__(self, *, max_length=None, widget=forms.TextInput, **kwargs):
        fields = [
            forms.CharField(max_length=max_length, required=kwargs.get("required", True) and code == FIRST)
            for code, _name in languages()
        ]
        kwargs.pop("encoder", None)
        kwargs.pop("decoder", None)
        super().__init__(fields, widget=WordingWidget(widget), require_all_fields=False, **kwargs)

    def compress(self, values):
        codes = [code for code, _name in languages()]
        return Wording({code: text for code, text in zip(codes, values, strict=False) if text})


class WordingField(models.JSONField):
    """A `Wording`. `lines=True` offers a text area."""

    def __init__(self, *args, characters=None, lines=False, **kwargs):
        self.characters, self.lines = characters, lines
        kwargs.setdefault("default", Wording)
        super().__init__(*args, **kwargs)

    def deconstruct(self):
        name, path, args, kwargs = super().deconstruct()
        return name, path, args, kwargs | {"characters": self.characters, "lines": self.lines}

    def from_db_value(self, value, expression, connection):
        return Wording(super().from_db_value(value, expression, connection) or {})

    def to_python(self, value):
        if isinstance(value, str) and not value.startswith("{"):
            value = {FIRST: value} if value else {}
        return Wording(super().to_python(value) or {})

    def formfield(self, **kwargs):
        widget = AdminAutoHeightTextInput if self.lines else forms.TextInput
        kwargs.pop("widget", None)
        return models.Field.formfield(
            self, form_class=WordingFormField, max_length=self.characters, widget=widget, **kwargs
        )
