"""What each of LINE's answers does to a batch and its delivery."""

from datetime import timedelta

import pytest
from django.utils import timezone

from linebridge.delivery.claim import claim
from linebridge.delivery.database_now import database_now
from linebridge.delivery.forget import forget, hashed
from linebridge.delivery.models import Attempt, Batch, CoreChanged, Delivery
from linebridge.delivery.send import send
from linebridge.delivery.start import start
from linebridge.delivery.sweep import settle, sweep
from linebridge.delivery.work import work
from linebridge.friends.models import Friend
from linebridge.gateway import gate
from tests.linebridge.delivery.story import befriend, instruct, proven

State, Reason = Delivery.State, Delivery.Reason


def planned(town):
    page = town.write("お知らせ")
    instruct(page)
    town.publish(page)
    return Delivery.objects.get()


def fresh(delivery):
    return Delivery.objects.get(pk=delivery.pk)


def unknown(number):
    return Friend.objects.create(line_user_id=f"U{number:032x}")


def test_somebody_whom_line_does_not_know_is_left_out_and_the_others_get_it(own_town, emulator):
    friends = befriend(emulator, 120)
    unknown(1), unknown(2)
    delivery = planned(own_town)
    work(delivery.pk)
    delivery = fresh(delivery)
    assert delivery.state == State.DONE
    assert delivery.excluded == {"invalid_id": [f"U{1:032x}", f"U{2:032x}"]}
    assert emulator.counts("multicast") == {f.line_user_id: 1 for f in friends}
    assert max(delivery.batches.values_list("generation", flat=True)) == 2
    proven(delivery)


def test_when_the_whole_first_batch_is_unknown_the_others_still_go(own_town, emulator):
    for number in range(50):
        unknown(number)
    friends = befriend(emulator, 10)
    delivery = planned(own_town)
    for _ in range(3):
        work(delivery.pk)
    assert fresh(delivery).state == State.DONE
    assert emulator.counts("multicast") == {f.line_user_id: 1 for f in friends}
    proven(delivery)


@pytest.mark.parametrize(
    ("fault", "reason"), [("quota", Reason.QUOTA), ("400", Reason.TEXT_REFUSED), ("401", Reason.CREDENTIALS)]
)
def test_what_would_stop_every_batch_halts_the_delivery(fault, reason, own_town, emulator):
    befriend(emulator, 700)
    delivery = planned(own_town)
    emulator.misbehave(endpoint="multicast", fault=fault)
    work(delivery.pk)
    delivery = fresh(delivery)
    assert (delivery.state, delivery.reason) == (State.HALTED, reason)
    assert delivery.batches.exclude(ordinal=0).exclude(state=Batch.State.READY).count() == 0
    assert emulator.counts("multicast") == {}


def test_the_rest_waits_until_the_first_batch_is_accepted(own_town, emulator):
    befriend(emulator, 700)
    delivery = planned(own_town)
    emulator.misbehave(endpoint="multicast", fault="500_before")
    work(delivery.pk, seconds=1.0)
    tried = Attempt.objects.filter(batch__delivery=delivery).values_list("batch__ordinal", flat=True)
    assert set(tried) == {0}
    assert fresh(delivery).opened_at is None


def test_while_the_gate_is_closed_nothing_leaves(own_town, emulator):
    friends = befriend(emulator, 60)
    delivery = planned(own_town)
    gate.close(None, "点検")
    work(delivery.pk)
    assert emulator.requests("multicast") == []
    assert fresh(delivery).state == State.PLANNED, "the audience is read when it can go"
    gate.SendGate.objects.update(closed=False)
    assert start(delivery.pk)
    gate.close(None, "点検")
    work(delivery.pk)
    assert emulator.requests("multicast") == [] and not Attempt.objects.exists()
    gate.SendGate.objects.update(closed=False)
    work(delivery.pk)
    assert emulator.counts("multicast") == {f.line_user_id: 1 for f in friends}


def test_the_halt_file_stops_without_a_database(own_town, emulator, settings):
    befriend(emulator, 60)
    delivery = planned(own_town)
    settings.HALT_FILE.touch()
    work(delivery.pk)
    assert emulator.requests("multicast") == []


def test_an_uncertain_answer_keeps_the_key(own_town, emulator):
    befriend(emulator, 10)
    delivery = planned(own_town)
    emulator.misbehave(endpoint="multicast", fault="500_after", next=2)
    work(delivery.pk)
    assert len({row["retry_key"] for row in emulator.requests("multicast")}) == 1
    assert [row["status"] for row in emulator.requests("multicast")] == [500, 409]
    batch = fresh(delivery).batches.get()
    assert (batch.state, batch.ambiguous, batch.http) == (Batch.State.ACCEPTED, True, 409)
    assert batch.request_id == emulator.accepted()[0]["request_id"]


