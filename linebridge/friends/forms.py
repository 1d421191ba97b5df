from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from .models import Friend, Keeping
from .models.number import NoNumber, key_of

NUMBER = {"inputmode": "numeric", "autocomplete": "off", "placeholder": "123-456-7890", "spellcheck": "false"}


class NumberField(forms.CharField):
    """A friend number as people type it; cleaned to the key behind it."""

    widget = forms.TextInput(attrs=NUMBER)

    def clean(self, value: Any) -> int:
        try:
            return key_of(super().clean(value))
        except NoNumber as error:
            raise forms.ValidationError(str(error)) from error


class LookUpForm(forms.Form):
    number = NumberField(
        label=_("Friend number"),
        max_length=30,
        help_text=_("Ten digits. Residents see theirs at the end of the receive settings in LINE."),
    )


class EraseForm(forms.Form):
    """The number once more, so that nobody erases the wrong person with one press, and why."""

    again = NumberField(
        label=_("Friend number once more"), max_length=30, help_text=_("Type the number that stands above.")
    )
    reason = forms.CharField(
        label=_("Reason"),
        max_length=200,
        help_text=_("It stays in the record of erasures. Write no names, addresses or telephone numbers."),
    )

    def __init__(self, *args: Any, friend: Friend, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.friend = friend

    def clean_again(self) -> int:
        if self.cleaned_data["again"] != self.friend.pk:
            raise forms.ValidationError(_("This is the number of somebody else. Compare it with the one above."))
        return self.friend.pk


class KeepingForm(forms.ModelForm):
    class Meta:
        model = Keeping
        fields = ["days"]
        labels = {"days": _("Days after a block")}
        help_texts = {"days": _("1 to 1825 (five years)")}
