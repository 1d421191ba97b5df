"""What a department says, Wagtail's groups follow: pages, files, members."""

import pytest
from django.urls import reverse
from wagtail.models import Collection, GroupPagePermission

from cms.users.departments import department_of, may_work_on
from cms.users.models import Department, User
from cms.users.roles import give, group_of, take
from cms.users.seed import seed

BACKEND = "cms.users.sign_in.StaffBackend"


def codenames(group):
    return set(GroupPagePermission.objects.filter(group=group).values_list("page__title", "permission__codename"))


def test_the_group_may_add_and_change_below_its_pages_and_never_publish(town):
    group = town.departments["kosodate"].group
    assert codenames(group) == {("子育て", "add_page"), ("子育て", "change_page")}


def test_pages_taken_away_take_the_permission_away(town):
    kosodate = town.departments["kosodate"]
    kosodate.pages.remove(town.childcare)
    assert codenames(kosodate.group) == set()
    assert department_of(town.childcare) == town.departments["koho"]


def test_members_move_with_their_department(town):
    town.aoi.department = town.departments["kosodate"]
    town.aoi.save()
    groups = [group.name for group in town.aoi.groups.filter(department__isnull=False)]
    assert groups == ["所属：子育て課"]
    town.aoi.department = None
    town.aoi.save()
    assert not town.aoi.groups.filter(department__isnull=False).exists()


def test_a_renamed_department_renames_group_and_collection(town):
    kosodate = Department.objects.get(code="kosodate")
    kosodate.name = "こども課"
    kosodate.save()
    kosodate.refresh_from_db()
    assert (kosodate.group.name, kosodate.collection.name) == ("所属：こども課", "こども課")


def test_the_nearest_owner_upwards_counts(town):
    page = town.write("児童手当", section=town.childcare, author="chika")
    assert department_of(page) == town.departments["kosodate"]
    assert department_of(town.news) == town.departments["koho"]
    assert department_of(town.home.get_parent()) is None


@pytest.mark.parametrize(
    ("who", "may"), [("chika", True), ("dan", True), ("aoi", False), ("ben", False), ("admin", True)]
)
def test_only_its_own_people_and_administrators_work_on_a_page(town, who, may):
    page = town.write("児童手当", section=town.childcare, author="chika")
    assert may_work_on(getattr(town, who), page) is may


def test_nobody_inactive_works_on_anything(town):
    town.chika.is_active = False
    assert not may_work_on(town.chika, town.childcare)


def test_each_department_has_a_collection_that_others_cannot_choose_from(town, client):
    from wagtail.images.permissions import permission_policy

    def usable(who, action):
        found = permission_policy.collections_user_has_permission_for(getattr(town, who), action)
        return {collection.name for collection in found}

    assert usable("aoi", "add") == {"広報課"}
    assert usable("aoi", "choose") == {"広報課", "全所属で共用"}
    assert usable("chika", "choose") == {"子育て課", "全所属で共用"}
    assert usable("admin", "add") == set(Collection.objects.values_list("name", flat=True))


def test_doing_it_again_changes_nothing(town):
    from cms.users.align import align_all

    before = set(GroupPagePermission.objects.values_list("pk", flat=True))
    align_all()
    assert set(GroupPagePermission.objects.values_list("pk", flat=True)) == before


def in_a_department(user):
    return user.groups.filter(department__isnull=False).exists()


def test_an_auditor_reads_and_neither_changes_nor_takes_down_a_page_of_the_own_department(town, client):
    auditor = town.auditor
    page = town.publish(town.write("休館日のお知らせ"))
    assert auditor.department == town.departments["koho"]
    assert not in_a_department(auditor)
    may = page.permissions_for_user(auditor)
    assert not may.can_edit()
    assert not may.can_unpublish()
    client.force_login(auditor, BACKEND)
    for name in ("edit", "unpublish", "delete", "move", "copy"):
        address = reverse(f"wagtailadmin_pages:{name}", args=[page.pk])
        client.post(address, {"title": "書きかえた"})
        assert client.get(address).status_code in (302, 403), name
    page.refresh_from_db()
    assert (page.title, page.live) == ("休館日のお知らせ", True)
    assert page.latest_revision.user == town.aoi


@pytest.mark.parametrize("role", ["editor", "approver", "administrator"])
def test_a_role_that_works_on_pages_brings_the_group_and_its_loss_takes_it(town, role):
    give(town.auditor, role)
    assert in_a_department(town.auditor)
    take(town.auditor, role)
    assert not in_a_department(town.auditor)


def test_the_group_follows_a_change_from_the_side_of_the_role_too(town):
    editors = group_of("editor")
    editors.user_set.add(town.auditor)
    assert in_a_department(town.auditor)
    editors.user_set.remove(town.auditor)
    assert not in_a_department(town.auditor)


def test_who_loses_every_role_leaves_the_department(town):
    town.aoi.groups.clear()
    assert not in_a_department(town.aoi)


def test_a_migration_mends_a_membership_that_does_not_fit(town):
    User.groups.through.objects.create(user=town.auditor, group=town.departments["koho"].group)
    seed()
    assert not in_a_department(town.auditor)


def test_nobody_comes_into_a_department_by_its_group_alone(town):
    town.auditor.groups.add(town.departments["koho"].group)
    assert not in_a_department(town.auditor)
    town.aoi.groups.add(town.departments["kosodate"].group)
    assert [group.department.code for group in town.aoi.groups.filter(department__isnull=False)] == ["koho"]
