"""One beat: what it calls, what it survives, what it remembers."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core.management import CommandError, call_command

from cms.clock import publish, tick
from cms.clock.models import Lease

TOKYO = ZoneInfo("Asia/Tokyo")
pytestmark = pytest.mark.django_db


@pytest.fixture
def heard(monkeypatch):
    """What was sent, to receivers that stand in for the rooms."""
    heard: list[tuple[str, datetime]] = []

    def on_minute(now, **_):
        heard.append(("minute", now))

    def on_daily(now, **_):
        heard.append(("daily", now))

    monkeypatch.setattr(tick.minute, "receivers", [])
    monkeypatch.setattr(tick.daily, "receivers", [])
    tick.minute.connect(on_minute, weak=False)
    tick.daily.connect(on_daily, weak=False)
    yield heard
    tick.minute.disconnect(on_minute)
    tick.daily.disconnect(on_daily)


def at(hour, minute=0, day=10):
    return datetime(2026, 4, day, hour, minute, tzinfo=TOKYO)


def test_a_beat_sends_the_minute_and_the_first_one_the_day(heard):
    assert tick.beat(at(12)) == {}
    assert heard == [("minute", at(12)), ("daily", at(12))]


def test_the_day_comes_once_and_not_before_half_past_three(heard):
    for moment in [at(12), at(23, 59), at(0, 0, 11), at(3, 29, 11), at(3, 30, 11), at(3, 31, 11)]:
        tick.beat(moment)
    assert [when for what, when in heard if what == "daily"] == [at(12), at(3, 30, 11)]


def test_after_a_week_of_standstill_there_is_one_beat_and_one_day(heard):
    tick.beat(at(12, day=1))
    heard.clear()
    tick.beat(at(12, day=8))
    assert heard == [("minute", at(12, day=8)), ("daily", at(12, day=8))]


def test_a_failing_receiver_does_not_stop_the_others_and_stays_visible_until_it_succeeds(heard, caplog):
    def broken(**_):
        raise ZeroDivisionError

    tick.minute.connect(broken)
    first = tick.beat(at(12))
    name = next(iter(first))
    assert name.endswith("broken") and first[name] == "ZeroDivisionError"
    assert ("minute", at(12)) in heard
    tick.beat(at(12, 1))
    assert Lease.objects.get().failing == {name: {"error": "ZeroDivisionError", "since": at(12).isoformat()}}
    assert "broken failed" in caplog.text
    tick.minute.disconnect(broken)
    assert tick.beat(at(12, 2)) == {}
    assert Lease.objects.get().failing == {}


def test_a_receiver_of_the_day_that_failed_stays_visible_until_a_day_succeeds(heard):
    def broken(**_):
        raise ZeroDivisionError

    tick.daily.connect(broken)
    (name,) = tick.beat(at(12))
    assert tick.beat(at(12, 1)) == {}
    assert Lease.objects.get().failing[name]["since"] == at(12).isoformat()
    tick.daily.disconnect(broken)
    tick.beat(at(12, day=11))
    assert Lease.objects.get().failing == {}


def test_a_day_in_which_the_clock_was_stopped_is_given_anew(heard):
    def stopped(**_):  # as the signal of an ending process does it, in the middle of a receiver
        raise SystemExit

    tick.daily.connect(stopped)
    with pytest.raises(SystemExit):
        tick.beat(at(12))
    tick.daily.disconnect(stopped)
    heard.clear()
    tick.beat(at(12, 1))
    assert [what for what, _when in heard] == ["minute", "daily"]
    tick.beat(at(12, 2))
    assert [what for what, _when in heard] == ["minute", "daily", "minute"]


def test_one_object_that_refuses_to_go_live_does_not_hold_back_the_next(monkeypatch, caplog):
    done = []

    def refuse():
        raise PermissionError

    monkeypatch.setattr(publish, "_due", lambda: [("publish a 1", refuse), ("publish a 2", lambda: done.append(2))])
    assert publish.publish_due() == {"publish a 1": "PermissionError"}
    assert done == [2]


def test_what_is_due_in_wagtail_goes_live_and_what_is_over_ends():
    from django.utils import timezone
    from wagtail.models import Page

    from tests.town import lay_foundations

    lay_foundations()
    root = Page.objects.get(depth=1)
    page = root.add_child(instance=Page(title="予告", slug="yokoku", live=False))
    page.go_live_at = timezone.now() + timedelta(hours=1)
    page.save_revision(approved_go_live_at=timezone.now() - timedelta(minutes=1))
    over = root.add_child(instance=Page(title="終わり", slug="owari", expire_at=timezone.now() - timedelta(minutes=1)))
    assert publish.publish_due() == {}
    over.refresh_from_db()
    assert over.live is False


def test_the_tick_command_gives_one_beat_and_says_what_failed(heard, capsys):
    call_command("tick")
    assert "One beat" in capsys.readouterr().out

    def broken(**_):
        raise ZeroDivisionError

    tick.minute.connect(broken)
    with pytest.raises(CommandError, match="ZeroDivisionError"):
        call_command("tick")
    tick.minute.disconnect(broken)
