"""What goes live is planned once; until it starts it follows the page; afterwards it is fixed."""

from datetime import timedelta

import pytest
from django.utils import timezone
from wagtail.models import Page
from wagtail.signals import page_published

from cms.workflow.take_down import take_down
from linebridge.delivery import receivers
from linebridge.delivery.models import AnnouncementInstruction, Delivery
from linebridge.delivery.plan import plan
from linebridge.delivery.start import start
from linebridge.delivery.sweep import sweep
from linebridge.delivery.work import work
from linebridge.links.models import Link
from tests.linebridge.delivery.story import befriend, by_rule, instruct, proven, soon

State, Reason = Delivery.State, Delivery.Reason


def announced(town, title="図書館の休館日", at=None, **values):
    page = town.write(title, **values)
    instruct(page, at=at)
    return town.publish(page)


def draft(page):
    return Page.objects.get(pk=page.pk).specific.get_latest_revision_as_object()


def text_of(delivery):
    return delivery.texts.get().messages[-1]["altText"]


def test_a_live_page_with_an_instruction_has_one_delivery(own_town, emulator):
    befriend(emulator, 3)
    page = announced(own_town)
    assert plan() == []
    delivery = Delivery.objects.get()
    assert (delivery.state, delivery.page_id, delivery.approved_count) == (State.PLANNED, page.pk, 3)
    assert (delivery.requested_by.username, delivery.approved_by.username) == ("aoi", "ben")
    assert delivery.audience_words == "すべての友だち。"


def test_a_draft_sends_nothing(own_town, emulator):
    befriend(emulator, 3)
    page = own_town.write("下書き")
    instruct(page)
    page.save_revision(user=own_town.aoi)
    assert plan() == []
    assert not Delivery.objects.exists()


def test_a_lost_signal_is_made_good_by_the_clock(own_town, emulator):
    befriend(emulator, 3)
    page_published.disconnect(receivers.plan_page, dispatch_uid="line_delivery.plan")
    try:
        announced(own_town)
        assert not Delivery.objects.exists()
    finally:
        page_published.connect(receivers.plan_page, dispatch_uid="line_delivery.plan")
    assert len(sweep()) == 1


def test_the_messages_sent_are_those_that_were_approved(own_town, emulator):
    friend = befriend(emulator, 1)[0]
    page = own_town.write("予防接種のお知らせ", summary="対象の方に接種券を送ります。")
    instruct(page, lead="接種券を送りました。")
    own_town.publish(page)
    delivery = Delivery.objects.get()
    work(delivery.pk)
    assert emulator.received(friend.line_user_id) == delivery.texts.get().messages
    text, card = delivery.texts.get().messages
    assert text["text"] == "接種券を送りました。"
    token = card["contents"]["footer"]["contents"][0]["action"]["uri"].rsplit("/", 1)[-1]
    assert Link.objects.get(token=token).target == page.full_url


def test_a_typo_corrected_afterwards_sends_no_second_bubble(own_town, emulator):
    friends = befriend(emulator, 5)
    page = announced(own_town, "としょかんの休刊日")
    work(Delivery.objects.get().pk)
    corrected = draft(page)
    corrected.title = "図書館の休館日"
    own_town.publish(corrected)
    for pk in sweep():
        work(pk)
    assert Delivery.objects.count() == 1
    assert emulator.counts("multicast") == {f.line_user_id: 1 for f in friends}
    assert text_of(Delivery.objects.get()) == "としょかんの休刊日"


def test_the_time_to_take_it_back_keeps_no_worker_waiting(own_town, emulator, settings, monkeypatch):
    settings.DELIVERY_UNDO, asked = timedelta(seconds=60), []
    monkeypatch.setattr("linebridge.delivery.work.nudge", asked.append)
    befriend(emulator, 2)
    announced(own_town)
    delivery = Delivery.objects.get()
    for _turn in range(2):
        work(delivery.pk)
    assert (Delivery.objects.get().state, asked) == (State.PLANNED, [delivery.pk] * 2)
    assert emulator.counts("multicast") == {}
    assert delivery.due_at - timezone.now() > timedelta(seconds=45), "two turns took seconds, not the whole minute"


