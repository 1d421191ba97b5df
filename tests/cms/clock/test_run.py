"""The clock's process: one of several holds the lease, another takes over, time jumps are noticed, SIGTERM ends it."""

import os
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from datetime import timedelta

import pytest
from django.db import OperationalError, connection
from django.utils import timezone

from cms.clock import run, tick
from cms.clock.lease import hold, let_go
from cms.clock.models import Lease


@pytest.mark.django_db
def test_only_one_of_two_holds_the_lease():
    assert hold("a") and not hold("b") and hold("a")


@pytest.mark.django_db
def test_another_takes_over_when_the_lease_has_run_out():
    assert hold("a", seconds=-1) and hold("b") and not hold("a")


@pytest.mark.django_db
def test_a_lease_given_back_is_free_at_once_and_only_its_holder_can_give_it_back():
    hold("a")
    let_go("b")
    assert not hold("b")
    let_go("a")
    assert hold("b")


@pytest.mark.django_db
def test_two_clocks_beat_once_a_minute_together(monkeypatch):
    beats = []
    monkeypatch.setattr(tick, "send", lambda *a, **k: beats.append(a[1]) or {})
    first, second = run.Runner(), run.Runner()
    assert [first.turn(), second.turn(), first.turn(), second.turn()].count(True) == 1
    let_go(first.name)  # it stops, and the other goes on in the same minute
    assert second.turn() is False
    Lease.objects.update(minute_at=timezone.now() - timedelta(minutes=1))
    assert second.turn() is True


@pytest.mark.django_db
def test_a_last_beat_in_the_future_does_not_stop_the_clock():
    Lease.objects.create(name=tick.CLOCK, minute_at=timezone.now() + timedelta(hours=6))
    assert run.Runner().turn() is True


@pytest.mark.django_db
def test_the_clock_outlives_an_outage_of_the_database(monkeypatch):
    runner = run.Runner()
    working = run.hold

    def broken(*_):
        raise OperationalError("gone")

    monkeypatch.setattr(run, "hold", broken)
    monkeypatch.setattr(run.connections, "close_all", lambda: None)  # the test's own transaction has to live on
    assert runner.turn() is False
    monkeypatch.setattr(run, "hold", working)
    assert runner.turn() is True


@pytest.mark.parametrize("moved", [-7200, 90, 7200])
def test_a_jump_of_the_wall_clock_is_noticed(monkeypatch, moved):
    watch = run.Watch()
    real = time.time
    monkeypatch.setattr(run.time, "time", lambda: real() + moved)
    assert round(watch.jump()) == moved
    assert watch.jump() == 0


def test_a_slow_minute_is_no_jump(monkeypatch):
    watch = run.Watch()
    watch.wall -= 300
    watch.steady -= 300
    assert watch.jump() == 0


@pytest.mark.django_db
def test_a_jump_is_told_to_whoever_listens(monkeypatch):
    heard = []

    def listen(seconds, **_):
        heard.append(seconds)

    tick.jumped.connect(listen)
    runner = run.Runner()
    monkeypatch.setattr(runner.watch, "jump", lambda: -7200.0)
    runner.turn()
    tick.jumped.disconnect(listen)
    assert heard == [-7200.0]


@pytest.mark.django_db(transaction=True)
def test_sigterm_ends_the_process_at_once_and_frees_the_lease(tmp_path):
    """A real process, on a database that it can share."""
    environment = {**os.environ, "DATABASE_URL": shared_database(tmp_path), "VAR_DIR": str(tmp_path)}
    environment["DJANGO_SETTINGS_MODULE"] = os.environ["DJANGO_SETTINGS_MODULE"]
    command = [sys.executable, "manage.py", "run_clock"]
    clock = subprocess.Popen(command, env=environment, stderr=subprocess.PIPE, text=True)
    try:
        read_until(clock, "started")
        wait_until(lambda: holder(tmp_path))
        asked = time.monotonic()
        clock.send_signal(signal.SIGTERM)
        read_until(clock, "stopped")
        assert time.monotonic() - asked < 2
        assert holder(tmp_path) == ""
        assert clock.wait(timeout=20) == 0  # Python takes its time to leave on a busy machine
    finally:
        clock.kill()
        clock.wait()
        clock.stderr.close()


def shared_database(folder):
    """The test's database for another process. SQLite's lives in memory, so the other gets a copy as a file."""
    values = connection.settings_dict
    if connection.vendor == "sqlite":
        connection.ensure_connection()
        with closing(sqlite3.connect(folder / "copy.sqlite3")) as file:
            connection.connection.backup(file)
        return f"sqlite:///{folder}/copy.sqlite3"
    return (
        f"postgres://{values['USER']}:{values['PASSWORD']}@{values['HOST']}:{values['PORT'] or 5432}/{values['NAME']}"
    )


def holder(folder):
    if connection.vendor != "sqlite":
        return Lease.objects.values_list("holder", flat=True).first()
    with closing(sqlite3.connect(folder / "copy.sqlite3")) as file:
        row = file.execute("SELECT holder FROM clock_lease").fetchone()
    return row and row[0]


def read_until(process, words):
    for line in process.stderr:
        if words in line:
            return
    raise AssertionError("the process ended before it began")


def wait_until(true, seconds=10):
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "it did not happen in time"
        time.sleep(0.05)
