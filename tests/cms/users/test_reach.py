"""An editor of one department sees no draft of another: every admin route is walked with a foreign page's number."""

import json

import pytest
from django.urls import URLPattern, get_resolver, reverse
from wagtail.models import Page

from cms.users.reach import own_pages, readable_pages
from site_pages.content.models import AnnouncementPage

BACKEND = "cms.users.sign_in.StaffBackend"
SECRET = "児童手当の下書きです"


@pytest.fixture
def draft(town):
    return town.write(SECRET, section=town.childcare, author="chika")


@pytest.fixture
def aoi(town, client):
    """Aoi's department looks after the home page too, within which the other department's pages lie."""
    client.force_login(town.aoi, BACKEND)
    return client


def page_routes():
    """(name, parameters) of every admin route that takes the number of a page."""

    def walk(resolver, space=""):
        for entry in resolver.url_patterns:
            if isinstance(entry, URLPattern):
                names = set(entry.pattern.converters)
                if entry.name and names & {"page_id", "parent_page_id", "page_to_move_id"}:
                    yield f"{space}{entry.name}", dict(entry.pattern.converters)
            elif str(entry.pattern).startswith("admin/") or space or entry.app_name == "wagtailadmin_pages":
                yield from walk(entry, f"{entry.namespace}:" if entry.namespace else space)

    [admin] = [one for one in get_resolver().url_patterns if str(one.pattern) == "admin/"]
    return sorted(walk(admin), key=lambda route: route[0])


FILL = {
    "page_id": lambda page: page.pk,
    "parent_page_id": lambda page: page.pk,
    "page_to_move_id": lambda page: page.pk,
    "destination_id": lambda page: page.pk,
    "revision_id": lambda page: page.latest_revision_id,
    "revision_id_a": lambda page: "earliest",
    "revision_id_b": lambda page: "latest",
    "content_type_app_name": lambda page: "content",
    "content_type_model_name": lambda page: "announcementpage",
    "action_name": lambda page: "approve",
}


def shows(response):
    """Whether the draft's title stands in the answer, as text or escaped in JSON."""
    body = b"".join(response.streaming_content) if response.streaming else response.content
    return SECRET in body.decode() or json.dumps(SECRET)[1:-1] in body.decode()


def test_no_route_that_names_a_foreign_draft_shows_it_or_does_anything(town, draft, aoi):
    wrong = []
    for name, converters in page_routes():
        values = {key: FILL.get(key, lambda page: 1)(draft) for key in converters}
        for ask in (aoi.get, aoi.post):
            response = ask(reverse(name, kwargs=values))
            if response.status_code not in (302, 403, 404, 405) or shows(response):
                wrong.append((name, response.status_code))
    assert wrong == []
    draft.refresh_from_db()
    assert (draft.title, draft.live, draft.get_parent().pk) == (SECRET, False, town.childcare.pk)


def test_the_walk_finds_the_routes():
    names = {name for name, _converters in page_routes()}
    assert {"wagtailadmin_pages:edit", "wagtailadmin_pages:history", "wagtailadmin_pages:usage"} <= names
    assert {"wagtailadmin_explore", "wagtailadmin_choose_page_child"} <= names


LISTS = [
    "/admin/pages/{home}/",
    "/admin/pages/{home}/results/",
    "/admin/pages/search/?q=児童手当",
    "/admin/pages/search/results/?q=児童手当",
    "/admin/choose-page/",
    "/admin/choose-page/{home}/",
    "/admin/choose-page/{childcare}/",
    "/admin/choose-page/search/?q=児童手当",
    "/admin/reports/aging-pages/",
    "/admin/reports/locked/",
    "/admin/reports/workflow/",
    "/admin/reports/workflow_tasks/",
    "/admin/reports/page-types-usage/",
    "/admin/reports/site-history/",
    "/admin/pages/usage/content/announcementpage/",
    "/admin/api/main/pages/?child_of={childcare}",
    "/admin/api/main/pages/?search=児童手当&limit=20",
    "/admin/api/main/pages/{draft}/",
    "/admin/bulk/wagtailcore/page/publish/?id={draft}&next=/admin/",
    "/admin/bulk/wagtailcore/page/delete/?id={draft}&next=/admin/",
    "/admin/bulk/wagtailcore/page/move/?id=all&childOf={childcare}&next=/admin/",
    "/admin/",
]
FOUND_BY_ITS_OWN = [
    "/admin/pages/{childcare}/",
    "/admin/pages/search/?q=児童手当",
    "/admin/choose-page/{childcare}/",
    "/admin/choose-page/search/?q=児童手当",
    "/admin/api/main/pages/?child_of={childcare}",
]


def fill(path, town, draft):
    return path.format(home=town.home.pk, childcare=town.childcare.pk, draft=draft.pk)


def test_no_list_of_the_admin_shows_a_foreign_draft(town, draft, aoi):
    answers = {path: aoi.get(fill(path, town, draft)) for path in LISTS}
    assert [path for path, response in answers.items() if shows(response)] == []
    assert [path for path, response in answers.items() if response.status_code == 500] == []


def test_its_own_people_do_find_it(town, draft, client):
    client.force_login(town.chika, BACKEND)
    for path in FOUND_BY_ITS_OWN:
        assert shows(client.get(fill(path, town, draft))), path


def test_what_is_public_can_be_chosen_by_everybody(town, client):
    page = town.publish(town.write("夏まつり"), "aoi", "ben")
    client.force_login(town.chika, BACKEND)
    assert json.dumps("夏まつり")[1:-1] in client.get(f"/admin/choose-page/{town.news.pk}/").content.decode()
    assert Page.objects.filter(readable_pages(town.chika), pk=page.pk).exists()


def test_moving_into_a_foreign_section_is_refused(town, aoi):
    page = town.write("夏まつり")
    aoi.post(reverse("wagtailadmin_pages:move_confirm", args=[page.pk, town.childcare.pk]))
    assert AnnouncementPage.objects.get(pk=page.pk).get_parent().pk == town.news.pk


def test_own_pages_leave_out_what_lies_nearer_to_another(town, draft):
    mine = set(Page.objects.filter(own_pages(town.aoi)).values_list("pk", flat=True))
    assert {town.home.pk, town.news.pk} <= mine
    assert not mine & {town.childcare.pk, draft.pk}
    assert draft.pk in set(Page.objects.filter(own_pages(town.admin)).values_list("pk", flat=True))