def test_it_goes_out_at_the_end_of_the_time_to_take_it_back(own_town, emulator, settings):
    settings.DELIVERY_UNDO = timedelta(seconds=60)
    friends = befriend(emulator, 2)
    announced(own_town)
    Delivery.objects.update(due_at=timezone.now() + timedelta(seconds=0.5))
    work(Delivery.objects.get().pk)
    assert emulator.counts("multicast") == {f.line_user_id: 1 for f in friends}


def test_a_correction_before_the_time_replaces_what_goes_out(own_town, emulator):
    befriend(emulator, 5)
    page = announced(own_town, "防災訓煉", at=soon())
    corrected = draft(page)
    corrected.title = "防災訓練"
    own_town.publish(corrected)
    delivery = Delivery.objects.get()
    assert (delivery.state, text_of(delivery), delivery.version) == (State.PLANNED, "防災訓練", 1)


def test_a_changed_time_is_followed(own_town, emulator):
    befriend(emulator, 5)
    page = announced(own_town, at=soon(30))
    later = draft(page)
    row = later.line_instructions.get()
    row.at = soon(90)
    later.line_instructions = [row]
    own_town.publish(later)
    assert Delivery.objects.get().due_at == row.at


def test_before_its_time_nothing_starts(own_town, emulator):
    befriend(emulator, 5)
    announced(own_town, at=soon())
    delivery = Delivery.objects.get()
    assert sweep() == []
    work(delivery.pk)
    delivery.refresh_from_db()
    assert delivery.state == State.PLANNED
    assert start(delivery.pk, now=delivery.due_at + timedelta(seconds=30))


def test_a_page_taken_down_before_its_time_is_not_sent(own_town, emulator):
    befriend(emulator, 5)
    page = announced(own_town, at=soon())
    take_down(page, own_town.aoi, "行事が中止になりました")
    delivery = Delivery.objects.get()
    assert (delivery.state, delivery.reason) == (State.CANCELLED, Reason.TAKEN_DOWN)


def test_a_page_taken_down_without_a_signal_is_found_at_the_start(own_town, emulator):
    befriend(emulator, 5)
    announced(own_town)
    Page.objects.filter(title="図書館の休館日").update(live=False)
    delivery = Delivery.objects.get()
    assert not start(delivery.pk)
    delivery.refresh_from_db()
    assert (delivery.state, delivery.reason) == (State.CANCELLED, Reason.TAKEN_DOWN)
    assert emulator.counts() == {}


def test_a_page_published_again_before_its_time_is_sent_after_all(own_town, emulator):
    befriend(emulator, 5)
    page = announced(own_town, at=soon())
    take_down(page, own_town.aoi, "")
    own_town.publish(draft(page))
    assert Delivery.objects.get().state == State.PLANNED


def test_an_instruction_removed_before_its_time_cancels(own_town, emulator):
    befriend(emulator, 5)
    page = announced(own_town, at=soon())
    without = draft(page)
    without.line_instructions = []
    own_town.publish(without)
    delivery = Delivery.objects.get()
    assert (delivery.state, delivery.reason) == (State.CANCELLED, Reason.REMOVED)


def test_a_deleted_page_cancels(own_town, emulator):
    befriend(emulator, 5)
    announced(own_town, at=soon()).delete()
    sweep()
    assert Delivery.objects.get().state == State.CANCELLED


def test_a_copied_page_has_no_instructions(own_town, emulator):
    befriend(emulator, 5)
    page = announced(own_town)
    copy = page.copy(update_attrs={"title": "写し", "slug": "copy"}, copy_revisions=True, keep_live=False)
    assert not AnnouncementInstruction.objects.filter(page=copy.pk).exists()
    assert draft(copy).line_instructions.count() == 0


