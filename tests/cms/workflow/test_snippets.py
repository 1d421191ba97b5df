"""Approved snippets: the same guard, the same screens, for every one that is registered."""

from contextlib import suppress

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import get_resolver, reverse
from django.utils import timezone
from wagtail.models import Revision

from cms.users.models import User
from cms.workflow import refusal
from cms.workflow.approve import approve, digest_now
from cms.workflow.seed import approved_snippets
from cms.workflow.submit import submit
from cms.workflow.take_down import take_down
from linebridge.liff.models import Greeting
from tests.cms.workflow.forms import filled_in
from tests.cms.workflow.test_routes_to_live import _names

KNOWN = {"add", "edit", "revisions_revert", "copy", "workflow_action", "collect_workflow_action_data"}
NEVER_PUBLISHES = {
    "list", "list_results", "delete", "usage", "history", "history_results", "inspect", "preview_on_add",
    "preview_on_edit", "lock", "unlock", "unpublish", "revisions_view", "revisions_compare", "revisions_unschedule",
    "confirm_workflow_cancellation", "workflow_preview", "workflow_history", "workflow_history_detail", "reorder",
}  # fmt: skip


@pytest.fixture
def greeting(town):
    row = Greeting(name="あいさつ", text={"ja": "友だち登録ありがとうございます。"}, button={"ja": "設定する"})
    row.department = town.aoi.department
    row.save()
    row.save_revision(user=town.aoi)
    return Greeting.objects.get(pk=row.pk)


@pytest.fixture
def superuser(db):
    return User.objects.create_superuser("root", "root@example.jp", "x" * 20)


def ask(row, user):
    return submit(row, user).current_task_state.specific


def fresh(row):
    return type(row).objects.get(pk=row.pk)


def test_every_approved_snippet_has_the_workflow(town):
    assert approved_snippets()
    assert [model for model in approved_snippets() if model.get_default_workflow() is None] == []


def test_a_row_is_born_as_a_draft_and_goes_live_by_approval(town, greeting):
    assert not greeting.live
    state = ask(greeting, town.aoi)
    approve(state, town.ben, digest_now(state))
    assert fresh(greeting).live


def test_one_person_takes_a_row_down(town, greeting):
    state = ask(greeting, town.aoi)
    approve(state, town.ben, digest_now(state))
    take_down(fresh(greeting), town.ben, "古い内容です")
    assert not fresh(greeting).live


def by_hand(row, client, user):
    row.live = True
    row.save()


def by_its_revision(row, client, user):
    row.latest_revision.publish(user=user, skip_permission_checks=True)


def by_its_revision_without_anybody(row, client, user):
    row.publish(row.latest_revision)


def when_due(row, client, user):
    from django.core.management import call_command

    Revision.objects.filter(pk=row.latest_revision_id).update(approved_go_live_at=timezone.now())
    call_command("publish_scheduled")


def _post(row, client, route, *args, **data):
    url = reverse(row.snippet_viewset.get_url_name(route), args=args)
    client.post(url, filled_in(client, url, type(row), **data) if route not in KNOWN_ACTIONS else data)


KNOWN_ACTIONS = ("workflow_action", "collect_workflow_action_data")


def edit_and_publish(row, client, user):
    _post(row, client, "edit", row.pk, **{"action-publish": "1"})


def create_and_publish(row, client, user):
    _post(row, client, "add", **{"name": "別のあいさつ", "action-publish": "1"})


def revert_and_publish(row, client, user):
    _post(row, client, "revisions_revert", row.pk, row.latest_revision_id, **{"action-publish": "1"})


def approve_by_url(row, client, user):
    _post(row, client, "workflow_action", row.pk, "approve", row.current_workflow_task_state.pk, comment="")


def approve_by_modal(row, client, user):
    args = (row.pk, "approve", row.current_workflow_task_state.pk)
    _post(row, client, "collect_workflow_action_data", *args, comment="")


def approve_from_the_editor(row, client, user):
    _post(row, client, "edit", row.pk, **{"action-workflow-action": "1", "workflow-action-name": "approve"})


REFUSED = [
    by_hand, by_its_revision, by_its_revision_without_anybody, when_due, edit_and_publish, create_and_publish,
    revert_and_publish, approve_by_url, approve_by_modal, approve_from_the_editor,
]  # fmt: skip


@pytest.mark.parametrize("actor", ["a superuser", "an approver past the screen"])
@pytest.mark.parametrize("route", REFUSED, ids=lambda route: route.__name__)
def test_no_route_leads_past_the_second_person(town, greeting, superuser, route, actor):
    user = {"a superuser": superuser, "an approver past the screen": town.ben}[actor]
    ask(greeting, town.aoi)
    client = Client()
    client.force_login(user)
    with suppress(PermissionDenied, AssertionError):  # an approver has no form in front of them
        route(fresh(greeting), client, user)
    assert not Greeting.objects.filter(live=True).exists()


def test_a_superuser_has_the_forms_in_front_of_them(town, greeting, superuser, client):
    client.force_login(superuser)
    for name, args in (("edit", [greeting.pk]), ("add", [])):
        url = reverse(Greeting.snippet_viewset.get_url_name(name), args=args)
        assert "name" in filled_in(client, url, Greeting)
        assert 'name="action-publish"' not in client.get(url).content.decode()


def test_overwriting_after_approval_is_refused(town, greeting):
    state = ask(greeting, town.aoi)
    approve(state, town.ben, digest_now(state))
    row = fresh(greeting)
    row.text = {"ja": "だれも承認していない文"}
    with pytest.raises(refusal.NotApproved):
        row.save()


@pytest.mark.parametrize("model", approved_snippets(), ids=lambda model: model._meta.label)
def test_every_admin_route_of_approved_snippets_is_on_the_list(model):
    namespace = f"wagtailsnippets_{model._meta.app_label}_{model._meta.model_name}"
    names = set(_names(get_resolver(), namespace))
    assert names, f"{model._meta.label} has no screens"
    assert names - KNOWN - NEVER_PUBLISHES == set()


@pytest.mark.parametrize("model", approved_snippets(), ids=lambda model: model._meta.label)
def test_no_policy_lets_anybody_publish_a_snippet(model, superuser):
    policy = model.snippet_viewset.permission_policy
    assert not policy.user_has_permission(superuser, "publish")
    assert not policy.user_has_permission_for_instance(superuser, "publish", model())
