"""Halt, cancel, release, test: who may, when, and what happens."""

import time
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied

from cms.audit.models import AuditEntry
from linebridge.delivery import cancel, halt, release
from linebridge.delivery import test_send as testing
from linebridge.delivery.halt import TooLate
from linebridge.delivery.models import Batch, Delivery
from linebridge.delivery.start import start
from linebridge.delivery.work import work
from linebridge.friends.models import Tester as Enrolled
from tests.linebridge.delivery import child
from tests.linebridge.delivery.story import befriend, by_rule, instruct, proven, soon

State, Reason = Delivery.State, Delivery.Reason


def planned(town, at=None):
    page = town.write("お知らせ")
    instruct(page, at=at)
    town.publish(page)
    return Delivery.objects.get()


def fresh(delivery):
    return Delivery.objects.get(pk=delivery.pk)


def test_a_halt_stops_all_but_what_is_on_its_way(own_town, emulator, settings):
    befriend(emulator, 6050)
    delivery = planned(own_town)
    settings.DELIVERY_THREADS = 2
    emulator.misbehave(endpoint="multicast", fault="slow", latency_ms=400)
    pid = child.start(lambda: work(delivery.pk))
    end = time.monotonic() + 20
    while len(emulator.accepted()) < 3 and time.monotonic() < end:
        time.sleep(0.02)
    before = sum(row["count"] for row in emulator.accepted())
    halt.halt(fresh(delivery), own_town.aoi)
    assert child.wait(pid) == 0
    after = sum(row["count"] for row in emulator.accepted())
    assert after - before <= settings.DELIVERY_THREADS * 500
    assert after < 6050
    delivery = fresh(delivery)
    assert (delivery.state, delivery.reason, delivery.acted_by.username) == (State.HALTED, Reason.PERSON, "aoi")
    assert delivery.batches.filter(state=Batch.State.READY).exists()
    assert AuditEntry.objects.filter(action="delivery.halt", actor_number="aoi").exists()


def test_what_was_halted_goes_on_when_another_person_releases_it(own_town, emulator):
    friends = befriend(emulator, 700)
    delivery = planned(own_town)
    start(delivery.pk)
    halt.halt(delivery, own_town.ben)
    work(delivery.pk)
    assert emulator.counts() == {}
    with pytest.raises(PermissionDenied, match="この配信を中止したのはあなたです"):
        release.release(fresh(delivery), own_town.ben, 700)
    release.release(fresh(delivery), own_town.admin, 700)
    work(delivery.pk)
    assert emulator.counts("multicast") == {f.line_user_id: 1 for f in friends}
    proven(delivery)


def test_what_is_held_starts_when_a_second_person_has_looked(own_town, emulator):
    friends = befriend(emulator, 20)
    segment = by_rule(own_town, {"leaf": "everyone"})
    page = own_town.write("セグメントへ")
    instruct(page, segment=segment)
    own_town.publish(page)
    segment.rule = {"leaf": "not_answered"}
    segment.save()
    delivery = Delivery.objects.get()
    work(delivery.pk)
    assert fresh(delivery).reason == Reason.RULE_CHANGED
    with pytest.raises(PermissionDenied):
        release.release(fresh(delivery), own_town.aoi, 20)  # an editor, and the one who asked
    release.release(fresh(delivery), own_town.ben, release.people_to_release(fresh(delivery)))
    work(delivery.pk)
    delivery = fresh(delivery)
    assert (delivery.state, delivery.released_by.username) == (State.DONE, "ben")
    assert delivery.audience_words.startswith("受信設定")
    assert emulator.counts("multicast") == {f.line_user_id: 1 for f in friends}


def test_an_audience_that_moves_again_after_the_look_is_held_again(own_town, emulator):
    befriend(emulator, 20)
    delivery = planned(own_town)
    befriend(emulator, 10)
    work(delivery.pk)
    release.release(fresh(delivery), own_town.ben, 30)
    befriend(emulator, 10)
    work(delivery.pk)
    assert (fresh(delivery).state, fresh(delivery).reason) == (State.HELD, Reason.AUDIENCE_MOVED)


def test_what_was_released_and_then_forgotten_for_an_hour_is_held_again(own_town, emulator):
    befriend(emulator, 20)
    delivery = planned(own_town)
    befriend(emulator, 10)
    work(delivery.pk)
    release.release(fresh(delivery), own_town.ben, 30)
    assert not start(delivery.pk, now=fresh(delivery).due_at + timedelta(hours=1))
    assert (fresh(delivery).state, fresh(delivery).reason) == (State.HELD, Reason.LATE)