def test_every_attempt_is_written_before_it_is_made(own_town, emulator):
    befriend(emulator, 10)
    delivery = planned(own_town)
    start(delivery.pk)
    claimed = claim(delivery.pk, "somebody", 5)
    assert [(each.no, each.batch.state) for each in claimed] == [(1, Batch.State.INFLIGHT)]
    assert Attempt.objects.get().finished_at is None
    assert claim(delivery.pk, "somebody else", 5) == []


def test_an_abandoned_batch_counts_as_uncertain(own_town, emulator):
    befriend(emulator, 10)
    delivery = planned(own_town)
    start(delivery.pk)
    claim(delivery.pk, "somebody", 5)
    Batch.objects.update(lease_until=timezone.now() - timedelta(seconds=1))
    again = claim(delivery.pk, "somebody else", 5)
    assert [(each.no, each.batch.ambiguous) for each in again] == [(2, True)]


@pytest.mark.parametrize(("ambiguous", "state"), [(True, Batch.State.REVIEW), (False, Batch.State.SPLIT)])
def test_a_key_is_not_used_after_twenty_hours(ambiguous, state, own_town, emulator):
    befriend(emulator, 10)
    delivery = planned(own_town)
    start(delivery.pk)
    then = database_now() - timedelta(hours=20, minutes=1)
    Batch.objects.update(state="retry", first_attempt_at=then, next_at=then, ambiguous=ambiguous, attempts=1)
    assert claim(delivery.pk, "somebody", 5) == []
    settle(database_now())
    assert Batch.objects.earliest("id").state == state
    if not ambiguous:
        child = Batch.objects.latest("id")
        assert (child.state, child.generation) == (Batch.State.READY, 1)
        assert child.retry_key != child.parent.retry_key
    else:
        assert fresh(delivery).state == State.DONE_WITH_HOLDS
    proven(delivery)


def test_nothing_goes_out_after_its_last_moment(own_town, emulator):
    befriend(emulator, 700)
    delivery = planned(own_town)
    start(delivery.pk)
    Delivery.objects.update(not_after=database_now() - timedelta(seconds=1))
    assert not send(delivery.pk)
    sweep()
    assert fresh(delivery).state == State.DONE_WITH_HOLDS
    assert set(delivery.batches.values_list("state", flat=True)) == {Batch.State.EXPIRED}
    assert emulator.requests("multicast") == []


def test_a_first_batch_of_unknown_fate_halts_the_others(own_town, emulator):
    befriend(emulator, 700)
    delivery = planned(own_town)
    start(delivery.pk)
    then = database_now() - timedelta(hours=21)
    delivery.batches.filter(ordinal=0).update(
        state="retry", first_attempt_at=then, next_at=then, ambiguous=True, attempts=1
    )
    settle(database_now())
    delivery = fresh(delivery)
    assert (delivery.state, delivery.reason) == (State.HALTED, Reason.UNCERTAIN)


def test_what_a_key_stands_for_cannot_be_changed(own_town, emulator):
    befriend(emulator, 10)
    delivery = planned(own_town)
    start(delivery.pk)
    batch = delivery.batches.get()
    batch.ids = batch.ids[1:]
    with pytest.raises(CoreChanged):
        batch.save()


def test_a_tampered_batch_is_not_sent(own_town, emulator):
    befriend(emulator, 10)
    delivery = planned(own_town)
    start(delivery.pk)
    Batch.objects.update(ids=["U" + "a" * 32])
    send(delivery.pk, seconds=0.5)
    assert emulator.requests("multicast") == []


def test_after_thirty_days_nobody_can_be_read_from_a_batch(own_town, emulator):
    friends = befriend(emulator, 60)
    unknown(1)
    delivery = planned(own_town)
    work(delivery.pk)
    now = timezone.now()
    assert forget(now + timedelta(days=29)) == 0
    assert forget(now + timedelta(days=31)) == 1
    assert forget(now + timedelta(days=32)) == 0
    delivery = fresh(delivery)
    kept = [each for batch in delivery.batches.all() for each in batch.ids] + delivery.excluded["invalid_id"]
    assert not any(each.startswith("U") for each in kept)
    assert hashed(friends[0].line_user_id) in kept
    proven(delivery)
