from typing import Any

import django_filters
from django.contrib.auth.models import Group
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView
from wagtail.admin import messages
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import BooleanColumn, Column, DateColumn
from wagtail.admin.views import generic
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.admin.widgets.button import Button
from wagtail.users.views.groups import GroupViewSet
from wagtail.users.views.users import UserViewSet

from . import reset, seed
from .forms import DepartmentForm, RoleForm, StaffForm
from .models import Department, Role, User


class StaffFilterSet(WagtailFilterSet):
    department = django_filters.ModelChoiceFilter(queryset=Department.objects.all(), label=gettext_lazy("Department"))
    groups = django_filters.ModelChoiceFilter(
        queryset=Group.objects.filter(role__isnull=False), label=gettext_lazy("Role")
    )
    is_active = django_filters.BooleanFilter(label=gettext_lazy("Active"))

    class Meta:
        model = User
        fields = ["department", "groups", "is_active"]


class StaffIndexView(generic.IndexView):
    page_title = gettext_lazy("Staff members")
    add_item_label = gettext_lazy("Add a staff member")
    export_action = "staff.export"

    def get_base_queryset(self):
        staff = User.objects.select_related("department").prefetch_related("groups__role")
        return staff if self.request.user.is_superuser else staff.filter(is_superuser=False)

    @property
    def show_export_buttons(self):
        return self.request.user.has_perm("users.export_user")

    def get(self, request, *args, **kwargs):
        if request.GET.get("export") and not self.show_export_buttons:
            raise PermissionDenied
        return super().get(request, *args, **kwargs)


class StaffCreateView(generic.CreateView):
    page_title = gettext_lazy("Add a staff member")
    success_message = gettext_lazy("%(object)s was added. Now give a one-time password.")

    def get_success_url(self):
        return reverse("wagtailusers_users:reset_password", args=[self.object.pk])


class StaffEditView(generic.EditView):
    success_message = gettext_lazy("%(object)s was saved.")

    @property
    def header_more_buttons(self):
        buttons = list(super().header_more_buttons)
        if reset.may_reset(self.object, by=self.request.user):
            for priority, (name, action) in enumerate(ACTIONS.items(), start=300):
                url = reverse(f"wagtailusers_users:{name}", args=[self.object.pk])
                buttons.append(Button(action.page_title, url=url, icon_name="key", priority=priority))
        return buttons


class StaffAction(PermissionCheckedMixin, WagtailAdminTemplateMixin, TemplateView):
    """Asks once, does it, and tells what came of it. A template of its own: Wagtail has no screen for an act."""

    model = User
    permission_policy = None
    permission_required = "change"
    template_name = "users/staff_action.html"
    header_icon = "key"
    question: Any = ""
    button: Any = ""

    def dispatch(self, request, *args, **kwargs):
        self.object = get_object_or_404(User, pk=kwargs["pk"])
        if not reset.may_reset(self.object, by=request.user):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_page_subtitle(self):
        return str(self.object)

    def get_breadcrumbs_items(self):
        return [
            *self.breadcrumbs_items,
            {"url": reverse("wagtailusers_users:index"), "label": _("Staff members")},
            {"url": self.back, "label": self.object.get_full_name()},
            {"url": "", "label": self.page_title},
        ]

    @property
    def back(self):
        return reverse("wagtailusers_users:edit", args=[self.object.pk])

    def post(self, request, *args, **kwargs):
        messages.success(request, self.act())
        return redirect(self.back)


class ResetPasswordView(StaffAction):
    page_title = gettext_lazy("Give a one-time password")
    question = gettext_lazy("The password in use stops working, and every session of this person ends.")
    button = gettext_lazy("Give a one-time password")

    def post(self, request, *args, **kwargs):
        password = reset.reset_password(self.object, by=request.user)
        return self.render_to_response(self.get_context_data(password=password))


class ResetSecondFactorView(StaffAction):
    page_title = gettext_lazy("Reset the second factor")
    question = gettext_lazy("App, passkeys and recovery codes of this person stop working, and every session ends.")
    button = gettext_lazy("Reset the second factor")

    def act(self):
        reset.reset_second_factor(self.object, by=self.request.user)  # type: ignore[arg-type]  # signed-in staff only
        return _("The second factor was reset. It is set up anew at the next sign-in.")


class SignOutView(StaffAction):
    page_title = gettext_lazy("Sign out on every device")
    question = gettext_lazy("Every session of this person ends. What is not saved there is lost.")
    button = gettext_lazy("Sign out on every device")

    def act(self):
        reset.sign_out_everywhere(self.object, by=self.request.user)  # type: ignore[arg-type]  # signed-in staff only
        return _("Every session has ended.")


ACTIONS = {
    "reset_password": ResetPasswordView,
    "reset_second_factor": ResetSecondFactorView,
    "sign_out": SignOutView,
}


