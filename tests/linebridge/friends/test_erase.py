"""One person is forgotten everywhere, exactly once, and comes back only by their own act."""

from datetime import timedelta

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.utils import timezone

from cms.audit.models import AuditEntry
from cms.clock import tick
from cms.users.models import User
from linebridge.friends import erase
from linebridge.friends.erase import ask_erasure, carry_on, due, erase_friend, register_eraser, work
from linebridge.friends.follow import followed, found_following, heard, unfollowed
from linebridge.friends.forget_blocked import forget_blocked
from linebridge.friends.line_events import write
from linebridge.friends.models import Erasure, Friend, Keeping
from linebridge.friends.models.erasure import hash_of
from linebridge.friends.sync import sync_friends
from linebridge.webhook.models import Event, WebhookBody
from tests.linebridge.friends.conftest import friend

pytestmark = pytest.mark.django_db
LATER = timedelta(minutes=6)


@pytest.fixture
def rooms(monkeypatch):
    """A registry of its own: what each room was asked to erase, and what it answers."""
    monkeypatch.setattr(erase, "erasers", {})
    asked = []
    register_eraser("forms", asked.append)
    return asked


def finish(erasure):
    with time_machine.travel(timezone.now() + LATER):
        carry_on(erasure.pk)
    erasure.refresh_from_db()
    return erasure


def test_the_row_goes_at_once_and_the_id_when_every_room_has_finished(rooms):
    someone = friend(1, choices=[3])
    erasure = ask_erasure(someone)
    assert not Friend.objects.exists()
    assert (erasure.hashed, erasure.line_user_id) == (hash_of(someone.line_user_id), someone.line_user_id)
    assert carry_on(erasure.pk) is False
    erasure.refresh_from_db()
    assert rooms == [someone.line_user_id] and erasure.done == [] and erasure.line_user_id
    erasure = finish(erasure)
    assert rooms == [someone.line_user_id] * 2, "once more, for whoever was writing when it was asked"
    assert (erasure.line_user_id, erasure.done) == ("", ["forms"])
    assert erasure.finished_at and carry_on(erasure.pk) is True


def test_the_trail_holds_a_certificate_and_no_id(rooms):
    erasure = finish(ask_erasure(friend(1)))
    entries = AuditEntry.objects.filter(action__in=["friends.erase", "friends.erased"]).order_by("pk")
    assert [entry.action for entry in entries] == ["friends.erase", "friends.erased"]
    assert entries[1].object_name == f"消去 {erasure.pk}" and entries[1].data["rooms"] == ["forms"]
    assert not any("U0000" in str(vars(entry)) for entry in entries)


def test_a_room_that_waits_or_fails_holds_up_only_itself(rooms):
    answers = [False, RuntimeError("away"), True]

    def slow(line_user_id):
        answer = answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer

    register_eraser("deliveries", slow)
    erasure = finish(ask_erasure(friend(1)))
    assert (erasure.done, bool(erasure.line_user_id)) == (["forms"], True)
    assert finish(erasure).done == ["forms"]
    erasure = finish(erasure)
    assert (erasure.done, erasure.line_user_id, len(rooms)) == (["deliveries", "forms"], "", 1)


def test_what_was_lost_half_way_is_taken_up_by_the_clock(rooms):
    erasure = ask_erasure(friend(1))
    now = timezone.now()
    assert not due(now).exists() and not erase.take_up(now)
    with time_machine.travel(now + LATER):
        assert erase.take_up(timezone.now())
        assert work() == 1
        assert not due(timezone.now()).exists()
    erasure.refresh_from_db()
    assert erasure.finished_at


def test_asked_twice_it_is_one_erasure(rooms):
    someone = friend(1)
    same = Friend.objects.get()
    assert ask_erasure(someone) == ask_erasure(same)
    assert Erasure.objects.count() == 1


