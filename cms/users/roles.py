"""Roles: which there are, what this room asks for them, who has one. A role is a group behind a stable key."""

from typing import Any

from django.contrib.auth.models import Group
from django.utils.translation import gettext_lazy as _

LABELS = {
    "editor": _("Editor"),
    "approver": _("Approver"),
    "administrator": _("Administrator"),
    "auditor": _("Auditor"),
}

ADMINISTRATOR = "administrator"
WORKING = frozenset({"editor", "approver", ADMINISTRATOR})  # who work on their department's pages; auditors read

_ADMIN = "wagtailadmin.access_admin"
PERMISSIONS = {
    "editor": [_ADMIN],
    "approver": [_ADMIN],
    "administrator": [
        _ADMIN,
        "users.add_user",
        "users.change_user",
        "users.view_user",
        "users.export_user",
        "users.reset_sign_in",
        "users.work_in_any_department",
        "users.add_department",
        "users.change_department",
        "users.delete_department",
        "users.view_department",
        "auth.change_group",
        "auth.view_group",
    ],
    "auditor": [_ADMIN, "users.read_any_department", "users.view_user", "users.view_department", "auth.view_group"],
}


def group_of(key: str) -> Group:
    """The group of a role. Raises Group.DoesNotExist before the seeding and on an unknown key."""
    return Group.objects.get(role__key=key)


def give(user: Any, *keys: str) -> None:
    """Give a member of staff these roles beside those they have."""
    user.groups.add(*[group_of(key) for key in keys])


def take(user: Any, *keys: str) -> None:
    """Take these roles away; one they do not have is passed over."""
    user.groups.remove(*Group.objects.filter(role__key__in=keys))


def keys_of(user: Any) -> set[str]:
    """The keys of the roles that a member of staff has."""
    return set(user.groups.filter(role__isnull=False).values_list("role__key", flat=True))


def has_role(user: Any, key: str) -> bool:
    """Whether an active member of staff has this role."""
    return bool(user.is_active) and user.groups.filter(role__key=key).exists()
