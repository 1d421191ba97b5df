"""Make the roles from the rows that all rooms ask for in their `roles.py`, after the last room has migrated.

A role whose permissions an administrator changed is left alone; `differences` tells what the rooms would want of it.
Running it again changes nothing.
"""

import logging
from collections import defaultdict
from dataclasses import dataclass
from importlib import import_module
from itertools import chain
from typing import Any

from django.apps import apps
from django.conf import settings
from django.contrib.auth.models import Group, Permission
from django.db import transaction
from django.db.models import Q
from django.utils import translation
from django.utils.module_loading import module_has_submodule

from cms.audit.write import record

from .models import Role
from .roles import LABELS

log = logging.getLogger(__name__)
ROLES_OF_ALL_PAGES = ("administrator",)  # may work on pages that belong to no department


@dataclass(frozen=True)
class Difference:
    """What the rooms want of a role and what it has: permissions as "app.codename"."""

    role: Role
    missing: list[str]
    extra: list[str]


def collect() -> dict[str, list[str]]:
    """The permissions that the rooms ask for, by key of the role. Raises LookupError on a key that is no role."""
    rows: dict[str, set[str]] = defaultdict(set)
    for room in apps.get_app_configs():
        if not room.name.startswith(("cms.", "site_pages.", "linebridge.")):
            continue
        if not module_has_submodule(room.module, "roles"):
            continue
        for key, permissions in getattr(import_module(f"{room.name}.roles"), "PERMISSIONS", {}).items():
            if key not in LABELS:
                raise LookupError(f"{room.name}.roles names {key!r}, which is no role")
            rows[key] |= set(permissions)
    return {key: sorted(rows[key]) for key in LABELS}


def seed() -> None:
    """Bring every role to what the rooms ask for, unless an administrator changed it; then every membership."""
    from .align import align_all

    for key, wanted in collect().items():
        with transaction.atomic():
            role = Role.objects.select_related("group").filter(key=key).first() or _make(key)
            if permissions_of(role.group) == role.seeded:
                _write(role, wanted)
            elif permissions_of(role.group) != wanted:
                log.warning("role %s was changed by an administrator and is left alone; see report_roles", key)
    align_all()


def restore(role: Role, by: Any) -> None:
    """Give a role back what the rooms ask for, whatever an administrator changed. Recorded."""
    with transaction.atomic():
        _write(role, collect()[role.key])
        record("role.restore", actor=by, obj=role.group)


def differences() -> list[Difference]:
    """The roles that are not what the rooms ask for."""
    found = []
    wanted_of = collect()
    for role in Role.objects.select_related("group"):
        wanted, has = set(wanted_of.get(role.key, [])), set(permissions_of(role.group))
        if wanted != has:
            found.append(Difference(role, sorted(wanted - has), sorted(has - wanted)))
    return found


def may_change_role(by: Any, group: Group) -> bool:
    """Nobody changes a role they have, and nobody the administrator's: that would let them rise by themselves."""
    role = getattr(group, "role", None)
    return role is not None and role.key != "administrator" and not by.groups.filter(pk=group.pk).exists()


def choosable(group: Group) -> list[int]:
    """Keys of the permissions a role can be given: those that some room asks for some role, and those it has."""
    return all_asked() + list(group.permissions.values_list("pk", flat=True))


def all_asked() -> list[int]:
    """Keys of the permissions that some room asks for some role."""
    return [row.pk for row in _permissions(sorted(set(chain.from_iterable(collect().values())))).values()]


def permissions_of(group: Group) -> list[str]:
    """The permissions of a group as sorted "app.codename"."""
    pairs = group.permissions.values_list("content_type__app_label", "codename")
    return sorted(f"{app}.{codename}" for app, codename in pairs)


def _make(key: str) -> Role:
    with translation.override(settings.LANGUAGE_CODE):
        name = str(LABELS[key])
    group, _created = Group.objects.get_or_create(name=name)
    return Role.objects.create(key=key, group=group, seeded=permissions_of(group))


def _write(role: Role, wanted: list[str]) -> None:
    found = _permissions(wanted)
    role.group.permissions.set(found.values())
    if lost := sorted(set(wanted) - set(found)):
        log.warning("role %s: nobody has these permissions: %s", role.key, ", ".join(lost))
    role.seeded = sorted(found)
    role.save(update_fields=["seeded"])
    if role.key in ROLES_OF_ALL_PAGES:
        from .align import align_everywhere

        align_everywhere(role.group)


def _permissions(names: list[str]) -> dict[str, Permission]:
    pairs = [name.split(".") for name in names]
    asked = chain([Q(pk__in=[])], (Q(content_type__app_label=app, codename=codename) for app, codename in pairs))
    any_of = next(asked)
    for one in asked:
        any_of |= one
    rows = Permission.objects.filter(any_of).select_related("content_type")
    return {f"{row.content_type.app_label}.{row.codename}": row for row in rows}