def test_an_alias_is_not_sent_again(own_town, emulator):
    friends = befriend(emulator, 5)
    page = announced(own_town)
    work(Delivery.objects.get().pk)
    alias = page.create_alias(parent=own_town.childcare, update_slug="alias")
    assert AnnouncementInstruction.objects.filter(page=alias.pk).exists()
    for pk in sweep():
        work(pk)
    assert Delivery.objects.count() == 1
    assert emulator.counts("multicast") == {f.line_user_id: 1 for f in friends}


def test_two_instructions_are_two_deliveries(own_town, emulator):
    befriend(emulator, 5)
    page = own_town.write("二つの配信")
    instruct(page)
    instruct(page, at=soon())
    own_town.publish(page)
    assert sorted(Delivery.objects.values_list("state", flat=True)) == [State.PLANNED, State.PLANNED]
    assert len({d.source_key for d in Delivery.objects.all()}) == 2


def test_a_segment_changed_after_the_approval_is_held(own_town, emulator):
    befriend(emulator, 20)
    segment = by_rule(own_town, {"leaf": "everyone"})
    page = own_town.write("セグメントへ")
    instruct(page, segment=segment, at=soon())
    own_town.publish(page)
    segment.rule = {"leaf": "not_answered"}
    segment.save()
    delivery = Delivery.objects.get()
    assert not start(delivery.pk, now=delivery.due_at)
    delivery.refresh_from_db()
    assert (delivery.state, delivery.reason) == (State.HELD, Reason.RULE_CHANGED)


@pytest.mark.parametrize(("more", "held"), [(2, False), (3, True)])
def test_an_audience_that_moved_by_more_than_a_tenth_is_held(more, held, own_town, emulator):
    befriend(emulator, 20)
    announced(own_town)
    befriend(emulator, more)
    delivery = Delivery.objects.get()
    assert start(delivery.pk) is not held
    delivery.refresh_from_db()
    assert (delivery.reason == Reason.AUDIENCE_MOVED) is held


def test_an_audience_that_is_empty_by_now_is_held(own_town, emulator):
    friends = befriend(emulator, 3)
    announced(own_town)
    for friend in friends:
        friend.following = False
        friend.save()
    delivery = Delivery.objects.get()
    assert not start(delivery.pk)
    delivery.refresh_from_db()
    assert delivery.reason == Reason.EMPTY


def test_what_is_half_an_hour_late_is_looked_at_first(own_town, emulator):
    befriend(emulator, 3)
    announced(own_town, at=soon())
    delivery = Delivery.objects.get()
    assert not start(delivery.pk, now=delivery.due_at + timedelta(minutes=31))
    delivery.refresh_from_db()
    assert (delivery.state, delivery.reason) == (State.HELD, Reason.LATE)


def test_the_audience_is_frozen_with_its_figures(own_town, emulator):
    friends = befriend(emulator, 60)
    for friend in friends[:7]:
        friend.choices = [11, 12]
        friend.save()
    announced(own_town)
    delivery = Delivery.objects.get()
    assert start(delivery.pk)
    befriend(emulator, 5)
    proven(delivery)
    assert (delivery.head_count, delivery.languages) == (60, {"ja": 60})
    assert delivery.choices == {"11": 7, "12": 7}
    ordered = [each for batch in delivery.batches.order_by("ordinal") for each in batch.ids]
    assert ordered == [friend.line_user_id for friend in friends]


def test_keys_depend_only_on_what_is_sent_to_whom(own_town, emulator):
    befriend(emulator, 60)
    announced(own_town)
    delivery = Delivery.objects.get()
    start(delivery.pk)
    before = list(delivery.batches.values_list("retry_key", flat=True))
    delivery.batches.all().delete()
    Delivery.objects.filter(pk=delivery.pk).update(state=State.PLANNED)
    start(delivery.pk)
    assert list(delivery.batches.values_list("retry_key", flat=True)) == before


def test_nothing_is_planned_twice_when_two_processes_plan(own_town, emulator):
    befriend(emulator, 3)
    announced(own_town, at=timezone.now() + timedelta(hours=1))
    assert plan() == plan() == []
