"""Administrators manage staff, roles and departments; nobody gets more than they were given, by any of the screens."""

import pytest
from allauth.mfa.models import Authenticator
from django.contrib.auth.models import Permission
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from cms.audit.models import AuditEntry
from cms.users import reset
from cms.users.models import Department, User
from cms.users.roles import give, group_of, keys_of, take

BACKEND = "cms.users.sign_in.StaffBackend"
SCREENS = {
    "/admin/users/": {"admin", "auditor"},
    "/admin/users/new/": {"admin"},
    "/admin/users/edit/{aoi}/": {"admin"},
    "/admin/users/reset_password/{aoi}/": {"admin"},
    "/admin/users/reset_second_factor/{aoi}/": {"admin"},
    "/admin/users/sign_out/{aoi}/": {"admin"},
    "/admin/users/delete/{aoi}/": set(),
    "/admin/groups/": {"admin", "auditor"},
    "/admin/groups/new/": set(),
    "/admin/groups/edit/{editor}/": {"admin"},
    "/admin/groups/edit/{koho}/": set(),
    "/admin/groups/delete/{editor}/": set(),
    "/admin/departments/": {"admin", "auditor"},
    "/admin/departments/new/": {"admin"},
    "/admin/departments/edit/{department}/": {"admin"},
    "/admin/reports/audit-log/": {"admin", "auditor"},
}


@pytest.fixture
def administrator(town, client):
    client.force_login(town.admin, BACKEND)
    return client


def form_of(user, **changes):
    roles = [str(group.pk) for group in user.groups.filter(role__isnull=False)]
    values = {name: getattr(user, name) for name in ("username", "last_name", "first_name", "email")}
    values |= {"department": user.department_id or "", "roles": roles, "active_until": "", "is_active": "on"}
    return values | changes


def edit(user):
    return reverse("wagtailusers_users:edit", args=[user.pk])


def test_each_role_opens_exactly_its_screens(town, client):
    department = town.departments["koho"]
    numbers = {
        "aoi": town.aoi.pk,
        "editor": group_of("editor").pk,
        "koho": department.group_id,
        "department": department.pk,
    }
    wrong = []
    for name in ("aoi", "ben", "chika", "admin", "auditor"):
        client.force_login(getattr(town, name), BACKEND)
        for path, allowed in SCREENS.items():
            opened = client.get(path.format(**numbers)).status_code == 200
            if opened != (name in allowed):
                wrong.append((name, path, opened))
    assert wrong == []


def test_a_new_member_gets_no_password_until_one_is_given(administrator, town):
    department = town.departments["kosodate"]
    values = {"username": "700", "last_name": "新田", "first_name": "花", "department": department.pk,
              "roles": [group_of("editor").pk], "email": "", "active_until": ""}  # fmt: skip
    response = administrator.post("/admin/users/new/", values)
    new = User.objects.get(username="700")
    assert response.url == reverse("wagtailusers_users:reset_password", args=[new.pk])
    assert not new.has_usable_password()
    assert keys_of(new) == {"editor"}
    assert new.groups.filter(department=department).exists()
    assert not new.is_superuser


def test_a_one_time_password_works_once_and_must_be_changed(administrator, town, client):
    response = administrator.post(reverse("wagtailusers_users:reset_password", args=[town.aoi.pk]))
    password = response.context["password"]
    assert password in response.content.decode()
    client.logout()
    client.post(reverse("account_login"), {"login": "aoi", "password": password})
    assert client.get("/admin/").url.startswith(reverse("account_change_password"))
    new = "kawauso-no-kawa-88"
    client.post(reverse("account_change_password"), {"oldpassword": password, "password1": new, "password2": new})
    assert client.get("/admin/").status_code == 200
    assert AuditEntry.objects.get(action="staff.reset_password").actor == town.admin
    assert AuditEntry.objects.filter(action="staff.change_password", actor=town.aoi).exists()


def test_a_reset_of_the_second_factor_forgets_all_and_ends_sessions(administrator, town):
    from django.test import Client

    Authenticator.objects.create(user=town.aoi, type="totp", data={})
    Authenticator.objects.create(user=town.aoi, type="recovery_codes", data={})
    other = Client()
    other.force_login(town.aoi, BACKEND)
    administrator.post(reverse("wagtailusers_users:reset_second_factor", args=[town.aoi.pk]))
    assert not Authenticator.objects.filter(user=town.aoi).exists()
    assert other.get("/admin/").status_code == 302
    assert AuditEntry.objects.get(action="staff.reset_second_factor").count == 2


