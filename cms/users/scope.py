"""Rows that belong to a department: who may see and change which, closed on every screen that Wagtail makes for them.

A row is in a person's scope when its department is theirs, when they work for every department (or, to look only, may
read every department's), or when the row was granted to them. A row of no department may be seen and chosen by
everybody, and changed by those who work for all.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth import get_permission_codename
from django.core.exceptions import FieldDoesNotExist, PermissionDenied
from django.db.models import Model, Q, QuerySet
from django.utils.translation import gettext as _
from guardian.shortcuts import assign_perm, get_objects_for_user, remove_perm
from wagtail.admin.views.generic import CreateView, DeleteView, EditView
from wagtail.permissions import ModelPermissionPolicy
from wagtail.snippets.views.chooser import SnippetChooserViewSet
from wagtail.snippets.views.snippets import SnippetViewSet

from .departments import ANY, READ_ANY

LOOKING = {"view", "choose"}
SEEING = ("view", "choose", "add", "change", "delete", "publish")


def grant(user_or_group: Any, obj: Model, action: str = "view") -> None:
    """Let one account, or a group, do `action` ("view", "change", …) with this one row, whatever its department."""
    assign_perm(_permission(obj, action), user_or_group, obj)


def revoke(user_or_group: Any, obj: Model, action: str = "view") -> None:
    """Take such a grant back; without one nothing happens."""
    remove_perm(_permission(obj, action), user_or_group, obj)


def in_scope(user: Any, model: type[Model], actions: Any = LOOKING) -> QuerySet:
    """The rows of `model` with which this person may do one of `actions`, as far as departments go."""
    rows = model._default_manager.all()
    if not user.is_active:
        return rows.none()
    looking = bool(LOOKING & set(actions))
    if user.has_perm(ANY) or (looking and user.has_perm(READ_ANY)):
        return rows
    allowed = Q(pk__in=granted(user, model, actions))
    if has_department(model):
        if user.department_id:
            allowed |= Q(department=user.department_id)
        if looking:
            allowed |= Q(department=None)
    return rows.filter(allowed)


def has_department(model: type[Model]) -> bool:
    """Whether the rows of this model say to which department they belong."""
    try:
        return bool(model._meta.get_field("department").is_relation)
    except FieldDoesNotExist:
        return False


def granted(user: Any, model: type[Model], actions: Any) -> QuerySet:
    """Keys of the rows that were granted one by one to this person, or to a group of theirs, for one of `actions`."""
    names = [get_permission_codename(action, model._meta) for action in actions]
    known = set(_codenames(model))
    names = [f"{model._meta.app_label}.{name}" for name in names if name in known]
    if not names:
        return model._default_manager.none().values("pk")
    return get_objects_for_user(user, names, klass=model, any_perm=True, accept_global_perms=False).values("pk")


def _codenames(model: type[Model]) -> list[str]:
    options = model._meta
    made = [get_permission_codename(action, options) for action in options.default_permissions]
    return made + [codename for codename, _name in options.permissions]


def _permission(obj: Model, action: str) -> str:
    return f"{obj._meta.app_label}.{get_permission_codename(action, obj._meta)}"


_View: Any = object  # the mixins below stand before a view class of Wagtail


class DepartmentPolicy(ModelPermissionPolicy):
    """Permission of the model *and* the row in scope; a grant on the row counts as both."""

    def user_has_permission(self, user: Any, action: str) -> bool:
        return super().user_has_permission(user, action) or granted(user, self.model, [action]).exists()

    def user_has_any_permission(self, user: Any, actions: Any) -> bool:
        return any(self.user_has_permission(user, action) for action in actions)

    def instances_user_has_any_permission_for(self, user: Any, actions: Any) -> QuerySet:
        by_role = [action for action in actions if super(DepartmentPolicy, self).user_has_permission(user, action)]
        rows = Q(pk__in=granted(user, self.model, actions))
        if by_role:
            rows |= Q(pk__in=in_scope(user, self.model, by_role).values("pk"))
        return self.model._default_manager.filter(rows)

    def instances_user_has_permission_for(self, user: Any, action: str) -> QuerySet:
        return self.instances_user_has_any_permission_for(user, [action])

    def user_has_any_permission_for_instance(self, user: Any, actions: Any, instance: Model) -> bool:
        return self.instances_user_has_any_permission_for(user, actions).filter(pk=instance.pk).exists()

    def user_has_permission_for_instance(self, user: Any, action: str, instance: Model) -> bool:
        return self.user_has_any_permission_for_instance(user, [action], instance)


def require_in_reach(policy: DepartmentPolicy, user: Any, pks: Any, actions: Any = SEEING) -> None:
    """Raise PermissionDenied unless with every row this person may do one of `actions`: see it, if none are given."""
    pks = {str(pk) for pk in pks}
    seen = policy.instances_user_has_any_permission_for(user, actions).filter(pk__in=pks)
    if seen.count() != len(pks):
        raise PermissionDenied


class DepartmentScopedChooserViewSet(SnippetChooserViewSet):
    """Chooser that lists, and hands over, only what the person in front of it may see."""

    def construct_view(self, view_class: Any, **kwargs: Any) -> Callable:
        if hasattr(view_class, "get_object_list"):
            view_class = type(view_class.__name__, (_ScopedChoice, view_class), {})
        return _guard(super().construct_view(view_class, **kwargs), self.model)


class _ScopedChoice(_View):
    def get_object_list(self) -> QuerySet:
        policy = self.model_class.snippet_viewset.permission_policy
        return (
            super()
            .get_object_list()
            .filter(pk__in=policy.instances_user_has_any_permission_for(self.request.user, SEEING).values("pk"))
        )


class DepartmentScopedViewSet(SnippetViewSet):
    """Snippets of departments. Every view that names a row (edit, delete, copy, history, usage, inspect, preview,
    revisions, lock, workflow and whatever Wagtail adds) refuses a row out of reach; list and export leave it out.
    """

    chooser_viewset_class = DepartmentScopedChooserViewSet

    @property
    def permission_policy(self) -> DepartmentPolicy:
        return DepartmentPolicy(self.model)

    def get_queryset(self, request: Any) -> QuerySet:
        return self.permission_policy.instances_user_has_any_permission_for(request.user, SEEING)

    def construct_view(self, view_class: Any, **kwargs: Any) -> Callable:
        if issubclass(view_class, CreateView | EditView) and has_department(self.model):
            view_class = type(view_class.__name__, (_OwnDepartment, view_class), {})
        # Wagtail's own check is of the permission on the model: to see a row is not to change or remove it.
        removes, changes = issubclass(view_class, DeleteView), issubclass(view_class, EditView)
        does: tuple[str, ...] = ("delete",) if removes else ("change",) if changes else SEEING
        return _guard(super().construct_view(view_class, **kwargs), self.model, does)


class _OwnDepartment(_View):
    """The form offers the person's own department only, unless they work for all."""

    def get_form(self, *args: Any, **kwargs: Any) -> Any:
        form = super().get_form(*args, **kwargs)
        field = form.fields.get("department")
        user = self.request.user
        if field is not None and not user.has_perm(ANY):
            field.queryset = field.queryset.filter(pk=user.department_id)
            field.initial = user.department_id
            field.required = True
            field.empty_label = None
            field.error_messages["invalid_choice"] = _("Choose your own department.")
        return form


def _guard(view: Callable, model: Any, does: Any = SEEING) -> Callable:
    """Ask for the row before the view does anything with it."""

    @wraps(view)
    def guarded(request: Any, *args: Any, **kwargs: Any) -> Any:
        asked = [kwargs["pk"]] if "pk" in kwargs else list(args[:1]) or request.GET.getlist("id")
        if asked:
            require_in_reach(model.snippet_viewset.permission_policy, request.user, asked, does)
        return view(request, *args, **kwargs)

    return guarded
