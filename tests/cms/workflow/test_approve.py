"""Asking, approving, sending back, taking down: who may, what is stored, what becomes public."""

from datetime import timedelta

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.management import call_command
from django.db import IntegrityError, transaction
from django.utils import timezone
from wagtail.models import Revision

from cms.audit.models import AuditEntry
from cms.users.models import User
from cms.workflow import fingerprint, people, refusal
from cms.workflow.approve import approve, approve_many, digest_now, digest_of_many
from cms.workflow.models import SecondPersonTaskState
from cms.workflow.send_back import send_back
from cms.workflow.submit import open_bundle, submit
from cms.workflow.take_down import take_down
from site_pages.content.models import AnnouncementPage


def ask(page, user):
    return submit(page, user).current_task_state.specific


def edit(page, user, **values):
    """A new revision with other words, by `user`."""
    page = page.get_latest_revision_as_object()
    for name, value in values.items():
        setattr(page, name, value)
    return page.save_revision(user=user)


def fresh(page):
    return AnnouncementPage.objects.get(pk=page.pk)


def test_an_uninvolved_approver_lets_it_go_live(town):
    page = town.write("ごみの収集日が変わります")
    state = ask(page, town.aoi)
    approve(state, town.ben, digest_now(state), "確認しました")
    page = fresh(page)
    assert page.live
    assert page.live_revision_id == page.latest_revision_id


def test_the_evidence_names_everything(town):
    page = town.publish(town.write("ごみの収集日が変わります"))
    state = SecondPersonTaskState.objects.get(revision=page.live_revision)
    assert (state.asked_by, state.approved_by, state.department) == (town.aoi, town.ben, town.ben.department)
    assert state.fingerprint["content"]["title"] == "ごみの収集日が変わります"
    assert state.digest == fingerprint.digest(state.fingerprint)
    assert fingerprint.approved_parts(page) == state.fingerprint


@pytest.mark.parametrize(
    ("who", "why"),
    [("aoi", "承認の役割"), ("dan", "所属とは異なります"), ("chika", "承認の役割"), ("auditor", "承認の役割")],
)
def test_others_may_not_and_are_told_why(town, who, why):
    state = ask(town.write("お知らせ"), town.aoi)
    user = getattr(town, who)
    assert why in people.why_not(state, user)
    with pytest.raises(refusal.MayNotApprove):
        approve(state, user, digest_now(state))


def test_who_asked_may_not_approve_even_as_approver_or_superuser(town):
    boss = User.objects.create_superuser("boss", "boss@example.jp", "x" * 20)
    for user in (town.ben, boss):
        state = ask(town.write("お知らせ", slug=f"by-{user.username}"), user)
        assert "依頼したのはあなた自身" in people.why_not(state, user)
        with pytest.raises(refusal.MayNotApprove):
            approve(state, user, digest_now(state))


def test_who_wrote_a_version_since_the_live_one_may_not_approve(town):
    page = town.write("お知らせ")
    edit(page, town.ben, title="ベンが直した題名")
    edit(page, town.aoi, title="あおいがまた直した題名")
    state = ask(fresh(page), town.aoi)
    assert "第三者" in people.why_not(state, town.ben)
    assert town.ben not in people.approvers(state)


def test_who_wrote_an_earlier_version_may_approve_the_next(town):
    boss = User.objects.create_superuser("boss", "boss@example.jp", "x" * 20)
    page = town.write("お知らせ")
    edit(page, town.ben, title="ベンが書いた題名")
    state = ask(fresh(page), town.aoi)
    approve(state, boss, digest_now(state))
    edit(fresh(page), town.aoi, title="次の題名")
    state = ask(fresh(page), town.aoi)
    assert people.why_not(state, town.ben) == ""


def test_the_database_refuses_an_approver_who_asked(town):
    state = ask(town.write("お知らせ"), town.aoi)
    with pytest.raises(IntegrityError), transaction.atomic():
        SecondPersonTaskState.objects.filter(pk=state.pk).update(approved_by=town.aoi)


