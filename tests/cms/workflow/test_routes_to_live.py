"""Every way to the public that Wagtail has: refused without a second person, whoever tries; and the list is complete.

A page without the mixin goes the same ways and gets there, so these tests can fail.
"""

from contextlib import suppress
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.core.management import call_command
from django.test import Client
from django.urls import get_resolver, reverse
from django.utils import timezone
from wagtail.actions.convert_alias import ConvertAliasPageAction
from wagtail.actions.create_alias import CreatePageAliasAction
from wagtail.admin.api.views import PagesAdminAPIViewSet
from wagtail.admin.views.bulk_action.registry import bulk_action_registry
from wagtail.models import Locale, Page, Revision

from cms.users.models import User
from cms.workflow.submit import submit
from linebridge.delivery.models import LineMessageIndexPage
from site_pages.content.models import AnnouncementPage
from tests.cms.workflow.forms import filled_in

pytestmark = pytest.mark.django_db


class Attempt:
    """One person in front of one draft that waits for approval."""

    def __init__(self, town, page, user):
        self.town, self.page, self.user = town, page, user
        self.client = Client()
        self.client.force_login(user)

    def fresh(self):
        return type(self.page).objects.get(pk=self.page.pk)

    @property
    def edit_url(self):
        return reverse("wagtailadmin_pages:edit", args=[self.page.pk])

    def post(self, url, data=None):
        return self.client.post(url, data or {})

    def api(self, action, data=None):
        url = reverse("wagtailadmin_api:pages:action", args=[self.page.pk, action])
        return self.client.post(url, data or {}, content_type="application/json")

    def run(self, route):
        """Walk the route; refusals are part of the story. Returns the public pages that it made."""
        before = _public()
        with suppress(PermissionDenied):
            route(self)
        return _public() - before


def create_and_publish(a):
    url = reverse("wagtailadmin_pages:add", args=[*_kind(a.page), a.page.get_parent().pk])
    changes = {"title": "すぐに出したい", "slug": "right-now", "action-publish": "1"}
    a.post(url, filled_in(a.client, url, type(a.page), **changes))


def edit_and_publish(a):
    a.post(a.edit_url, filled_in(a.client, a.edit_url, type(a.page), **{"action-publish": "1"}))


def revert_and_publish(a):
    url = reverse("wagtailadmin_pages:revisions_revert", args=[a.page.pk, a.page.latest_revision_id])
    a.post(url, filled_in(a.client, url, type(a.page), **{"action-publish": "1"}))


def approve_by_url(a):
    state = a.page.current_workflow_task_state
    a.post(reverse("wagtailadmin_pages:workflow_action", args=[a.page.pk, "approve", state.pk]), {"comment": ""})


def approve_by_modal(a):
    state = a.page.current_workflow_task_state
    a.post(
        reverse("wagtailadmin_pages:collect_workflow_action_data", args=[a.page.pk, "approve", state.pk]),
        {"comment": ""},
    )


def approve_from_the_editor(a):
    changes = {"action-workflow-action": "1", "workflow-action-name": "approve"}
    a.post(a.edit_url, filled_in(a.client, a.edit_url, type(a.page), **changes))


def bulk_publish(a):
    url = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "publish"])
    a.post(f"{url}?id={a.page.pk}&id={a.page.get_parent().pk}&next=/admin/", {"include_descendants": "on"})


def due_by_the_clock(a):
    _due(a.page.latest_revision)
    call_command("publish_scheduled")


def overwritten_after_approval_and_due(a):
    """Somebody approves for a later time; then the words of that revision are exchanged underneath."""
    revision = a.page.latest_revision
    _exchange(revision)
    _due(revision)
    call_command("publish_scheduled")


def copy_and_publish(a):
    """The source is public and approved; the copy is a new text under a new address."""
    source = _public_sibling(a)
    url = reverse("wagtailadmin_pages:copy", args=[source.pk])
    a.post(url, _copy_form(source, publish_copies="on"))


def copy_as_alias_of_a_draft(a):
    a.post(reverse("wagtailadmin_pages:copy", args=[a.page.pk]), _copy_form(a.page, alias="on"))


def api_publish(a):
    a.api("publish")


def api_copy(a):
    a.client.post(
        reverse("wagtailadmin_api:pages:action", args=[_public_sibling(a).pk, "copy"]),
        {"slug": "copied", "keep_live": True},
        content_type="application/json",
    )


