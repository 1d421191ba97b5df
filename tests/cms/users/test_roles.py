"""Roles come from the rooms, stay as an administrator left them, and the difference is told."""

from io import StringIO

import pytest
from django.contrib.auth.models import Group, Permission
from django.core.management import call_command
from wagtail.models import GroupPagePermission

from cms.users import roles, seed
from cms.users.models import Role, User

pytestmark = pytest.mark.django_db


def test_each_role_has_exactly_what_the_rooms_ask_for():
    wanted = seed.collect()
    assert set(wanted) == {"editor", "approver", "administrator", "auditor"}
    for role in Role.objects.all():
        assert seed.permissions_of(role.group) == wanted[role.key]
    assert seed.differences() == []


def test_every_role_may_enter_the_staff_screens():
    assert all("wagtailadmin.access_admin" in permissions for permissions in seed.collect().values())


def test_roles_have_japanese_names_and_stable_keys():
    assert dict(Role.objects.values_list("key", "group__name")) == {
        "editor": "編集者",
        "approver": "承認者",
        "administrator": "管理者",
        "auditor": "監査担当者",
    }


def test_a_role_nobody_changed_follows_the_rooms(monkeypatch):
    monkeypatch.setitem(roles.PERMISSIONS, "auditor", ["wagtailadmin.access_admin"])
    seed.seed()
    assert "users.view_user" not in seed.permissions_of(roles.group_of("auditor"))


def test_a_role_an_administrator_changed_is_left_alone_and_told(monkeypatch):
    editor = roles.group_of("editor")
    editor.permissions.add(Permission.objects.get(codename="view_department"))
    editor.permissions.remove(Permission.objects.get(codename="access_admin"))
    seed.seed()
    [difference] = seed.differences()
    assert (difference.role.key, difference.missing, difference.extra) == (
        "editor",
        ["wagtailadmin.access_admin"],
        ["users.view_department"],
    )
    told = StringIO()
    call_command("report_roles", stdout=told)
    assert told.getvalue().splitlines() == [
        "editor lacks wagtailadmin.access_admin",
        "editor also has users.view_department",
    ]


def test_give_take_and_has():
    user = User.objects.create(username="100")
    roles.give(user, "editor", "approver")
    roles.take(user, "approver")
    assert roles.keys_of(user) == {"editor"}
    assert roles.has_role(user, "editor")
    assert not roles.has_role(user, "approver")
    user.is_active = False
    assert not roles.has_role(user, "editor")


def test_wagtails_own_groups_are_gone_and_nobody_may_publish_alone():
    assert not Group.objects.filter(name__in=["Editors", "Moderators"]).exists()
    assert not GroupPagePermission.objects.filter(permission__codename="publish_page").exists()
    assert not Permission.objects.filter(group__isnull=False, codename="publish_page").exists()


def test_a_renamed_group_keeps_its_role():
    Group.objects.filter(role__key="editor").update(name="各課の担当")
    seed.seed()
    assert roles.group_of("editor").name == "各課の担当"
    assert Group.objects.filter(role__isnull=False).count() == 4
