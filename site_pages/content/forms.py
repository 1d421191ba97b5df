"""The page editor's form: it fills in what can be known and says in plain words what is wrong."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminPageForm
from wagtail.admin.forms.pages import CopyForm

from cms.users.departments import ANY

from .reserve import check_name, free_name
from .romanize import romanize


class PublicPageForm(WagtailAdminPageForm):
    """Presets the editor's own department, offers no other one, and makes the name in addresses from the title."""

    show_schedule_publishing_toggle = False  # the period has fields of its own, and Wagtail's dialog is not there

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if "slug" in self.fields:
            self.fields["slug"].required = False
        for name in {"category", "department"} & set(self.fields):
            self.fields[name].empty_label = _("(none)")
        if "department" in self.fields and self.for_user is not None:
            self._offer_departments(self.fields["department"])

    def _offer_departments(self, field):
        user = self.for_user
        if not user.has_perm(ANY):
            # The page may carry another department already; who may edit it keeps that.
            field.queryset = field.queryset.filter(pk__in={user.department_id, self.instance.department_id} - {None})
        if self.instance.pk is None:
            self.initial.setdefault("department", user.department_id)
            self.initial["department"] = self.initial["department"] or user.department_id

    def clean(self):
        cleaned = super().clean()
        if "slug" in self.fields and not cleaned.get("slug") and cleaned.get("title") and "slug" not in self.errors:
            cleaned["slug"] = free_name(romanize(cleaned["title"]), self.parent_page, self.instance)
        return cleaned

    def clean_slug(self):
        slug = self.cleaned_data.get("slug")
        if slug and "slug" in self.changed_data:
            _check_name(slug, self.parent_page)
        return slug

    def clean_go_live_at(self):
        """A time that has passed is refused, unless it is the one by which the page went live."""
        when = self.cleaned_data.get("go_live_at")
        if when and when < timezone.now() and when != self.instance.go_live_at:
            raise forms.ValidationError(_("The time of publication has passed. Enter a time later than now."))
        return when


class PublicCopyForm(CopyForm):
    """Wagtail's form for copying, which knows no names of the house."""

    def clean(self):
        cleaned = super().clean()
        try:
            check_name(cleaned.get("new_slug", ""), cleaned.get("new_parent_page") or self.page.get_parent())
        except ValidationError as error:
            self.add_error("new_slug", error.message_dict["slug"])
        return cleaned


def _check_name(slug, parent):
    try:
        check_name(slug, parent)
    except ValidationError as error:
        raise forms.ValidationError(error.message_dict["slug"]) from error