def test_what_changed_after_it_was_shown_is_not_approved(town):
    page = town.write("お知らせ")
    state = ask(page, town.aoi)
    shown = digest_now(state)
    edit(fresh(page), town.aoi, title="すり替えた題名")
    with pytest.raises(refusal.ChangedSince):
        approve(state, town.ben, shown)
    assert not fresh(page).live


def test_autosave_over_the_revision_under_approval_is_noticed(town):
    page = town.write("お知らせ")
    state = ask(page, town.aoi)
    shown = digest_now(state)
    page = fresh(page).get_latest_revision_as_object()
    page.summary = "承認者が見ていない要約"
    overwritten = page.save_revision(user=town.aoi, overwrite_revision=page.latest_revision)
    assert overwritten.pk == state.revision_id
    with pytest.raises(refusal.ChangedSince):
        approve(state, town.ben, shown)
    approve(state, town.ben, digest_now(state))
    assert fresh(page).summary == "承認者が見ていない要約"


def test_an_approved_revision_is_never_written_over(town):
    page = town.publish(town.write("お知らせ"))
    live = page.live_revision
    page.summary = "後からの自動保存"
    made = page.save_revision(user=town.aoi, overwrite_revision=live)
    assert made.pk != live.pk
    assert Revision.objects.get(pk=live.pk).content["summary"] != "後からの自動保存"


def test_a_live_page_cannot_be_rewritten_in_place(town):
    page = town.publish(town.write("お知らせ"))
    page.title = "だれも承認していない題名"
    with pytest.raises(refusal.NotApproved):
        page.save()


def test_an_edit_of_a_live_page_needs_a_new_approval(town):
    page = town.publish(town.write("お知らせ"))
    revision = edit(page, town.aoi, title="新しい題名")
    with pytest.raises(refusal.NotApproved):
        revision.publish()
    assert fresh(page).title == "お知らせ"
    town.publish(fresh(page).get_latest_revision_as_object())
    assert fresh(page).title == "新しい題名"


def test_what_is_planned_is_not_public_before_its_time(town):
    page = town.publish(town.write("予約", go_live_at=timezone.now() + timedelta(hours=1)))
    call_command("publish_scheduled")
    assert not page.live
    assert not fresh(page).live


def test_the_clock_publishes_what_was_approved(town, monkeypatch):
    later = timezone.now() + timedelta(hours=1)
    page = town.publish(town.write("予約", go_live_at=later))
    monkeypatch.setattr(timezone, "now", lambda: later + timedelta(minutes=1))
    call_command("publish_scheduled")
    assert fresh(page).live


def test_a_refused_schedule_ends_and_the_next_one_still_goes_out(town, monkeypatch, django_capture_on_commit_callbacks):
    later = timezone.now() + timedelta(hours=1)
    bad = town.publish(town.write("すり替え", slug="bad", go_live_at=later))
    good = town.publish(town.write("よい予約", slug="good", go_live_at=later + timedelta(seconds=1)))
    revision = bad.latest_revision
    Revision.objects.filter(pk=revision.pk).update(content={**revision.content, "title": "差し替え"})
    monkeypatch.setattr(timezone, "now", lambda: later + timedelta(minutes=1))
    with django_capture_on_commit_callbacks(execute=True):
        call_command("publish_scheduled")
    assert not fresh(bad).live
    assert fresh(good).live
    assert Revision.objects.get(pk=revision.pk).approved_go_live_at is None
    assert AuditEntry.objects.filter(action="workflow.schedule_refused", object_key=str(bad.pk)).exists()
    assert "予定していた公開" in mail.outbox[-1].subject


def test_of_two_decisions_the_second_is_told(town):
    state = ask(town.write("お知らせ"), town.aoi)
    shown = digest_now(state)
    approve(state, town.ben, shown)
    with pytest.raises(refusal.AlreadyDecided):
        approve(state, town.ben, shown)