class StaffViewSet(UserViewSet):
    menu_label = gettext_lazy("Staff members")
    index_view_class = StaffIndexView
    add_view_class = StaffCreateView
    edit_view_class = StaffEditView
    filterset_class = StaffFilterSet
    copy_view_enabled = False
    template_prefix = ""
    list_display = [
        "get_full_name",
        Column("username", label=gettext_lazy("Staff number"), sort_key="username"),
        Column("department", label=gettext_lazy("Department"), sort_key="department__name", classname="line-wide"),
        Column("role_names", label=gettext_lazy("Roles")),
        BooleanColumn("is_active", label=gettext_lazy("Active"), sort_key="is_active"),
        Column("active_until", label=gettext_lazy("Active until"), sort_key="active_until", classname="line-wide"),
        DateColumn("last_login", label=gettext_lazy("Last sign-in"), sort_key="last_login", classname="line-wide"),
    ]
    search_fields = ["username", "last_name", "first_name", "email"]
    list_export = [
        "username", "get_full_name", "email", "department", "role_names", "is_active", "active_until", "last_login",
    ]  # fmt: skip
    export_headings = {
        "username": gettext_lazy("Staff number"),
        "get_full_name": gettext_lazy("Name"),
        "role_names": gettext_lazy("Roles"),
        "is_active": gettext_lazy("Active"),
        "last_login": gettext_lazy("Last sign-in"),
    }
    export_filename = "staff"

    def get_form_class(self, for_update=False):
        return StaffForm

    def construct_view(self, view_class, **kwargs):
        return _no_higher(super().construct_view(view_class, **kwargs))

    def get_urlpatterns(self):
        acts = [path(f"{name}/<int:pk>/", self.construct_view(view), name=name) for name, view in ACTIONS.items()]
        return super().get_urlpatterns() + acts  # the first route is the one of the menu


def _no_higher(view):
    """A superuser's account is no business of an administrator, nor an administrator's of anybody below."""

    def guarded(request, *args, **kwargs):
        user = User.objects.filter(pk=kwargs["pk"]).first() if "pk" in kwargs else None
        higher = user is not None and (user.is_superuser or not reset.may_touch(user, by=request.user))
        if higher and not request.user.is_superuser:
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return guarded


class RoleIndexView(generic.IndexView):
    page_title = gettext_lazy("Roles")

    def get_base_queryset(self):
        return Group.objects.filter(role__isnull=False).order_by("role__pk")


class RoleEditView(generic.EditView):
    success_message = gettext_lazy("The role %(object)s was saved.")
    template_name = "users/role_edit.html"

    def get_object(self, queryset=None):
        return super().get_object(Group.objects.filter(role__isnull=False))

    def get_context_data(self, **kwargs):
        found = [one for one in seed.differences() if one.role.group_id == self.object.pk]
        context = super().get_context_data(**kwargs)
        context["difference"] = found[0] if found else None
        context["may_change"] = seed.may_change_role(self.request.user, self.object)
        context["named"] = self.names(found)
        return context

    def names(self, found):
        field = self.get_form().fields["permissions"]
        rows = {f"{row.content_type.app_label}.{row.codename}": row for row in field.queryset}
        told = {}
        for word in ("missing", "extra"):
            keys = getattr(found[0], word) if found else []
            told[word] = [field.label_from_instance(rows[key]) if key in rows else key for key in keys]
        return told


class RestoreRoleView(PermissionCheckedMixin, WagtailAdminTemplateMixin, TemplateView):
    """Gives a role back what the rooms ask for."""

    permission_policy = None
    permission_required = "change"
    http_method_names = ["post"]

    def post(self, request, pk):
        role = get_object_or_404(Role, group_id=pk)
        seed.restore(role, by=request.user)
        messages.success(request, _("The role is as it was delivered."))
        return redirect("wagtailusers_groups:edit", pk)


class RoleViewSet(GroupViewSet):
    menu_label = gettext_lazy("Roles")
    index_view_class = RoleIndexView
    edit_view_class = RoleEditView
    template_prefix = ""
    list_display = ["name"]
    search_fields = ["name"]
    inspect_view_enabled = False

    def get_form_class(self, for_update=False):
        return RoleForm

    def get_edit_view_kwargs(self, **kwargs):
        return super().get_edit_view_kwargs(**kwargs) | {"template_name": "users/role_edit.html"}

    def construct_view(self, view_class, **kwargs):
        return _only_roles(super().construct_view(view_class, **kwargs))

    def get_urlpatterns(self):
        restore = path("restore/<int:pk>/", self.construct_view(RestoreRoleView), name="restore")
        return [*super().get_urlpatterns(), restore]


def _only_roles(view):
    """Groups that are no role are kept in step by us (departments); nobody edits or deletes them by hand."""

    def guarded(request, *args, **kwargs):
        pk = kwargs.get("pk")
        if pk and not Role.objects.filter(group_id=pk).exists():
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return guarded


class DepartmentViewSet(ModelViewSet):
    model = Department
    name = "departments"
    icon = "group"
    menu_label = gettext_lazy("Departments")
    menu_order = 602
    add_to_settings_menu = True
    copy_view_enabled = False
    list_display = [
        "name",
        Column("code", label=gettext_lazy("code"), sort_key="code", classname="line-wide"),
        Column("phone", label=gettext_lazy("telephone"), sort_key="phone"),
        Column("email", label=gettext_lazy("e-mail"), sort_key="email", classname="line-wide"),
    ]
    list_export = ["name", "code", "phone", "fax", "email", "address", "opening_hours"]
    search_fields = ["name", "code"]

    def get_form_class(self, for_update=False):
        return DepartmentForm