def test_staff_give_a_reason_in_words_and_others_a_known_one(rooms):
    aoi = User.objects.create(username="aoi", last_name="青井")
    erasure = ask_erasure(friend(1), by=aoi, reason="電話での依頼")
    assert (erasure.cause, erasure.reason, erasure.asked_by) == ("staff", "電話での依頼", aoi)
    with pytest.raises(ValueError, match="whatever"):
        ask_erasure(friend(2), reason="whatever")
    assert Friend.objects.count() == 1


def test_a_sync_does_not_bring_back_who_was_erased_until_they_act_themselves(emulator):
    erased, other = emulator.add_friends(2)
    sync_friends()
    ask_erasure(Friend.objects.get(line_user_id=erased))
    sync_friends()
    assert [each.line_user_id for each in Friend.objects.all()] == [other]
    heard(erased, timezone.now())
    assert not Friend.objects.get(line_user_id=erased).choices
    assert Erasure.objects.get().returned_at
    Friend.objects.filter(line_user_id=erased).delete()
    sync_friends()
    assert Friend.objects.filter(line_user_id=erased, following=True).exists()


@pytest.mark.parametrize("act", [followed, heard, lambda who, at: found_following(who)])
def test_a_new_act_makes_a_fresh_friend_with_nothing_kept(rooms, act):
    someone = friend(1, choices=[3], language="ko", answered_at=timezone.now())
    finish(ask_erasure(someone))
    act(someone.line_user_id, timezone.now() + timedelta(seconds=1))
    new = Friend.objects.get()
    assert (new.choices, new.language, new.answered_at, new.following) == ([], "ja", None, True)
    assert new.pk != someone.pk
    assert Erasure.objects.get().returned_at


def test_an_event_of_before_that_is_told_late_brings_nobody_back(rooms):
    someone = friend(1)
    before = timezone.now() - timedelta(seconds=1)
    ask_erasure(someone)
    assert followed(someone.line_user_id, before) is None
    assert heard(someone.line_user_id, before) is None
    assert unfollowed(someone.line_user_id, timezone.now() + timedelta(minutes=1)) is None, "leaving is no coming back"
    assert not Friend.objects.exists()


def test_a_message_makes_a_friend_known_and_a_group_does_not():
    who, now = f"U{7:032x}", timezone.now()
    said = {"source": {"type": "group", "userId": who}, "message": {"type": "text", "text": "こんにちは"}}
    write(Event(type="message", line_user_id=who, timestamp=now, payload=said))
    assert not Friend.objects.exists()
    said["source"]["type"] = "user"
    write(Event(type="message", line_user_id=who, timestamp=now, payload=said))
    unfollowed(who, now - timedelta(minutes=1))
    assert Friend.objects.get().following
    unfollowed(who, now + timedelta(minutes=1))
    write(Event(type="message", line_user_id=who, timestamp=now + timedelta(minutes=2), payload=said))
    assert Friend.objects.get().following, "nobody can write who does not follow"


def test_events_keep_neither_id_nor_content_and_waiting_ones_are_waited_for():
    someone, other = friend(1), friend(2)
    body = WebhookBody.objects.create(raw=b'{"userId": "U..."}', signature="s")
    now = timezone.now()
    for number, (who, state) in enumerate([(someone, "done"), (someone, "new"), (other, "done")]):
        Event.objects.create(
            body=body, webhook_event_id=str(number), type="message", line_user_id=who.line_user_id, timestamp=now,
            payload={"text": "こんにちは"}, state=state,
        )  # fmt: skip
    erasure = finish(ask_erasure(someone))
    assert "webhook" not in erasure.done and erasure.line_user_id
    assert Event.objects.filter(line_user_id=someone.line_user_id).get().state == "new"
    Event.objects.filter(state="new").update(state="done")
    erasure = finish(erasure)
    assert "webhook" in erasure.done and not erasure.line_user_id
    assert not Event.objects.filter(line_user_id=someone.line_user_id).exists()
    kept = Event.objects.get(webhook_event_id="2")
    assert (kept.line_user_id, kept.payload) == (other.line_user_id, {"text": "こんにちは"})
    assert Event.objects.get(webhook_event_id="0").payload == {}
    assert bytes(WebhookBody.objects.get().raw) == b""