def api_create_alias(a):
    a.api("create_alias", {"slug": "aliased"})


def api_convert_alias(a):
    alias = CreatePageAliasAction(_public_sibling(a), update_slug="alias").execute(skip_permission_checks=True)
    assert alias.live  # an alias may be public where its source is
    a.client.post(
        reverse("wagtailadmin_api:pages:action", args=[alias.pk, "convert_alias"]), {}, content_type="application/json"
    )
    assert Page.objects.get(pk=alias.pk).alias_of_id
    alias.delete()


def api_revert(a):
    a.api("revert_to_page_revision", {"revision_id": a.page.latest_revision_id})


def api_copy_for_translation(a):
    Locale.objects.create(language_code="en")
    a.api("copy_for_translation", {"locale": "en", "copy_parents": True})


def revision_publish(a):
    a.page.latest_revision.publish(user=a.user, skip_permission_checks=True)


def page_publish(a):
    a.page.publish(a.page.latest_revision)


def page_copy(a):
    _public_sibling(a).copy(update_attrs={"slug": "copied"})


def create_alias(a):
    CreatePageAliasAction(a.page, update_slug="aliased").execute(skip_permission_checks=True)


def convert_alias(a):
    alias = CreatePageAliasAction(_public_sibling(a), update_slug="alias").execute(skip_permission_checks=True)
    try:
        ConvertAliasPageAction(alias).execute(skip_permission_checks=True)
    except PermissionDenied:
        return
    finally:
        Page.objects.get(pk=alias.pk).delete()


def save_by_hand(a):
    page = a.fresh()
    page.live = True
    page.save()


def save_with_a_revision(a):
    page = a.fresh()
    page.live, page.live_revision = True, page.latest_revision
    page.save(update_fields=["live", "live_revision"])


def add_as_a_child(a):
    kind = type(a.page)
    a.page.get_parent().add_child(instance=kind(title="そのまま", slug="as-it-is", live=True))


def move_on_the_screen(a):
    a.post(reverse("wagtailadmin_pages:move_confirm", args=[a.page.pk, a.town.home.pk]))


def bulk_move(a):
    url = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "move"])
    a.post(f"{url}?id={a.page.pk}&next=/admin/", {"chooser": a.town.home.pk})


def api_move(a):
    a.api("move", {"destination_page_id": a.town.home.pk})


def page_move(a):
    a.page.move(a.town.home, "last-child")


def put_first(a):
    _public_sibling(a)
    a.post(reverse("wagtailadmin_pages:set_page_position", args=[a.page.pk]) + "?position=1")


REFUSED = [
    create_and_publish, edit_and_publish, revert_and_publish, approve_by_url, approve_by_modal, approve_from_the_editor,
    bulk_publish, due_by_the_clock, overwritten_after_approval_and_due, copy_and_publish, copy_as_alias_of_a_draft,
    api_publish, api_copy, api_create_alias, api_convert_alias, api_revert, api_copy_for_translation, revision_publish,
    page_publish, page_copy, create_alias, convert_alias, save_by_hand, save_with_a_revision, add_as_a_child,
    move_on_the_screen, bulk_move, api_move, page_move, put_first,
]  # fmt: skip

ROUTES_OF_PAGES = {
    "add": create_and_publish, "edit": edit_and_publish, "revisions_revert": revert_and_publish,
    "workflow_action": approve_by_url, "collect_workflow_action_data": approve_by_modal, "copy": copy_and_publish,
    "convert_alias": convert_alias, "move_confirm": move_on_the_screen, "set_page_position": put_first,
}  # fmt: skip
NEVER_PUBLISHES = {
    "preview_on_add", "type_use", "choose_parent", "type_use_results", "usage", "preview_on_edit", "view_draft",
    "add_subpage", "delete", "unpublish", "search", "search_results", "move",
    "confirm_workflow_cancellation", "workflow_preview", "set_privacy", "lock", "unlock", "revisions_index",
    "revisions_view", "revisions_unschedule", "revisions_compare", "workflow_history", "workflow_history_detail",
    "history", "history_results",
}  # fmt: skip
ROUTES_OF_THE_API = {
    "publish": api_publish, "copy": api_copy, "create_alias": api_create_alias, "convert_alias": api_convert_alias,
    "revert_to_page_revision": api_revert, "copy_for_translation": api_copy_for_translation,
    "move": api_move,
}  # fmt: skip
API_NEVER_PUBLISHES = {"delete", "unpublish"}
BULK_NEVER_PUBLISHES = {"delete", "unpublish"}


