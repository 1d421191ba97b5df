"""Keep what Wagtail asks in step with what a department says: its group, its pages, its collection, its members.

Called whenever a department, its pages or a member changes; doing it again changes nothing, so a call that never came
is made good by the next one or by `align_all`.
"""

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.contrib.auth.models import Group, Permission
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext
from wagtail.models import Collection, GroupCollectionPermission, GroupPagePermission, Page

from . import roles
from .models import Department, User

PAGE = ("add_page", "change_page")  # never publish_page: nothing goes live without a second person
PAGE_EVERYWHERE = ("add_page", "change_page", "lock_page", "unlock_page")
OWN_FILES = ("add_image", "change_image", "choose_image", "add_document", "change_document", "choose_document")
SHARED_FILES = ("choose_image", "choose_document")


def align_department(department: Department) -> None:
    """Make group and collection where they lack, name them, and let the group do what the department's pages ask."""
    with transaction.atomic():
        group = _own_group(department)
        collection = _own_collection(department)
        _allow_pages(group, department.pages.all(), PAGE)
        _allow_files(group, {collection: OWN_FILES} | dict.fromkeys(_shared_collection(), SHARED_FILES))


def align_member(user: User) -> None:
    """Put who writes or approves into the group of their department; everybody else into no department's.

    The group lets its members change pages and take them down, so it is not for an auditor, nor for an account that
    has no role yet.
    """
    works = bool(roles.WORKING.intersection(roles.keys_of(user)))
    own = user.department.group_id if user.department and works else None
    has = set(user.groups.filter(department__isnull=False).values_list("pk", flat=True))
    if others := has - {own}:
        user.groups.remove(*others)
    if own and own not in has:
        user.groups.add(own)


def align_members(ids: Iterable[int]) -> None:
    """These members of staff, by their keys."""
    for user in User.objects.filter(pk__in=ids).select_related("department"):
        align_member(user)


def align_everywhere(group: Group) -> None:
    """Let the group work on every page and every file. Before there is a tree nothing happens."""
    _allow_pages(group, Page.objects.filter(depth=1), PAGE_EVERYWHERE)
    _allow_files(group, dict.fromkeys(Collection.objects.filter(depth=1), OWN_FILES))


def align_all() -> None:
    """Every department and every member of staff."""
    for department in Department.objects.all():
        align_department(department)
    for user in User.objects.select_related("department"):
        align_member(user)


def _own_group(department: Department) -> Group:
    with translation.override(settings.LANGUAGE_CODE):
        name = gettext("Department: %(name)s") % {"name": department.name}
    if department.group is None:
        department.group, _made = Group.objects.get_or_create(name=name)
        Department.objects.filter(pk=department.pk).update(group=department.group)
    elif department.group.name != name:
        Group.objects.filter(pk=department.group.pk).update(name=name)
        department.group.name = name
    return department.group


def _own_collection(department: Department) -> Collection | None:
    root = Collection.get_first_root_node()
    if department.collection is None and root is not None:
        department.collection = root.add_child(name=department.name)
        Department.objects.filter(pk=department.pk).update(collection=department.collection)
    elif department.collection is not None and department.collection.name != department.name:
        Collection.objects.filter(pk=department.collection_id).update(name=department.name)
    return department.collection


def _shared_collection() -> list[Collection]:
    """The collection whose files every department may use; none before there is a tree."""
    with translation.override(settings.LANGUAGE_CODE):
        name = gettext("For all departments")
    root = Collection.get_first_root_node()
    if root is None:
        return []
    return [root.get_children().filter(name=name).first() or root.add_child(name=name)]


def _allow_pages(group: Group, pages: Iterable[Page], codenames: tuple[str, ...]) -> None:
    permissions = Permission.objects.filter(content_type__app_label="wagtailcore", codename__in=codenames)
    wanted = {(page.pk, permission.pk) for page in pages for permission in permissions}
    has = {(row.page_id, row.permission_id): row for row in GroupPagePermission.objects.filter(group=group)}
    _replace(has, wanted, lambda page, allowed: GroupPagePermission(group=group, page_id=page, permission_id=allowed))


def _allow_files(group: Group, codenames_of: dict[Any, tuple[str, ...]]) -> None:
    kinds = ("wagtailimages", "wagtaildocs")
    permissions = {row.codename: row.pk for row in Permission.objects.filter(content_type__app_label__in=kinds)}
    wanted = {
        (collection.pk, permissions[codename])
        for collection, codenames in codenames_of.items()
        if collection is not None
        for codename in codenames
        if codename in permissions
    }
    rows = GroupCollectionPermission.objects.filter(group=group, permission__in=permissions.values())
    has = {(row.collection_id, row.permission_id): row for row in rows}
    _replace(
        has,
        wanted,
        lambda collection, allowed: GroupCollectionPermission(
            group=group, collection_id=collection, permission_id=allowed
        ),
    )


def _replace(has: dict[Any, Any], wanted: set[Any], make: Any) -> None:
    for key in has.keys() - wanted:
        has[key].delete()
    for key in sorted(wanted - has.keys()):
        make(*key).save()
