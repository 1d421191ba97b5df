"""The approval screen, the list, and where Wagtail's own ways to approve lead."""

import re

import pytest
from django.urls import reverse
from wagtail import hooks

from cms.audit.models import AuditEntry
from cms.workflow.approval import ApprovalPanel
from cms.workflow.approve import digest_now
from cms.workflow.submit import open_bundle, submit
from cms.workflow.views import OneBundle
from site_pages.content.models import AnnouncementPage
from tests.cms.workflow.forms import filled_in
from tests.cms.workflow.test_approve import ask, edit, fresh


@pytest.fixture
def state(town):
    return ask(town.write("ごみの収集日が変わります"), town.aoi)


def url(state):
    return reverse("approvals:detail", args=[state.pk])


def shown_digest(response):
    return re.search(r'name="digest" value="([0-9a-f]{64})"', response.content.decode())[1]


def test_everything_stands_on_one_page(town, state, client):
    client.force_login(town.ben)
    response = client.get(url(state))
    text = response.content.decode()
    for words in ("ごみの収集日が変わります", town.aoi.get_full_name(), "すぐに公開されます", "承認する", "差し戻す"):
        assert words in text
    assert reverse("approvals:preview", args=[state.pk]) in text
    assert shown_digest(response) == digest_now(state)


def test_approving_on_the_screen_publishes(town, state, client):
    client.force_login(town.ben)
    digest = shown_digest(client.get(url(state)))
    response = client.post(url(state), {"decision": "approve", "digest": digest, "comment": ""})
    assert response.status_code == 302
    assert AnnouncementPage.objects.get(pk=state.revision.object_id).live


def test_a_change_in_between_is_shown_and_the_comment_stays(town, state, client):
    client.force_login(town.ben)
    digest = shown_digest(client.get(url(state)))
    edit(AnnouncementPage.objects.get(pk=state.revision.object_id), town.aoi, title="ごみの収集日を変えません")
    response = client.post(url(state), {"decision": "approve", "digest": digest, "comment": "書きかけの文"})
    text = response.content.decode()
    assert response.status_code == 409
    assert "ご覧になった後に内容が変わりました" in text
    assert 'class="addition"' in text.split("違い")[0]
    assert ">書きかけの文</textarea>" in text
    assert shown_digest(response) != digest
    again = client.post(url(state), {"decision": "approve", "digest": shown_digest(response)})
    assert again.status_code == 302


def test_sending_back_without_words_is_refused_at_the_field(town, state, client):
    client.force_login(town.ben)
    response = client.post(url(state), {"decision": "send_back", "comment": ""})
    assert response.status_code == 422
    assert "直してほしい点" in response.content.decode()


def test_who_may_not_approve_reads_why_and_who_can(town, client):
    state = ask(town.write("ごみの収集日が変わります"), town.ben)
    client.force_login(town.ben)
    text = client.get(url(state)).content.decode()
    assert "依頼したのはあなた自身" in text
    assert town.admin.get_full_name() in text
    assert 'name="digest"' not in text
    assert client.post(url(state), {"decision": "approve", "digest": digest_now(state)}).status_code == 403


@pytest.mark.parametrize("who", ["chika", "dan"])
@pytest.mark.parametrize("route", ["detail", "preview"])
def test_other_departments_see_nothing_of_a_draft(town, state, client, who, route):
    client.force_login(getattr(town, who))
    response = client.get(reverse(f"approvals:{route}", args=[state.pk]))
    assert response.status_code == 302
    assert "ごみ" not in response.content.decode()


def test_the_preview_is_the_very_draft_in_a_frame_of_ours(town, state, client):
    client.force_login(town.ben)
    response = client.get(reverse("approvals:preview", args=[state.pk]))
    assert "ごみの収集日が変わります" in response.content.decode()
    assert "frame-ancestors 'self'" in response["Content-Security-Policy"]
    assert response["X-Frame-Options"] == "SAMEORIGIN"


def test_wagtails_own_approval_leads_to_our_screen(town, state, client):
    client.force_login(town.ben)
    page = state.revision.object_id
    response = client.post(
        reverse("wagtailadmin_pages:workflow_action", args=[page, "approve", state.pk]), {"comment": ""}, follow=True
    )
    assert url(state) in response.content.decode()
    assert not AnnouncementPage.objects.get(pk=page).live


def test_the_editor_offers_our_words_and_no_publishing(town, state, client):
    client.force_login(town.aoi)
    page = state.revision.content_object
    text = client.get(reverse("wagtailadmin_pages:edit", args=[page.pk])).content.decode()
    assert url(state) in text
    assert 'name="action-publish"' not in text
    assert "承認の依頼を取り下げる" in text
    draft = town.write("別の下書き", slug="another")
    text = client.get(reverse("wagtailadmin_pages:edit", args=[draft.pk])).content.decode()
    assert "承認を依頼する" in text


def test_asking_from_the_editor_makes_a_request(town, client):
    page = town.write("お知らせ")
    client.force_login(town.aoi)
    edit_url = reverse("wagtailadmin_pages:edit", args=[page.pk])
    client.post(edit_url, filled_in(client, edit_url, AnnouncementPage, **{"action-submit": "1"}))
    assert fresh(page).current_workflow_task_state.asked_by == town.aoi


