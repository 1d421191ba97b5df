"""Whatever stops, and wherever: each friend of the frozen audience gets it exactly once."""

import signal
import time
import uuid
from datetime import timedelta

import pytest
from django.utils import timezone

from linebridge.delivery import send
from linebridge.delivery.database_now import database_now
from linebridge.delivery.models import Attempt, Batch, Delivery
from linebridge.delivery.plan import plan
from linebridge.delivery.start import start
from linebridge.delivery.sweep import settle, waiting_deliveries
from linebridge.delivery.work import work
from linebridge.friends.models import Friend
from tests.linebridge.delivery import child
from tests.linebridge.delivery.story import befriend, instruct, proven

PEOPLE = 620  # three batches: the first fifty, five hundred, the rest
KILLED = -signal.SIGKILL
UNKNOWN = "U" + "e" * 32  # well-formed, but nobody in LINE has it


@pytest.fixture(autouse=True)
def short_leases(settings):
    settings.DELIVERY_LEASE = timedelta(seconds=1.5)


def drive(seconds=3.0):
    """What clock and worker do between them, once round."""
    plan()
    settle(database_now())
    for pk in list(waiting_deliveries(database_now()).values_list("pk", flat=True)):
        work(pk, seconds)


def drive_to_the_end(delivery=None, rounds=20):
    for _ in range(rounds):
        assert child.run(drive) == 0
        delivery = Delivery.objects.get()
        if delivery.state in Delivery.ENDED:
            return delivery
        time.sleep(0.3)
    raise AssertionError(f"still {delivery.state}: {list(delivery.batches.values_list('state', 'attempts'))}")


def got_it_once(emulator, friends):
    counts = emulator.counts("multicast")
    return counts == {friend.line_user_id: 1 for friend in friends}


def ready(town):
    page = town.write("防災訓練のお知らせ")
    instruct(page)
    return page


def published(town):
    town.publish(ready(town))


def replaced(town):
    """An approved correction of what is planned for later, which then comes due."""
    page = town.write("防災訓練のお知らせ")
    instruct(page, at=timezone.now() + timedelta(hours=1))
    page = town.publish(page)
    page.title = "防災訓練のお知らせ（訂正）"
    row = page.line_instructions.get()
    row.when, row.at = "now", None
    page.line_instructions = [row]
    return lambda: town.publish(page)


def with_an_unknown_friend(town):
    Friend.objects.create(line_user_id=UNKNOWN)
    published(town)


def with_an_old_key(town):
    """A batch that LINE surely did not take, twenty-one hours ago."""
    published(town)
    delivery = Delivery.objects.get()
    assert start(delivery.pk)
    batch = delivery.batches.get(ordinal=0)
    then = timezone.now() - timedelta(hours=21)
    Attempt.objects.create(batch=batch, no=1, started_at=then, finished_at=then, outcome="refused", kind="rate")
    Batch.objects.filter(pk=batch.pk).update(state="retry", first_attempt_at=then, next_at=then, attempts=1)


BEFORE = {"divide": with_an_unknown_friend, "rekey": with_an_old_key, "t": published, "http": published}


@pytest.mark.parametrize("point", child.crash_points())
def test_a_process_killed_at(point, own_town, emulator):
    survives(point, own_town, emulator)


@pytest.mark.chaos
@pytest.mark.parametrize("turn", range(20))
@pytest.mark.parametrize("point", child.crash_points())
def test_a_process_killed_again_and_again_at(point, turn, own_town, emulator):
    survives(point, own_town, emulator)


def survives(point, own_town, emulator):
    friends = befriend(emulator, PEOPLE)
    act = drive
    stage = point.split(".")[0].rstrip("1234")
    if stage == "plan":
        page = ready(own_town)
        act = lambda: own_town.publish(page)  # noqa: E731
    elif stage == "replace":
        act = replaced(own_town)
    else:
        BEFORE[stage](own_town)
    assert child.run(act, point) == KILLED, f"{point} was never reached"
    delivery = drive_to_the_end()
    proven(delivery)
    if stage == "divide":  # a refusal after an uncertain attempt: held for people rather than guessed
        counts, held = emulator.counts("multicast"), delivery.batches.get(state=Batch.State.REVIEW)
        assert set(counts.values()) == {1}
        assert {f.line_user_id for f in friends} == set(counts) | set(held.ids) - {UNKNOWN}
        assert delivery.state == Delivery.State.DONE_WITH_HOLDS
        return
    assert delivery.state == Delivery.State.DONE
    assert got_it_once(emulator, friends)


def test_a_sender_that_makes_a_key_for_each_attempt_shows_doubles(own_town, emulator):
    friends = befriend(emulator, PEOPLE)
    published(own_town)

    def sabotaged():
        send.key_of = lambda batch: str(uuid.uuid4())
        drive()

    assert child.run(sabotaged, "http.after_answer") == KILLED
    for _ in range(4):
        child.run(sabotaged)
        time.sleep(0.6)
    assert max(emulator.counts("multicast").values()) > 1
    assert not got_it_once(emulator, friends)


@pytest.mark.parametrize("fault", ["timeout_after", "timeout_before"])
def test_a_sender_killed_while_line_holds_its_answer(fault, own_town, emulator):
    friends = befriend(emulator, PEOPLE)
    published(own_town)
    emulator.misbehave(endpoint="multicast", fault=fault, hold_ms=4000, next=1)
    pid = child.start(drive)
    end = time.monotonic() + 10
    while not Attempt.objects.exists() and time.monotonic() < end:
        time.sleep(0.02)
    time.sleep(0.4)  # the body is there, the answer is not
    child.os.kill(pid, signal.SIGKILL)
    assert child.wait(pid) == KILLED
    emulator.misbehave(rules=[])
    delivery = drive_to_the_end()
    assert got_it_once(emulator, friends)
    proven(delivery)


@pytest.mark.parametrize(
    "fault", ["429", "500_before", "500_after", "503_before", "reset_before", "reset_after", "slow"]
)
def test_faults_of_line(fault, own_town, emulator):
    friends = befriend(emulator, PEOPLE)
    published(own_town)
    emulator.misbehave(endpoint="multicast", fault=fault, next=3, latency_ms=300 if fault == "slow" else 0)
    delivery = drive_to_the_end()
    assert delivery.state == Delivery.State.DONE
    assert got_it_once(emulator, friends)
    proven(delivery)


def test_two_senders_at_once(own_town, emulator, settings):
    friends = befriend(emulator, 4100)
    published(own_town)
    settings.DELIVERY_THREADS = 1
    emulator.misbehave(endpoint="multicast", fault="slow", latency_ms=500)

    def keep_driving():
        for _ in range(30):
            drive()
            time.sleep(0.05)

    pids = [child.start(keep_driving) for _ in range(2)]
    assert [child.wait(pid) for pid in pids] == [0, 0]
    delivery = drive_to_the_end()
    assert got_it_once(emulator, friends)
    processes = {owner.split(":")[1] for owner in Attempt.objects.values_list("owner", flat=True)}
    assert set(map(str, pids)) <= processes
    proven(delivery)
