"""Rows of a department on Wagtail's own screens: each leak is closed, and a grant opens exactly one row."""

import pytest
from django.contrib.auth.models import Permission
from django.urls import URLPattern, get_resolver, reverse

from cms.users import scope
from cms.users.roles import group_of
from linebridge.segments.models import Segment

BACKEND = "cms.users.sign_in.StaffBackend"
SECRET = "子育て課だけの区分"
SPACE = "wagtailsnippets_line_segments_segment"


@pytest.fixture
def rows(town):
    """One segment of each department; editors may do everything with segments, as far as the model goes."""
    for codename in ("add_segment", "change_segment", "delete_segment", "view_segment"):
        group_of("editor").permissions.add(Permission.objects.get(codename=codename))
    everyone = {"leaf": "everyone"}
    theirs = Segment.objects.create(name=SECRET, department=town.departments["kosodate"], rule=everyone)
    mine = Segment.objects.create(name="広報課の区分", department=town.departments["koho"], rule=everyone)
    return mine, theirs


@pytest.fixture
def aoi(town, client):
    client.force_login(town.aoi, BACKEND)
    return client


def routes_of(prefix):
    def walk(resolver, space=""):
        for entry in resolver.url_patterns:
            if isinstance(entry, URLPattern):
                yield f"{space}{entry.name}", entry.pattern
            else:
                yield from walk(entry, f"{entry.namespace}:" if entry.namespace else space)

    return [(name, pattern) for name, pattern in walk(get_resolver()) if name.startswith(prefix)]


def text(response):
    body = b"".join(response.streaming_content) if response.streaming else response.content
    return body.decode("utf-8-sig") + body.decode("unicode_escape", errors="ignore")


def test_no_route_that_names_a_foreign_row_answers(rows, aoi):
    _mine, theirs = rows
    walked = []
    for name, pattern in routes_of(SPACE):
        groups = set(pattern.regex.groupindex)
        if "pk" not in groups:
            continue
        values = {key: {"pk": theirs.pk, "action_name": "approve"}.get(key, 1) for key in groups}
        for ask in (aoi.get, aoi.post):
            response = ask(reverse(name, kwargs=values))
            assert response.status_code in (302, 403, 404, 405), name
            assert SECRET not in text(response), name
        walked.append(name.partition(":")[2])
    assert {"edit", "delete", "usage", "history"} <= set(walked)
    assert Segment.objects.filter(pk=theirs.pk, name=SECRET).exists()


def test_list_results_search_and_export_leave_it_out(rows, aoi):
    for query in ("list", "list_results"):
        url = reverse(f"{SPACE}:{query}")
        for parameters in ("", "?q=区分", "?export=csv"):
            found = text(aoi.get(url + parameters))
            assert SECRET not in found
    assert "広報課の区分" in text(aoi.get(reverse(f"{SPACE}:list")))


def test_deleting_several_at_once_leaves_foreign_rows_alone(rows, aoi):
    mine, theirs = rows
    for ids in (f"id={theirs.pk}", f"id={mine.pk}&id={theirs.pk}", "id=all"):
        url = f"/admin/bulk/line_segments/segment/delete/?{ids}&next=/admin/"
        assert SECRET not in text(aoi.get(url))
        aoi.post(url)
        assert Segment.objects.filter(pk=theirs.pk).exists()
    aoi.post(f"/admin/bulk/line_segments/segment/delete/?id={mine.pk}&next=/admin/")
    assert not Segment.objects.filter(pk=mine.pk).exists()


def test_the_chooser_neither_lists_nor_hands_over(rows, aoi):
    mine, theirs = rows
    space = "wagtailsnippetchoosers_line_segments_segment"
    assert SECRET not in text(aoi.get(reverse(f"{space}:choose")))
    assert SECRET not in text(aoi.get(reverse(f"{space}:choose_results") + "?q=区分"))
    assert "広報課の区分" in text(aoi.get(reverse(f"{space}:choose")))
    assert aoi.get(reverse(f"{space}:chosen", args=[theirs.pk])).status_code == 302
    assert aoi.get(reverse(f"{space}:chosen_multiple") + f"?id={mine.pk}&id={theirs.pk}").status_code == 302
    assert aoi.get(reverse(f"{space}:chosen", args=[mine.pk])).status_code == 200


def test_a_row_cannot_be_put_into_another_department(rows, aoi, town):
    mine, _theirs = rows
    response = aoi.get(reverse(f"{SPACE}:edit", args=[mine.pk]))
    offered = response.context["form"].fields["department"].queryset
    assert list(offered) == [town.departments["koho"]]


def test_whoever_works_for_every_department_sees_all(rows, town, client):
    client.force_login(town.admin, BACKEND)
    assert set(scope.in_scope(town.admin, Segment)) == set(rows)


def test_a_grant_opens_this_row_to_this_account_alone(rows, town):
    _mine, theirs = rows
    scope.grant(town.aoi, theirs, "view")
    policy = scope.DepartmentPolicy(Segment)
    assert policy.user_has_permission_for_instance(town.aoi, "view", theirs)
    assert not policy.user_has_permission_for_instance(town.aoi, "change", theirs)
    assert not policy.user_has_permission_for_instance(town.ben, "view", theirs)
    scope.revoke(town.aoi, theirs, "view")
    assert not policy.user_has_permission_for_instance(town.aoi, "view", theirs)


def test_a_grant_to_a_group_reaches_its_members(rows, town):
    _mine, theirs = rows
    scope.grant(town.departments["koho"].group, theirs, "change")
    assert scope.DepartmentPolicy(Segment).user_has_permission_for_instance(town.aoi, "change", theirs)


def test_nobody_inactive_has_anything_in_scope(rows, town):
    town.aoi.is_active = False
    assert not scope.in_scope(town.aoi, Segment).exists()


def test_what_one_may_only_see_is_neither_changed_nor_removed(rows, aoi, town):
    _mine, theirs = rows
    scope.grant(town.aoi, theirs, "view")
    assert theirs.name in text(aoi.get(reverse(f"{SPACE}:list")))
    for act in ("edit", "delete"):
        aoi.post(reverse(f"{SPACE}:{act}", args=[theirs.pk]), {"name": "書きかえた"})
    aoi.post(f"/admin/bulk/line_segments/segment/delete/?id={theirs.pk}&next=/admin/")
    assert Segment.objects.filter(pk=theirs.pk, name=theirs.name).exists()


def test_an_auditor_reads_every_department_and_changes_nothing(rows, town, client):
    client.force_login(town.auditor, BACKEND)
    assert set(scope.in_scope(town.auditor, Segment)) == set(rows)
    for row in rows:
        assert row.name in text(client.get(reverse(f"{SPACE}:list")))
        for act in ("edit", "delete"):
            client.post(reverse(f"{SPACE}:{act}", args=[row.pk]), {"name": "書きかえた"})
        client.post(f"/admin/bulk/line_segments/segment/delete/?id={row.pk}&next=/admin/")
    assert {row.name for row in Segment.objects.filter(pk__in=[row.pk for row in rows])} == {row.name for row in rows}
    assert (
        not scope.in_scope(town.auditor, Segment, ["change"]).filter(department=town.departments["kosodate"]).exists()
    )
