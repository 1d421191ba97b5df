"""The forms of signing in, with labels that staff understand, and those of staff, departments and roles."""

from typing import Any

from allauth.account.forms import ChangePasswordForm as AllauthChangePasswordForm
from allauth.account.forms import LoginForm
from allauth.account.forms import ReauthenticateForm as AllauthReauthenticateForm
from allauth.core import context
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn.forms import AddWebAuthnForm, EditWebAuthnForm, LoginWebAuthnForm
from django import forms
from django.contrib.auth.models import Group, Permission
from django.contrib.auth.password_validation import password_validators_help_texts
from django.utils.html import format_html_join
from django.utils.text import capfirst
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms.models import WagtailAdminModelForm
from wagtail.admin.widgets import AdminDateInput
from wagtail.models import Page, get_page_models

from cms.audit.write import record

from . import notify
from .lock_out import is_locked_out
from .models import Department, User
from .roles import ADMINISTRATOR, has_role
from .seed import choosable, may_change_role, permissions_of
from .spend_code import spend


def _plain(field: forms.Field) -> None:
    """No placeholder: it vanishes when one types, and the label says it already."""
    field.widget.attrs.pop("placeholder", None)


class SignInForm(LoginForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["login"].label = _("Staff number")
        self.fields["password"].label = _("Password")
        self.fields["password"].help_text = ""
        for field in self.fields.values():
            _plain(field)


class ChangePasswordForm(AllauthChangePasswordForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["oldpassword"].label = _("The password you use now")
        self.fields["oldpassword"].help_text = ""
        self.fields["password1"].label = _("New password")
        self.fields["password1"].help_text = format_html_join(
            " ", "{}", ((t,) for t in password_validators_help_texts())
        )
        self.fields["password2"].label = _("New password again")
        for field in self.fields.values():
            _plain(field)


class PasswordAgainForm(AllauthReauthenticateForm):
    """Without the link to a page where one would reset the password oneself: here the administrator does."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["password"].label = _("Password")
        self.fields["password"].help_text = ""
        _plain(self.fields["password"])


class _Code:
    fields: dict[str, forms.Field]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        _plain(self.fields["code"])
        self.fields["code"].widget.attrs |= {"inputmode": "numeric", "autocomplete": "one-time-code", "autofocus": True}


class _CodeOnce(_Code):
    """Wrong codes lock out like wrong passwords, and a right one works once."""

    user: Any
    authenticator: Any

    def clean_code(self):
        if is_locked_out(context.request, self.user):
            raise get_adapter().validation_error("incorrect_code")
        code = super().clean_code()  # type: ignore[misc]  # of allauth's form
        if not spend(self.authenticator, code):
            self._emit_authentication_failed(self.authenticator)  # type: ignore[attr-defined]  # of allauth's form
            raise get_adapter().validation_error("incorrect_code")
        return code


class CodeForm(_CodeOnce, AuthenticateForm):
    code = forms.CharField(
        label=_("Code"), help_text=_("The 6 digits that the app shows now, or one of your recovery codes.")
    )


class CodeAgainForm(_CodeOnce, ReauthenticateForm):
    code = forms.CharField(
        label=_("Code"), help_text=_("The 6 digits that the app shows now, or one of your recovery codes.")
    )


class AppForm(_Code, ActivateTOTPForm):
    code = forms.CharField(label=_("Code"), help_text=_("The 6 digits that the app shows now."))


class NewPasskeyForm(AddWebAuthnForm):
    name = forms.CharField(label=_("Name of the passkey"), required=False)
    passwordless = forms.BooleanField(
        label=_("Sign in with this passkey alone, without the password"),
        help_text=_("Take the tick away for a security key that asks for neither PIN nor fingerprint."),
        required=False,
        initial=True,
    )


class PasskeySignInForm(LoginWebAuthnForm):
    def clean_credential(self):
        """Whatever is wrong with it, the package speaks of a code, and there is none here."""
        try:
            return super().clean_credential()
        except forms.ValidationError as error:
            text = _("The passkey could not be used. Try again, or sign in another way.")
            raise forms.ValidationError(text) from error


class PasskeyForm(EditWebAuthnForm):
    name = forms.CharField(label=_("Name of the passkey"))


class StaffForm(WagtailAdminModelForm):
    """One member of staff. Nothing here makes a superuser; own roles, department and end are for others to set."""

    roles = forms.ModelMultipleChoiceField(
        Group.objects.filter(role__isnull=False),
        label=_("Roles"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    class Meta:
        model = User
        fields = ["username", "last_name", "first_name", "email", "department", "roles", "active_until", "is_active"]
        labels = {"username": _("Staff number"), "last_name": _("Family name"), "first_name": _("Given name")}
        help_texts = {
            "username": _("Letters, digits and @ . + - _ only. Used for signing in."),
            "email": _("Where requests for approval are sent."),
            "is_active": _("Take the tick away instead of deleting: what this person did stays on record."),
        }
        widgets = {"active_until": AdminDateInput}

    field_order = Meta.fields

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["last_name"].required = self.fields["first_name"].required = True
        if self.instance.pk is None:
            del self.fields["is_active"]
            return
        self.fields["roles"].initial = self.instance.groups.filter(role__isnull=False)
        if self.instance == self.for_user:
            for name in ("username", "department", "roles", "active_until", "is_active"):
                self.fields[name].disabled = True
                self.fields[name].help_text = _("Another administrator has to change this for you.")

    def clean_roles(self):
        """Only an administrator makes another one."""
        chosen = self.cleaned_data["roles"]
        rises = chosen.filter(role__key=ADMINISTRATOR).exists()
        if rises and not (self.for_user.is_superuser or has_role(self.for_user, ADMINISTRATOR)):
            raise forms.ValidationError(_("Only an administrator can give the role of an administrator."))
        return chosen

    def save(self, commit=True):
        made = self.instance.pk is None
        if made:
            self.instance.set_unusable_password()
            self.instance.must_change_password = True
        user = super().save(commit)
        self._give_roles(user)
        if not made and "email" in self.changed_data and self.initial["email"]:
            notify.sign_in_changed(user, "address", by=self.for_user, to=self.initial["email"])
        return user

    def _give_roles(self, user):
        before = set(user.groups.filter(role__isnull=False))
        after = set(self.cleaned_data["roles"])
        if before != after:
            user.groups.remove(*(before - after))
            user.groups.add(*(after - before))
            was, is_now = (sorted(group.role.key for group in groups) for groups in (before, after))
            record("staff.roles", obj=user, before=was, after=is_now)


class PagesOfDepartment(forms.ModelMultipleChoiceField):
    def label_from_instance(self, page):
        return f"{'　' * (page.depth - 2)}{page.title}"


def _sections():
    """Pages that may have pages below them, in the order of the tree."""
    kinds = [model for model in get_page_models() if model.clean_subpage_models()]
    return Page.objects.type(*kinds).filter(depth__gt=1).order_by("path")


class DepartmentForm(WagtailAdminModelForm):
    pages = PagesOfDepartment(
        Page.objects.none(),
        label=_("Pages it looks after"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("These pages and everything below them. Staff of other departments do not see drafts there."),
    )

    class Meta:
        model = Department
        fields = ["name", "code", "phone", "fax", "email", "address", "opening_hours", "pages"]
        labels = {"address": _("Address of the office")}
        help_texts = {"code": _("Short name in letters and digits, as in kosodate.")}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["pages"].queryset = _sections()

    def clean_pages(self):
        """No page has two departments. One department's pages may lie within another's: the nearest counts."""
        chosen = self.cleaned_data["pages"]
        others = Department.objects.exclude(pk=self.instance.pk).filter(pages__in=chosen)
        for other in others.prefetch_related("pages"):
            page = next(page for page in chosen if page in other.pages.all())
            raise forms.ValidationError(
                _("%(page)s already belongs to %(department)s. Take it away there first."),
                params={"page": page.title, "department": other.name},
            )
        return chosen


class PermissionChoice(forms.ModelMultipleChoiceField):
    ACTIONS = {
        "add": _("add"),
        "change": _("change"),
        "delete": _("delete"),
        "view": _("view"),
        "publish": _("publish"),
    }

    def label_from_instance(self, permission):
        kind = permission.content_type.model_class()
        name = capfirst(kind._meta.verbose_name) if kind else permission.content_type.model
        action = self.ACTIONS.get(permission.codename.rpartition("_" + permission.content_type.model)[0])
        return f"{name}：{action}" if action else gettext(permission.name)


class RoleForm(WagtailAdminModelForm):
    """What a role may do, chosen from what the rooms ask for any role; the administrator's own role is not offered."""

    permissions = PermissionChoice(
        Permission.objects.none(), label=_("Permissions"), required=False, widget=forms.CheckboxSelectMultiple
    )

    class Meta:
        model = Group
        fields = ["name", "permissions"]
        labels = {"name": _("Name")}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        order = ("content_type__app_label", "content_type__model", "codename")
        self.fields["permissions"].queryset = Permission.objects.filter(pk__in=choosable(self.instance)).order_by(
            *order
        )
        self.fields["permissions"].queryset = self.fields["permissions"].queryset.select_related("content_type")
        if not may_change_role(self.for_user, self.instance):
            for field in self.fields.values():
                field.disabled = True

    def clean(self):
        if not may_change_role(self.for_user, self.instance):
            raise forms.ValidationError(_("You cannot change this role."))
        return super().clean()

    def save(self, commit=True):
        before = set(permissions_of(self.instance))
        group = super().save(commit)
        after = set(permissions_of(group))
        if before != after:
            record("role.change", obj=group, added=sorted(after - before), removed=sorted(before - after))
        return group