def test_nobody_resets_their_own_or_without_the_right(town):
    for user, by in ((town.admin, town.admin), (town.ben, town.aoi), (town.admin, town.auditor)):
        for act in (reset.reset_password, reset.reset_second_factor):
            with pytest.raises(PermissionDenied):
                act(user, by=by)
    with pytest.raises(PermissionDenied):
        reset.sign_out_everywhere(town.ben, by=town.aoi)


def test_an_administrator_changes_the_roles_of_another_and_it_is_recorded(administrator, town):
    roles = [group_of("editor").pk, group_of("auditor").pk]
    administrator.post(edit(town.aoi), form_of(town.aoi, roles=roles))
    assert keys_of(town.aoi) == {"editor", "auditor"}
    assert AuditEntry.objects.get(action="staff.roles").data == {"before": ["editor"], "after": ["auditor", "editor"]}


def test_nobody_changes_their_own_roles_department_or_end(administrator, town):
    before = keys_of(town.admin)
    roles = [group_of(key).pk for key in ("editor", "approver", "administrator", "auditor")]
    other = town.departments["kosodate"].pk
    changes = {"roles": roles, "department": other, "active_until": "2030-01-01", "last_name": "安東"}
    administrator.post(edit(town.admin), form_of(town.admin, **changes))
    town.admin.refresh_from_db()
    assert keys_of(town.admin) == before
    assert (town.admin.department.code, town.admin.active_until, town.admin.last_name) == ("koho", None, "安東")


def test_no_form_makes_a_superuser(administrator, town):
    administrator.post(edit(town.aoi), form_of(town.aoi, is_superuser="on", is_staff="on", user_permissions=["1"]))
    town.aoi.refresh_from_db()
    assert not town.aoi.is_superuser
    assert not town.aoi.is_staff
    assert not town.aoi.user_permissions.exists()


def test_a_group_that_is_no_role_cannot_be_given(administrator, town):
    group = town.departments["kosodate"].group
    response = administrator.post(edit(town.aoi), form_of(town.aoi, roles=[group.pk]))
    assert response.status_code == 200
    assert not town.aoi.groups.filter(pk=group.pk).exists()


def test_a_superuser_is_out_of_reach_of_administrators(administrator, town):
    root = User.objects.create_superuser("root", password="x" * 20)
    assert "root" not in administrator.get("/admin/users/").content.decode()
    for name in ("edit", "reset_password", "reset_second_factor", "sign_out", "history", "delete", "usage"):
        assert administrator.get(reverse(f"wagtailusers_users:{name}", args=[root.pk])).status_code == 302
    administrator.post(edit(root), form_of(root, last_name="乗っ取り"))
    root.refresh_from_db()
    assert root.last_name == ""


@pytest.mark.parametrize("action", ["assign_role", "set_active_state", "delete"])
def test_wagtails_acts_on_several_accounts_are_closed(administrator, town, action):
    url = f"/admin/bulk/users/user/{action}/?id={town.admin.pk}&id={town.aoi.pk}&next=/admin/"
    assert administrator.get(url).status_code == 302
    administrator.post(url, {"role": group_of("auditor").pk, "mark_as_active": "False"})
    assert "auditor" not in keys_of(town.admin)
    assert User.objects.filter(pk=town.aoi.pk, is_active=True).exists()


def test_an_administrator_changes_a_role_within_what_the_rooms_know(administrator, town):
    auditor = group_of("auditor")
    url = reverse("wagtailusers_groups:edit", args=[auditor.pk])
    known = Permission.objects.get(codename="change_department", content_type__app_label="users")
    kept = [row.pk for row in auditor.permissions.all()]
    administrator.post(url, {"name": "監査担当者", "permissions": [*kept, known.pk]})
    assert auditor.permissions.filter(pk=known.pk).exists()
    unknown = Permission.objects.get(codename="publish_page")
    administrator.post(url, {"name": "監査担当者", "permissions": [*kept, unknown.pk]})
    assert not auditor.permissions.filter(pk=unknown.pk).exists()
    assert "初期設定" in administrator.get(url).content.decode()
    administrator.post(reverse("wagtailusers_groups:restore", args=[auditor.pk]))
    assert not auditor.permissions.filter(pk=known.pk).exists()
    assert set(AuditEntry.objects.values_list("action", flat=True)) >= {"role.change", "role.restore"}


