"""Moving and ordering pages: who may, and that nothing but addresses and the order of lists changes by it."""

import pytest
from django.test import Client
from django.urls import reverse
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Page, PageViewRestriction

from cms.audit.models import AuditEntry
from cms.users.models import User
from cms.workflow.arrange import MayNotMove, why_not_to
from cms.workflow.fingerprint import content
from site_pages.content.models import AnnouncementPage, SectionPage

pytestmark = pytest.mark.django_db
WHO = ("aoi", "ben", "chika", "dan", "admin", "auditor")


@pytest.fixture
def parks(town):
    """A second section of 広報課, public."""
    section = SectionPage(title="公園", slug="parks", department=town.departments["koho"], live=False)
    town.home.add_child(instance=section)
    return town.publish(section)


@pytest.fixture
def notice(town):
    return town.publish(town.write("池の水を抜きます", slug="ike"))


def signed_in(user) -> Client:
    client = Client()
    client.force_login(user, "cms.users.sign_in.StaffBackend")
    return client


def move_on_the_screen(user, page, destination):
    url = reverse("wagtailadmin_pages:move_confirm", args=[page.pk, destination.pk])
    return signed_in(user).post(url)


def parent_of(page):
    return Page.objects.get(pk=page.pk).get_parent().pk


def test_a_draft_is_moved_by_whoever_may_edit_both_places(town, parks):
    able = {}
    for who in WHO:
        draft = town.write(f"{who}の下書き", slug=f"draft-{who}")
        move_on_the_screen(town.users[who], draft, parks)
        able[who] = parent_of(draft) == parks.pk
    assert able == {"aoi": True, "ben": True, "chika": False, "dan": False, "admin": True, "auditor": False}
    assert not Redirect.objects.exists(), "nobody outside is to know where a draft stood"


def test_a_public_page_is_moved_only_by_the_roles_that_may_arrange(town, parks):
    able = {}
    for who in WHO:
        page = town.publish(town.write(f"{who}のお知らせ", slug=f"page-{who}"))
        move_on_the_screen(town.users[who], page, parks)
        able[who] = parent_of(page) == parks.pk
    assert able == {"aoi": False, "ben": True, "chika": False, "dan": False, "admin": True, "auditor": False}


def test_a_moved_page_is_the_same_text_at_a_new_address(town, parks, notice, client):
    before = content(notice)
    answer = move_on_the_screen(town.ben, notice, parks)
    assert answer.status_code == 302
    moved = AnnouncementPage.objects.get(pk=notice.pk)
    assert content(moved) == before
    assert (moved.live, moved.live_revision_id, moved.department) == (True, notice.live_revision_id, notice.department)
    assert client.get("/news/ike/").headers["Location"].endswith("/parks/ike/")
    assert "池の水を抜きます" in client.get("/parks/ike/").content.decode()
    entry = AuditEntry.objects.get(action="content.move")
    assert (entry.actor_number, entry.count) == ("ben", 1)
    assert entry.data["addresses"] == [["/news/ike/", "/parks/ike/"]]


def test_the_pages_below_move_along_and_their_old_addresses_lead_on(town, parks, client):
    for n in range(2):
        town.publish(town.write(f"お知らせ{n}", slug=f"a-rather-long-name-of-a-page-{n}", section=parks))
    url = reverse("wagtailadmin_pages:move_confirm", args=[parks.pk, town.news.pk])
    staff = signed_in(town.ben)
    shown = staff.get(url).content.decode()
    assert "公開中の3ページのアドレスが変わります" in shown
    assert "/news/parks/a-rather-long-name-of-a-page-1/" in shown
    staff.post(url)
    old = client.get("/parks/a-rather-long-name-of-a-page-1/")
    assert old.headers["Location"].endswith("/news/parks/a-rather-long-name-of-a-page-1/")
    assert client.get(old.headers["Location"]).status_code == 200


def test_a_public_page_stays_with_its_department(town, notice):
    assert "別の所属" in why_not_to(notice, town.childcare, town.admin)
    assert move_on_the_screen(town.admin, notice, town.childcare).status_code in (302, 403)
    with pytest.raises(MayNotMove):
        notice.move(town.childcare, "last-child")
    assert parent_of(notice) == town.news.pk


@pytest.mark.parametrize("closed", ["here", "there"])
def test_a_public_page_is_read_by_the_same_people_as_before(town, parks, notice, closed):
    place = town.news if closed == "here" else parks
    PageViewRestriction.objects.create(page=place, restriction_type=PageViewRestriction.LOGIN)
    assert "閲覧の制限" in why_not_to(notice, parks, town.ben)
    for move in (lambda: notice.move(parks, "last-child"), lambda: notice.move(parks, "first-child")):
        with pytest.raises(MayNotMove):
            move()
    assert parent_of(notice) == town.news.pk


def test_a_restriction_of_the_page_itself_moves_along(town, parks, notice):
    PageViewRestriction.objects.create(page=notice, restriction_type=PageViewRestriction.LOGIN)
    move_on_the_screen(town.ben, notice, parks)
    assert parent_of(notice) == parks.pk
    assert Page.objects.get(pk=notice.pk).get_view_restrictions().count() == 1


def test_public_pages_are_not_moved_by_the_dozen(town, parks, notice):
    url = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "move"])
    answer = signed_in(town.ben).post(f"{url}?id={notice.pk}&next=/admin/", {"chooser": parks.pk}, follow=True)
    assert "1ページずつ移動してください" in answer.content.decode()
    assert parent_of(notice) == town.news.pk


def test_the_order_of_public_pages_is_for_the_roles_that_may_arrange(town):
    pages = [town.publish(town.write(f"お知らせ{n}", slug=f"n{n}")) for n in range(3)]
    able = {}
    for who in WHO:
        url = reverse("wagtailadmin_pages:set_page_position", args=[pages[2].pk])
        able[who] = signed_in(town.users[who]).post(f"{url}?position=0").status_code == 200
        if able[who]:
            assert town.news.get_children().first().pk == pages[2].pk, who
            Page.objects.get(pk=pages[2].pk).move(Page.objects.get(pk=town.news.pk), "last-child")
    assert able == {"aoi": False, "ben": True, "chika": False, "dan": False, "admin": True, "auditor": False}


def test_drafts_alone_are_ordered_by_an_editor(town, parks):
    drafts = [town.write(f"下書き{n}", slug=f"d{n}", section=parks) for n in range(2)]
    url = reverse("wagtailadmin_pages:set_page_position", args=[drafts[1].pk])
    assert signed_in(town.aoi).post(f"{url}?position=0").status_code == 200
    assert parks.get_children().first().pk == drafts[1].pk


def test_a_superuser_keeps_the_rules_too(town, notice):
    root = User.objects.create_superuser("root", "root@example.jp", "x" * 20)
    move_on_the_screen(root, notice, town.childcare)
    assert parent_of(notice) == town.news.pk
