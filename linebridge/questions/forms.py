from django import forms


class ChoiceKeyInput(forms.HiddenInput):
    """The key of a choice travels along hidden, so that a draft and the public row stay the same choice."""