# --- LINE is asked to take back the consent too ---------------------------------------------------------------------


def test_with_a_token_line_is_asked_to_take_back_the_consent(rooms, wire):
    wire.will(204)
    erasure = erase_friend(friend(1), reason="resident", access_token="resident-token")
    assert erasure.unlinking == "done"
    method, path, _headers, body = wire.asked[0]
    assert (method, path) == ("POST", "/user/v1/deauthorize") and b"resident-token" in body


def test_where_line_does_not_do_it_the_row_says_so_and_the_token_is_kept_nowhere(rooms, wire):
    wire.will(400, {"message": "invalid token"})
    erasure = erase_friend(friend(1), access_token="resident-token")
    erasure.refresh_from_db()
    assert erasure.unlinking == "failed" and not Friend.objects.exists()
    assert "連動アプリ" in erasure.advice
    assert "resident-token" not in str(vars(erasure))
    finish(erasure)
    assert len(wire.asked) == 1, "it is not tried again"


def test_without_a_token_line_is_not_asked(rooms, wire):
    erasure = erase_friend(friend(1))
    assert (erasure.unlinking, erasure.advice) == ("", "")
    assert wire.asked == []


# --- After a block --------------------------------------------------------------------------------------------------


def test_who_has_blocked_longer_than_settings_are_kept_is_erased(rooms, caplog):
    now = timezone.now()
    old = friend(1, following=False, blocked_at=now - timedelta(days=366))
    friend(2, following=False, blocked_at=now - timedelta(days=364))
    friend(3)
    with caplog.at_level("INFO", "kairan.friends"):
        assert forget_blocked(now) == 1
    assert not Friend.objects.filter(pk=old.pk).exists() and Friend.objects.count() == 2
    assert Erasure.objects.get().cause == "blocked"
    assert "1 erased, 0 left" in caplog.text and old.line_user_id not in caplog.text
    assert forget_blocked(now) == 0


def test_the_city_sets_how_long_and_for_ever_is_not_offered(rooms):
    friend(1, following=False, blocked_at=timezone.now() - timedelta(days=31))
    Keeping.objects.create(pk=1, days=30)
    assert forget_blocked(timezone.now()) == 1
    kept = Keeping.now()
    for kept.days in (0, 1826):
        with pytest.raises(ValidationError):
            kept.full_clean()
    for kept.days in (1, 1825):
        kept.full_clean()


def test_only_some_hundred_are_erased_in_a_day_the_longest_gone_first(rooms, monkeypatch):
    monkeypatch.setattr("linebridge.friends.forget_blocked.A_DAY", 2)
    now = timezone.now()
    days = {friend(n, following=False, blocked_at=now - timedelta(days=400 + n)).pk: n for n in range(3)}
    assert forget_blocked(now) == 2
    assert [days[left.pk] for left in Friend.objects.all()] == [0]
    assert forget_blocked(now) == 1


def test_the_clock_does_all_of_it(rooms):
    ask_erasure(friend(1))
    friend(2, following=False, blocked_at=timezone.now() - timedelta(days=400))
    failed = tick.send(tick.daily, timezone.now()) | tick.send(tick.minute, timezone.now() + LATER)
    assert not [name for name in failed if "friends" in name]
    assert not Friend.objects.exists() and Erasure.objects.count() == 2


def test_an_erasure_that_waits_for_days_is_told(rooms):
    erasure = ask_erasure(friend(1))
    assert erase.trouble() == ""
    Erasure.objects.update(asked_at=timezone.now() - timedelta(days=4))
    assert "1件" in erase.trouble()
    carry_on(erasure.pk)
    assert erase.trouble() == ""
