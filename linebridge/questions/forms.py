from typing import Any, cast

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.forms import WagtailAdminModelForm

from cms.tables.read import FileRefused, decode
from cms.users.departments import ANY
from cms.users.models import Department

from . import load_districts, load_questions
from .models import Question
from .ready import NAMES, ready_set

LARGEST = 10 * 1024 * 1024  # bytes of a file


class ChoiceKeyInput(forms.HiddenInput):
    """The key of a choice travels along hidden, so that a draft and the public row stay the same choice."""


class KindSelect(forms.Select):
    """Shows the choices, and how many answers may be given, only where the kind of answer has them."""

    class Media:
        js = ["line_questions/kind.js"]


class QuestionForm(WagtailAdminModelForm):
    def clean(self):
        cleaned = super().clean()
        choices = self.formsets.get("choices")
        if choices is not None and cleaned.get("kind") in Question.CHOOSING and choices.is_valid():
            kept = [form for form in choices.forms if form.has_changed() or form.instance.pk]
            if not [form for form in kept if not form.cleaned_data.get("DELETE")]:
                self.add_error("kind", _("Please add at least one choice below, or choose another kind of answer."))
        return cleaned


class LoadForm(forms.Form):
    """A CSV file; between the look at it and the loading its text stays in the page."""

    file = forms.FileField(label=gettext_lazy("CSV file"), required=False)
    text_before = forms.CharField(widget=forms.HiddenInput, required=False, strip=False)
    text = ""

    def clean_file(self):
        found = self.cleaned_data["file"]
        if found is None:
            return None
        if found.size > LARGEST:
            raise forms.ValidationError(_("The file is larger than 10 MB. Please split it into several files."))
        try:
            self.text = decode(found.read())[0]
        except FileRefused as error:
            raise forms.ValidationError(str(error)) from error
        return found

    def clean(self):
        cleaned: dict[str, Any] = super().clean() or {}
        self.text = self.text or cleaned.get("text_before", "") or self.other_text(cleaned)
        if not self.text and not self.errors:
            self.add_error("file", _("Please choose a file."))
        return cleaned

    def other_text(self, cleaned: dict[str, Any]) -> str:
        return ""


class LoadQuestionsForm(LoadForm):
    ready = forms.ChoiceField(
        label=gettext_lazy("Or a set that is ready"), choices=[("", "—"), *NAMES.items()], required=False
    )
    department = forms.ModelChoiceField(Department.objects.all(), label=gettext_lazy("department"), empty_label=None)

    def __init__(self, *args: Any, user: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        if not user.has_perm(ANY):
            department = cast(forms.ModelChoiceField, self.fields["department"])
            department.queryset = Department.objects.filter(pk=user.department_id)
        self.initial["department"] = user.department_id
        self.fields["file"].help_text = _("Columns: %(names)s") % {"names": "、".join(load_questions.ALL)}

    def other_text(self, cleaned):
        return ready_set(cleaned["ready"]) if cleaned.get("ready") else ""

    def load(self, loader, planned, user):
        return loader.load(planned, self.cleaned_data["department"], user)

    def said(self, done):
        text = _(
            "Drafts made: %(questions)d questions, %(choices)d choices, %(groups)d groups; approval was asked for. "
            "There already: %(already)d."
        )
        return text % vars(done)


class LoadDistrictsForm(LoadForm):
    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["file"].help_text = _("Columns: %(names)s") % {"names": "、".join(load_districts.ALL)}

    def load(self, loader, planned, user):
        return loader.load(planned, user)

    def said(self, done):
        return _("Districts: %(added)d added, %(changed)d changed, %(already)d as before.") % vars(done)