def test_a_segment_changed_between_the_look_and_the_start_is_held_again(own_town, emulator):
    befriend(emulator, 20)
    segment = by_rule(own_town, {"leaf": "everyone"})
    page = own_town.write("セグメントへ")
    instruct(page, segment=segment)
    own_town.publish(page)
    delivery = Delivery.objects.get()
    befriend(emulator, 10)
    work(delivery.pk)
    release.release(fresh(delivery), own_town.ben, 30)
    segment.rule = {"leaf": "not_answered"}
    segment.save()
    work(delivery.pk)
    assert (fresh(delivery).state, fresh(delivery).reason) == (State.HELD, Reason.RULE_CHANGED)


def test_an_empty_audience_cannot_be_released(own_town, emulator):
    friend = befriend(emulator, 1)[0]
    delivery = planned(own_town)
    friend.following = False
    friend.save()
    work(delivery.pk)
    with pytest.raises(TooLate):
        release.release(fresh(delivery), own_town.ben, 0)


def test_a_planned_delivery_can_be_cancelled_and_never_starts(own_town, emulator):
    befriend(emulator, 5)
    delivery = planned(own_town, at=soon())
    cancel.cancel(delivery, own_town.aoi)
    assert not start(delivery.pk, now=delivery.due_at)
    delivery = fresh(delivery)
    assert (delivery.state, delivery.reason) == (State.CANCELLED, Reason.PERSON)
    with pytest.raises(TooLate, match="取り消せません"):
        cancel.cancel(delivery, own_town.aoi)


def test_a_cancelled_delivery_stays_cancelled_when_the_page_is_corrected(own_town, emulator):
    befriend(emulator, 5)
    delivery = planned(own_town, at=soon())
    cancel.cancel(delivery, own_town.aoi)
    page = delivery.page.specific.get_latest_revision_as_object()
    page.title = "お知らせ（訂正）"
    own_town.publish(page)
    assert fresh(delivery).state == State.CANCELLED


def test_what_is_not_running_cannot_be_halted(own_town, emulator):
    befriend(emulator, 5)
    delivery = planned(own_town, at=soon())
    with pytest.raises(TooLate, match="現在は配信していない"):
        halt.halt(delivery, own_town.aoi)


@pytest.mark.parametrize("who", ["chika", "dan", "auditor"])
def test_another_department_cannot_touch_it(who, own_town, emulator):
    befriend(emulator, 5)
    delivery = planned(own_town, at=soon())
    user = own_town.users[who]
    for act in (lambda: cancel.cancel(delivery, user), lambda: halt.halt(delivery, user)):
        with pytest.raises(PermissionDenied):
            act()
    with pytest.raises(PermissionDenied):
        release.release(delivery, user, 5)
    assert fresh(delivery).state == State.PLANNED


def test_a_test_reaches_testers_only_and_says_so(own_town, emulator):
    friends = befriend(emulator, 5)
    tester = Enrolled.objects.create(user=own_town.aoi, friend=friends[2])
    page = own_town.write("下書きのお知らせ")
    row = instruct(page, lead="大切なお知らせです。")
    page.save_revision(user=own_town.aoi)
    delivery = testing.test_send(page, row, own_town.aoi, [tester])
    work(delivery.pk)
    delivery = fresh(delivery)
    assert (delivery.purpose, delivery.state, delivery.head_count) == (Delivery.Purpose.TEST, State.DONE, 1)
    assert emulator.counts("multicast") == {friends[2].line_user_id: 1}
    text, card = emulator.received(friends[2].line_user_id)
    assert text["text"] == "【テスト】\n大切なお知らせです。"
    assert card["altText"] == "【テスト】下書きのお知らせ"


def test_a_test_of_another_departments_page_is_refused(own_town, emulator):
    friends = befriend(emulator, 2)
    tester = Enrolled.objects.create(user=own_town.chika, friend=friends[0])
    page = own_town.write("広報課のお知らせ")
    row = instruct(page)
    with pytest.raises(PermissionDenied):
        testing.test_send(page, row, own_town.chika, [tester])
    assert not Delivery.objects.exists()


def test_a_test_does_not_count_as_the_delivery(own_town, emulator):
    friends = befriend(emulator, 3)
    tester = Enrolled.objects.create(user=own_town.aoi, friend=friends[0])
    page = own_town.write("お知らせ")
    row = instruct(page)
    page.save_revision(user=own_town.aoi)
    work(testing.test_send(page, row, own_town.aoi, [tester]).pk)
    own_town.publish(page)
    work(Delivery.objects.get(purpose=Delivery.Purpose.NORMAL).pk)
    assert emulator.counts("multicast")[friends[0].line_user_id] == 2
    assert emulator.counts("multicast")[friends[1].line_user_id] == 1
