from django import forms
from django.utils.translation import gettext_lazy as _

from linebridge.questions.models import Question

NO_LONGER = _("This can no longer be chosen. Please choose again.")


class SettingsForm(forms.Form):
    """One field a question; what the friend chose before is the initial state."""

    def __init__(self, questions: list, chosen=(), data=None):
        super().__init__(data)
        self.questions = questions
        for question in questions:
            self.fields[f"q{question.pk}"] = self._field(question, set(chosen))

    def _field(self, question, chosen):
        choices = [(str(choice.pk), str(choice.wording)) for choice in question.offered]
        mine = [value for value, _label in choices if int(value) in chosen]
        field: forms.ChoiceField
        if question.kind == Question.Kind.ONE:
            choices = [*choices, ("", str(_("Choose none of these")))]
            field = forms.ChoiceField(choices=choices, initial=(mine or [""])[0], widget=forms.RadioSelect)
        else:
            field = forms.MultipleChoiceField(choices=choices, initial=mine, widget=forms.CheckboxSelectMultiple)
        field.label, field.help_text, field.required = str(question.wording), str(question.help), False
        field.error_messages["invalid_choice"] = NO_LONGER
        return field

    def chosen(self) -> set[int]:
        """The ids of all choices ticked, over all questions."""
        ticked = set()
        for value in self.cleaned_data.values():
            ticked |= {int(each) for each in ([value] if isinstance(value, str) else value) if each}
        return ticked