def test_the_list_shows_each_their_own(town, state, client):
    ask(town.write("子育ての教室", section=town.childcare, author="chika"), town.chika)
    bundle = open_bundle("広報みどり", town.aoi)
    submit(town.write("記事", slug="kiji"), town.aoi, bundle=bundle)
    for who, tab, expected in (
        ("ben", "list", {"ごみの収集日が変わります", "広報みどり"}),
        ("dan", "list", {"子育ての教室"}),
        ("aoi", "sent", {"ごみの収集日が変わります", "広報みどり"}),
        ("aoi", "list", set()),
        ("chika", "all", {"子育ての教室"}),
    ):
        client.force_login(getattr(town, who))
        text = client.get(reverse(f"approvals:{tab}")).content.decode()
        found = {name for name in ("ごみの収集日が変わります", "子育ての教室", "広報みどり") if name in text}
        assert found == expected, (who, tab)


def test_the_list_is_searched_and_filtered(town, state, client):
    ask(town.write("プールの休館", slug="pool"), town.aoi)
    client.force_login(town.ben)
    results = reverse("approvals:list") + "results/"
    assert "プール" not in client.get(results, {"q": "ごみ"}).content.decode()
    assert "ごみ" in client.get(results, {"department": town.ben.department_id}).content.decode()
    assert "ごみ" not in client.get(results, {"started_at": "3"}).content.decode()


def test_the_menu_counts_what_waits(town, state, client):
    client.force_login(town.ben)
    assert "\\u627f\\u8a8d\\uff081\\uff09" in client.get("/admin/").content.decode()


def test_a_bundle_is_approved_on_one_screen(town, client):
    bundle = open_bundle("広報みどり", town.aoi)
    for n in range(3):
        submit(town.write(f"記事{n}", slug=f"kiji-{n}"), town.aoi, bundle=bundle)
    client.force_login(town.ben)
    address = reverse("approvals:bundle", args=[bundle.pk])
    response = client.get(address)
    assert "3件を承認する" in response.content.decode()
    client.post(address, {"decision": "approve", "digest": shown_digest(response)})
    assert AnnouncementPage.objects.live().filter(slug__startswith="kiji-").count() == 3


def test_taking_down_asks_for_the_reason(town, client):
    page = town.publish(town.write("お知らせ"))
    client.force_login(town.aoi)
    response = client.post(reverse("wagtailadmin_pages:unpublish", args=[page.pk]))
    assert response.url.startswith("/admin/approvals/end/")
    assert client.post(response.url, {"reason": ""}).status_code == 422
    assert fresh(page).live
    client.post(response.url, {"reason": "電話番号の誤り"})
    assert not fresh(page).live
    assert AuditEntry.objects.get(action="workflow.take_down").data["reason"] == "電話番号の誤り"


class Weather(ApprovalPanel):
    """A room above that hands something in."""

    name, heading, said, wrong, writers = "weather", "天気", "晴れ", [], set()

    def render_html(self):
        return self.said

    def fingerprint(self):
        return {"said": self.said}

    def figures(self):
        return {"degrees": 20}

    def problems(self):
        return self.wrong

    def authors(self):
        return self.writers


@pytest.fixture
def weather():
    kind = type("Weather", (Weather,), {})
    with hooks.register_temporarily("register_approval_panel", lambda obj: kind(obj)):
        yield kind


def test_what_a_room_hands_in_is_shown_stored_and_bound(town, state, client, weather):
    client.force_login(town.ben)
    response = client.get(url(state))
    assert "晴れ" in response.content.decode()
    weather.said = "雨"
    again = client.post(url(state), {"decision": "approve", "digest": shown_digest(response)})
    assert again.status_code == 409
    client.post(url(state), {"decision": "approve", "digest": shown_digest(again)})
    state.refresh_from_db()
    assert state.fingerprint["weather"] == {"said": "雨"}
    assert state.figures == {"weather": {"degrees": 20}}


def test_a_problem_of_a_room_blocks(town, state, client, weather):
    weather.wrong = ["傘がありません。傘を用意してください。"]
    client.force_login(town.ben)
    response = client.get(url(state))
    assert "傘がありません" in response.content.decode()
    client.post(url(state), {"decision": "approve", "digest": shown_digest(response)})
    state.refresh_from_db()
    assert state.status == "in_progress"


def test_who_made_a_part_may_not_approve_it(town, state, client, weather):
    weather.writers = {town.ben.pk}
    client.force_login(town.ben)
    assert "第三者" in client.get(url(state)).content.decode()


def test_a_large_bundle_is_decided_in_portions(town, client, monkeypatch):
    monkeypatch.setattr(OneBundle, "AT_ONCE", 2)
    bundle = open_bundle("広報みどり", town.aoi)
    for n in range(3):
        submit(town.write(f"記事{n}", slug=f"kiji-{n}"), town.aoi, bundle=bundle)
    client.force_login(town.ben)
    address = reverse("approvals:bundle", args=[bundle.pk])
    shown = client.get(address)
    assert "続きが1件あります" in shown.content.decode()
    answer = client.post(address, {"decision": "approve", "digest": shown_digest(shown)})
    assert answer.headers["Location"] == address
    assert AnnouncementPage.objects.live().filter(slug__startswith="kiji-").count() == 2
    last = client.get(address)
    assert client.post(address, {"decision": "approve", "digest": shown_digest(last)}).status_code == 302
    assert AnnouncementPage.objects.live().filter(slug__startswith="kiji-").count() == 3
