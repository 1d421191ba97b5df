"""A sync of sixty thousand friends, killed twice by SIGKILL: all are there exactly once, and nothing is read twice."""

import os
import signal
import time

from django.db import connections

from linebridge.friends.models import Friend, FriendSync
from linebridge.friends.sync import begin, carry_on
from tests.linebridge.delivery import child

PEOPLE = 60_000
ASKED = 1_200  # of as many LINE is asked for the language; the emulator answers some two hundred in a second


def killed_when(run, reached):
    """A process of its own works on the run until `reached(row)`; then it is killed, wherever it is."""
    pid = child.start(lambda: carry_on(run.pk))
    end = time.monotonic() + 60
    while not reached(FriendSync.objects.get(pk=run.pk)):
        assert time.monotonic() < end and os.waitpid(pid, os.WNOHANG) == (0, 0), "it ended before it was killed"
        time.sleep(0.005)
    os.kill(pid, signal.SIGKILL)
    assert child.wait(pid) == -signal.SIGKILL
    connections.close_all()
    return FriendSync.objects.get(pk=run.pk)


def test_sixty_thousand_friends_survive_two_kills(own_town, emulator):
    ids = emulator.add_friends(PEOPLE)
    gone = Friend.objects.create(line_user_id="U" + "f" * 32)
    run = killed_when(begin(), lambda row: row.listed >= 20_000)
    assert run.state == "listing" and run.listed < PEOPLE
    assert Friend.objects.count() == run.listed + 1, "a page and its friends are one"

    run = killed_when(run, lambda row: row.asked >= 400)
    assert run.state == "profiles" and run.listed == PEOPLE
    last = Friend.objects.order_by("pk")[ASKED].pk
    Friend.objects.filter(pk__gte=last).update(language_chosen=True)  # these have chosen one with us meanwhile

    assert child.run(lambda: carry_on(run.pk)) == 0
    run.refresh_from_db()
    assert (run.state, run.listed, run.new, run.gone) == ("done", PEOPLE, PEOPLE, 1)
    found = list(Friend.objects.filter(following=True).values_list("line_user_id", flat=True))
    assert len(found) == PEOPLE and set(found) == set(ids)
    gone.refresh_from_db()
    assert not gone.following
    assert len(emulator.requests("followers")) <= PEOPLE / 1000 + 2, "pages are not read again"
    assert run.asked <= ASKED
