"""Who was erased is in no batch by name any more; what may still be sent stays as its key says."""

from datetime import timedelta

import time_machine
from django.utils import timezone

from linebridge.delivery import erase as room
from linebridge.delivery.erase import erase
from linebridge.delivery.forget import forget, hashed
from linebridge.delivery.models import Batch, Delivery
from linebridge.delivery.start import start
from linebridge.delivery.work import work
from linebridge.friends.erase import ask_erasure, carry_on, erasers
from tests.linebridge.delivery.story import befriend, instruct, proven

STRANGE = "not-an-id"


def planned(town):
    page = town.write("防災訓練のお知らせ")
    instruct(page)
    town.publish(page)
    return Delivery.objects.get()


def test_the_room_has_registered():
    assert erasers["deliveries"] is erase


def test_a_batch_that_was_sent_keeps_the_hash_of_an_erased_person_and_the_ids_of_the_others(own_town, emulator):
    friends = befriend(emulator, 60)
    delivery = planned(own_town)
    work(delivery.pk)
    who = friends[55].line_user_id
    assert erase(who) is True
    kept = [each for batch in delivery.batches.all() for each in batch.ids]
    assert who not in kept and hashed(who) in kept and friends[0].line_user_id in kept
    assert len(kept) == 60
    proven(delivery)
    before = [batch.ids for batch in delivery.batches.all()]
    assert erase(who) is True
    assert [batch.ids for batch in delivery.batches.all()] == before


def test_a_batch_that_may_still_be_sent_is_waited_for(own_town, emulator):
    friends = befriend(emulator, 60)
    delivery = planned(own_town)
    start(delivery.pk)
    who = friends[55]
    erasure = ask_erasure(who)
    for state in ("ready", "inflight", "retry"):
        Batch.objects.update(state=state)
        with time_machine.travel(timezone.now() + timedelta(minutes=6), tick=True):
            carry_on(erasure.pk)
        erasure.refresh_from_db()
        assert "deliveries" not in erasure.done and erasure.line_user_id == who.line_user_id
        assert any(who.line_user_id in batch.ids for batch in delivery.batches.all()), state
    Batch.objects.update(state="ready")
    work(delivery.pk)
    assert set(emulator.counts("multicast").values()) == {1}
    with time_machine.travel(timezone.now() + timedelta(minutes=6), tick=True):
        assert carry_on(erasure.pk)
    erasure.refresh_from_db()
    assert erasure.finished_at and not erasure.line_user_id
    assert not any(who.line_user_id in batch.ids for batch in delivery.batches.all())


def test_who_was_left_out_is_forgotten_too(own_town, emulator):
    befriend(emulator, 2)
    delivery = planned(own_town)
    work(delivery.pk)
    who, other = f"U{5:032x}", f"U{6:032x}"
    Delivery.objects.update(excluded={"unknown": [who, other], "invalid_id": [STRANGE]})
    assert erase(who)
    assert Delivery.objects.get().excluded == {"unknown": [hashed(who), other], "invalid_id": [STRANGE]}


def test_forgetting_after_thirty_days_leaves_the_hash_of_before(own_town, emulator):
    friends = befriend(emulator, 3)
    delivery = planned(own_town)
    work(delivery.pk)
    erase(friends[0].line_user_id)
    assert forget(timezone.now() + timedelta(days=31)) == 1
    kept = [each for batch in delivery.batches.all() for each in batch.ids]
    assert sorted(kept) == sorted(hashed(each.line_user_id) for each in friends)
    assert room._naming(Batch.objects.all(), "ids", friends[1].line_user_id).count() == 0