@pytest.mark.parametrize("key", ["administrator", "approver"])
def test_nobody_changes_the_administrators_role_or_one_they_have(administrator, town, key):
    give(town.admin, "approver")
    role = group_of(key)
    more = Permission.objects.get(codename="export_auditentry")
    before = set(role.permissions.all())
    url = reverse("wagtailusers_groups:edit", args=[role.pk])
    administrator.post(url, {"name": "x", "permissions": [more.pk]})
    role.refresh_from_db()
    assert set(role.permissions.all()) == before
    assert role.name != "x"


def test_a_department_is_made_with_its_pages_and_group(administrator, town):
    values = dict.fromkeys(["phone", "fax", "email", "address", "opening_hours"], "")
    values |= {"name": "観光課", "code": "kanko", "pages": [town.news.pk]}
    town.departments["koho"].pages.remove(town.news)
    administrator.post("/admin/departments/new/", values)
    made = Department.objects.get(code="kanko")
    assert made.group.name == "所属：観光課"
    assert list(made.pages.all().values_list("pk", flat=True)) == [town.news.pk]
    response = administrator.post("/admin/departments/new/", values | {"name": "商工課", "code": "shoko"})
    assert "観光課が担当しています" in response.content.decode()
    assert not Department.objects.filter(code="shoko").exists()


def test_the_list_searches_and_filters(administrator, town):
    def found(query):
        return {user.username for user in administrator.get("/admin/users/" + query).context["object_list"]}

    assert found("?q=青木") == {"aoi"}
    assert found(f"?department={town.departments['kosodate'].pk}") == {"chika", "dan"}
    assert found(f"?groups={group_of('auditor').pk}") == {"auditor"}
    town.aoi.is_active = False
    town.aoi.save()
    assert found("?is_active=false") == {"aoi"}


def test_without_the_right_the_list_cannot_be_taken_out(town, client):
    client.force_login(town.auditor, BACKEND)
    assert client.get("/admin/users/?export=csv").status_code == 302


def test_taking_a_role_takes_its_screens(administrator, town):
    take(town.admin, "administrator")
    assert administrator.get("/admin/users/").status_code == 302


# --- Nobody rises by a permission that a role was given ---------------------------------------------------------------
@pytest.fixture
def helper(town, client):
    """Aoi, whose role an administrator let manage accounts and reset sign-ins."""
    names = ("add_user", "change_user", "view_user", "reset_sign_in")
    group_of("editor").permissions.add(*Permission.objects.filter(codename__in=names))
    client.force_login(User.objects.get(pk=town.aoi.pk), BACKEND)
    return client


def test_whoever_is_no_administrator_makes_none(helper, town):
    administrator, editor = group_of("administrator").pk, group_of("editor").pk
    values = {"username": "700", "last_name": "新田", "first_name": "花", "department": town.departments["koho"].pk,
              "email": "", "active_until": "", "roles": [administrator]}  # fmt: skip
    answer = helper.post("/admin/users/new/", values)
    assert "管理者の役割を付けられるのは、管理者だけです" in answer.content.decode()
    helper.post(edit(town.chika), form_of(town.chika, roles=[editor, administrator]))
    assert not User.objects.filter(username="700").exists()
    assert keys_of(town.chika) == {"editor"}
    helper.post("/admin/users/new/", values | {"roles": [editor]})
    assert keys_of(User.objects.get(username="700")) == {"editor"}


def test_nor_takes_an_administrators_account_over(helper, town):
    for name in ("edit", "reset_password", "reset_second_factor", "sign_out"):
        assert helper.get(reverse(f"wagtailusers_users:{name}", args=[town.admin.pk])).status_code == 302
        helper.post(reverse(f"wagtailusers_users:{name}", args=[town.admin.pk]), form_of(town.admin, is_active=""))
    assert helper.get(reverse("wagtailusers_users:reset_password", args=[town.chika.pk])).status_code == 200
    kept = User.objects.get(pk=town.admin.pk)
    assert (kept.is_active, kept.password) == (True, town.admin.password)


def test_the_last_administrator_can_neither_leave_nor_close_nor_end(administrator, town):
    values = form_of(town.admin, roles=[], is_active="", active_until="2020-01-01")
    administrator.post(edit(town.admin), values)
    administrator.post(reverse("wagtailusers_users:delete", args=[town.admin.pk]))
    kept = User.objects.get(pk=town.admin.pk)
    assert (kept.is_active, kept.active_until) == (True, None)
    assert "administrator" in keys_of(kept)