def test_sending_back_needs_words_and_reaches_the_author(town, django_capture_on_commit_callbacks):
    page = town.write("お知らせ")
    state = ask(page, town.aoi)
    with pytest.raises(ValidationError):
        send_back(state, town.ben, "  ")
    with django_capture_on_commit_callbacks(execute=True):
        send_back(state, town.ben, "日付が違います")
    assert [m.to for m in mail.outbox] == [[town.aoi.email]]
    assert "日付が違います" in mail.outbox[0].body
    edit(fresh(page), town.aoi, summary="直しました")
    again = ask(fresh(page), town.aoi)
    approve(again, town.ben, digest_now(again))
    assert fresh(page).live


def test_mails_are_ours_alone_and_hold_no_names_in_the_subject(town, django_capture_on_commit_callbacks):
    page = town.write("秘密の題名")
    with django_capture_on_commit_callbacks(execute=True):
        state = ask(page, town.aoi)
    able = sorted(person.email for person in people.approvers(state))
    assert town.ben.email in able
    assert sorted(address for m in mail.outbox for address in m.to) == able
    assert {m.subject for m in mail.outbox} == {"承認の依頼が届きました"}
    sent = len(mail.outbox)
    assert f"/admin/approvals/{state.pk}/" in mail.outbox[0].body
    with django_capture_on_commit_callbacks(execute=True):
        approve(state, town.ben, digest_now(state))
    assert [(m.to, m.subject) for m in mail.outbox[sent:]] == [([town.aoi.email], "依頼した内容が承認されました")]


def test_one_person_takes_down_at_once_and_says_why(town):
    page = town.publish(town.write("お知らせ"))
    take_down(page, town.aoi, "電話番号の誤り")
    assert not fresh(page).live
    entry = AuditEntry.objects.get(action="workflow.take_down")
    assert (entry.actor, entry.data["reason"]) == (town.aoi, "電話番号の誤り")


@pytest.mark.parametrize("who", ["chika", "dan"])
def test_others_cannot_take_it_down(town, who):
    page = town.publish(town.write("お知らせ"))
    with pytest.raises(PermissionDenied):
        take_down(page, getattr(town, who), "よその課です")
    assert fresh(page).live


def test_what_was_taken_down_needs_a_new_approval(town):
    page = town.publish(town.write("お知らせ"))
    revision = page.live_revision
    take_down(page, town.aoi, "誤り")
    with pytest.raises(refusal.NotApproved):
        revision.publish()


def test_taking_down_cancels_a_plan(town, monkeypatch):
    later = timezone.now() + timedelta(hours=1)
    page = town.publish(town.write("予約", go_live_at=later))
    take_down(page, town.aoi, "中止になりました")
    monkeypatch.setattr(timezone, "now", lambda: later + timedelta(minutes=1))
    call_command("publish_scheduled")
    assert not fresh(page).live


def test_many_are_approved_after_one_look(town, django_capture_on_commit_callbacks):
    bundle = open_bundle("広報みどり", town.aoi)
    for number in range(4):
        submit(town.write(f"記事{number}", slug=f"kiji-{number}"), town.aoi, bundle=bundle)
    states = list(bundle.states.all())
    seen = []
    with django_capture_on_commit_callbacks(execute=True):
        approve_many(states, town.ben, digest_of_many(states), "一括", lambda done, total: seen.append((done, total)))
    assert AnnouncementPage.objects.live().filter(slug__startswith="kiji-").count() == 4
    assert seen == [(1, 4), (2, 4), (3, 4), (4, 4)]
    assert [m.to for m in mail.outbox] == [[town.aoi.email]]


def test_many_are_not_approved_when_one_changed(town):
    bundle = open_bundle("広報みどり", town.aoi)
    pages = [town.write(f"記事{n}", slug=f"kiji-{n}") for n in range(2)]
    for page in pages:
        submit(page, town.aoi, bundle=bundle)
    states = list(bundle.states.all())
    shown = digest_of_many(states)
    edit(fresh(pages[1]), town.aoi, title="差し替え")
    with pytest.raises(refusal.ChangedSince):
        approve_many(states, town.ben, shown)
    assert not fresh(pages[0]).live
