"""A process that dies while it erases somebody: the row says what is left, and the next one finishes it."""

import os
import signal
from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from linebridge.friends import erase
from linebridge.friends.erase import ask_erasure, register_eraser, work
from linebridge.friends.models import Erasure, Friend
from tests.linebridge.delivery import child
from tests.linebridge.friends.conftest import friend


def die(*_args, **_more):
    os.kill(os.getpid(), signal.SIGKILL)


@pytest.mark.parametrize("rooms", [("dying", "living"), ("living", "dying")])
def test_a_process_killed_inside_a_room_is_followed_by_one_that_finishes(own_town, monkeypatch, rooms):
    monkeypatch.setattr(erase, "erasers", {})
    asked = []
    for room in rooms:
        register_eraser(room, die if room == "dying" else asked.append)
    someone, other = friend(1), friend(2)
    erasure = ask_erasure(someone)
    with time_machine.travel(timezone.now() + timedelta(minutes=6)):
        assert child.run(work) == -signal.SIGKILL
        erasure.refresh_from_db()
        assert erasure.line_user_id and not erasure.finished_at
        register_eraser("dying", asked.append)
        assert work() == 1
    erasure = Erasure.objects.get()
    assert erasure.finished_at and not erasure.line_user_id and asked == [someone.line_user_id] * 2
    assert Friend.objects.get() == other


def test_a_process_killed_before_the_commit_has_erased_nothing(own_town, monkeypatch):
    someone = friend(1)
    monkeypatch.setattr(erase, "record", die)
    assert child.run(lambda: ask_erasure(someone)) == -signal.SIGKILL
    assert Friend.objects.get() == someone and not Erasure.objects.exists()
