"""Give Japanese names to fields that Wagtail names in English whatever the language: its link and image dialogs.

Their labels come from variable names, or were fixed before any language was chosen. And a family name comes before a
given name. Called once at start.
"""

from django.forms import Form
from django.utils.translation import gettext_lazy as _


def name_fields() -> None:
    from wagtail.admin.forms import account, choosers
    from wagtail.images.forms import ImageInsertionForm

    link_text = {"link_text": _("Link text")}
    names: dict[type[Form], dict] = {
        choosers.ExternalLinkChooserForm: link_text,
        choosers.AnchorLinkChooserForm: link_text,
        choosers.PhoneLinkChooserForm: {"phone_number": _("Telephone number"), **link_text},
        choosers.EmailLinkChooserForm: {
            "email_address": _("E-mail address"),
            "subject": _("Subject of the e-mail"),
            "body": _("Text of the e-mail"),
            **link_text,
        },
        ImageInsertionForm: {
            "format": _("Layout of the image"),
            "image_is_decorative": _("The image is decoration"),
            "alt_text": _("Alternative text"),
        },
    }
    for form, labels in names.items():
        for field, label in labels.items():
            if field in form.base_fields:
                form.base_fields[field].label = label
    names_first = account.NameEmailForm.base_fields
    account.NameEmailForm.base_fields = {"last_name": names_first["last_name"], **names_first}
    choosers.SearchFilterMixin.base_fields["q"].widget.attrs["placeholder"] = _("Search words")
