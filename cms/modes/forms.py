from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms.models import WagtailAdminModelForm
from wagtail.admin.widgets import AdminDateTimeInput

from .models import Mode


class MaintenanceForm(WagtailAdminModelForm):
    """What residents and staff are told about a maintenance."""

    class Meta:
        model = Mode
        fields = ["why", "text", "announced_from", "announced_until"]
        widgets = {
            "text": forms.Textarea(attrs={"rows": 3}),
            "announced_from": AdminDateTimeInput,
            "announced_until": AdminDateTimeInput,
        }
        help_texts = {
            "why": _("For the history; not shown to residents."),
            "text": _("Shown at the top of every public page and of this screen. Leave it empty for a plain sentence."),
            "announced_until": _("At this time the maintenance ends by itself."),
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["announced_from"].required = self.fields["announced_until"].required = True
