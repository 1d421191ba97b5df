from django import forms
from django.utils.translation import gettext_lazy as _


class HaltForm(forms.Form):
    """Why all sending stops. Others read this before they open the gate again."""

    why = forms.CharField(label=_("Reason"), max_length=200, help_text=_("Whoever opens the gate again reads this."))