@pytest.fixture
def waiting(town):
    """A draft by Aoi that she submitted."""
    page = town.write("ごみの収集日が変わります", slug="gomi")
    submit(page, town.aoi)
    return AnnouncementPage.objects.get(pk=page.pk)


@pytest.fixture
def superuser(db):
    return User.objects.create_superuser("root", "root@example.jp", "x" * 20)


def actors(town, superuser):
    return {"the submitter": town.aoi, "a superuser": superuser, "an approver past the screen": town.ben}


@pytest.mark.parametrize("actor", ["the submitter", "a superuser", "an approver past the screen"])
@pytest.mark.parametrize("route", REFUSED, ids=lambda route: route.__name__)
def test_no_route_leads_past_the_second_person(town, waiting, superuser, route, actor):
    user = actors(town, superuser)[actor]
    attempt = Attempt(town, waiting, user)
    assert attempt.run(route) <= {getattr(town, "sibling", None)}
    assert not attempt.fresh().live


@pytest.mark.parametrize(
    "route",
    [edit_and_publish, bulk_publish, due_by_the_clock, api_publish, revision_publish, save_by_hand],
    ids=lambda r: r.__name__,
)
def test_a_page_without_the_mixin_gets_there_by_the_same_routes(town, superuser, route):
    folder = LineMessageIndexPage(title="入れ物", slug="folder", live=False)
    Page.get_first_root_node().add_child(instance=folder)
    folder.save_revision(user=superuser)
    page = LineMessageIndexPage(title="番人のいないページ", slug="unguarded", live=False)
    folder.add_child(instance=page)
    page.save_revision(user=superuser)
    attempt = Attempt(town, LineMessageIndexPage.objects.get(pk=page.pk), superuser)
    assert page.pk in attempt.run(route)


def test_every_admin_route_of_pages_is_on_the_list():
    names = set(_names(get_resolver(), "wagtailadmin_pages"))
    assert names - set(ROUTES_OF_PAGES) - NEVER_PUBLISHES == set()
    assert set(ROUTES_OF_PAGES.values()) <= set(REFUSED)


def test_every_action_of_the_admin_api_is_on_the_list():
    assert set(PagesAdminAPIViewSet.actions) - set(ROUTES_OF_THE_API) - API_NEVER_PUBLISHES == set()
    assert set(ROUTES_OF_THE_API.values()) <= set(REFUSED)


def test_every_bulk_action_of_pages_is_on_the_list():
    bulk_action_registry._scan_for_bulk_actions()
    assert set(bulk_action_registry.actions["wagtailcore"]["page"]) - BULK_NEVER_PUBLISHES == {"publish", "move"}


def test_every_action_in_wagtails_own_folder_is_on_the_list():
    import pkgutil

    import wagtail.actions

    known = {
        "convert_alias", "copy_for_translation", "copy_page", "create_alias", "delete_page", "move_page",
        "publish_page_revision", "publish_revision", "revert_to_page_revision", "unpublish", "unpublish_page",
    }  # fmt: skip
    assert {module.name for module in pkgutil.iter_modules(wagtail.actions.__path__)} == known


def _public():
    """Public pages, but for those that only repeat a public page."""
    return set(Page.objects.live().exclude(alias_of__live=True).values_list("pk", flat=True))


def _kind(page):
    return page._meta.app_label, page._meta.model_name


def _names(resolver, namespace, inside=False):
    for pattern in resolver.url_patterns:
        if hasattr(pattern, "url_patterns"):
            yield from _names(pattern, namespace, inside or pattern.namespace == namespace)
        elif inside and pattern.name:
            yield pattern.name


def _due(revision):
    content = {**revision.content, "go_live_at": None}
    Revision.objects.filter(pk=revision.pk).update(
        approved_go_live_at=timezone.now() - timedelta(minutes=1), content=content
    )


def _exchange(revision):
    revision.content = {**revision.content, "title": "承認の後で差し替えた題名"}
    Revision.objects.filter(pk=revision.pk).update(content=revision.content)


def _public_sibling(a):
    page = a.town.write("公開中のお知らせ", slug="public")
    page = a.town.publish(page)
    a.town.sibling = page.pk
    return page


def _copy_form(page, **changes):
    return {
        "new_title": "写し",
        "new_slug": "copied",
        "new_parent_page": page.get_parent().pk,
        "copy_subpages": "",
        **changes,
    }
