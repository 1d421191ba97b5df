"""Four processes together never send more than the limit in any second; without the shared row they do."""

import multiprocessing
import sqlite3
import time
from collections import deque
from contextlib import closing

import pytest
from django.db import OperationalError, connection, connections

from linebridge.gateway import rate
from linebridge.gateway.errors import LineError, LineErrorKind
from linebridge.gateway.models import Bucket

LIMIT = 200
SECONDS = 1.6


def most_in_a_second(moments):
    window, most = deque(), 0
    for moment in sorted(moments):
        window.append(moment)
        while window[0] <= moment - 1:
            window.popleft()
        most = max(most, len(window))
    return most


def ask_for_a_while(take, begin, results):
    """Runs in a forked process: its own connection, its own count of moments."""
    moments = []
    while time.time() < begin:
        time.sleep(0.001)
    while time.time() < begin + SECONDS:
        take("multicast")
        moments.append(time.time())
    results.put(moments)


def four_processes(take):
    context = multiprocessing.get_context("fork")
    results = context.Queue()
    begin = time.time() + 0.3
    workers = [context.Process(target=ask_for_a_while, args=(take, begin, results)) for _ in range(4)]
    for worker in workers:
        worker.start()
    moments = [moment for _ in workers for moment in results.get(timeout=30)]
    for worker in workers:
        worker.join()
    return moments


@pytest.fixture
def shared(settings, tmp_path, transactional_db):
    """A database that forked processes can share (SQLite's test database lives in memory and cannot be)."""
    settings.LINE_MULTICASTS_PER_SECOND = LIMIT
    if connection.vendor == "sqlite":
        connection.ensure_connection()
        with closing(sqlite3.connect(tmp_path / "shared.sqlite3")) as file:
            connection.connection.backup(file)
            file.execute("PRAGMA journal_mode=WAL")
        old = connection.settings_dict["NAME"]

        def take(endpoint):
            if connection.settings_dict["NAME"] == old:
                connection.inc_thread_sharing()
                connection.connection = None
                connection.settings_dict = {**connection.settings_dict, "NAME": str(tmp_path / "shared.sqlite3")}
            rate.take(endpoint)
    else:
        connections.close_all()

        def take(endpoint):
            rate.take(endpoint)

    return take


@pytest.mark.django_db(transaction=True)
def test_four_processes_stay_below_the_limit_together(shared):
    moments = four_processes(shared)
    assert most_in_a_second(moments) <= LIMIT
    assert len(moments) > 20, "they did send (a busy machine with SQLite does not reach the limit)"


def test_without_the_shared_row_they_exceed_it(settings):
    """The control: each process keeps a bucket of its own, and the measurement sees it."""
    settings.LINE_MULTICASTS_PER_SECOND = LIMIT
    free = {"at": 0.0}

    def alone(endpoint):
        now = time.time()
        start = max(now, free["at"])
        free["at"] = start + 1 / (LIMIT * rate.SAFETY)
        time.sleep(start - now)

    assert most_in_a_second(four_processes(alone)) > LIMIT


@pytest.mark.django_db
def test_who_would_wait_for_long_is_told_so_and_takes_nothing(settings):
    if settings.REDIS_URL:
        rate._redis(settings.REDIS_URL).delete(f"line-rate:{settings.LINE_CHANNEL_ID}:broadcast")
    rate.take("broadcast")
    for _ in range(3):
        with pytest.raises(LineError) as caught:
            rate.take("broadcast")
    assert caught.value.kind == LineErrorKind.RATE and not caught.value.ambiguous
    assert 50 < caught.value.retry_after < 63


@pytest.mark.django_db
def test_a_clock_that_was_set_back_does_not_stop_sending_for_days(settings):
    if settings.REDIS_URL:
        rate._redis(settings.REDIS_URL).set(f"line-rate:{settings.LINE_CHANNEL_ID}:push", time.time() + 10**6)
    else:
        Bucket.objects.create(endpoint="push", free_at=time.time() + 10**6)
    with pytest.raises(LineError) as caught:
        rate.take("push")
    assert caught.value.retry_after <= 7200


@pytest.mark.django_db
def test_without_redis_the_rate_goes_through_the_database(settings, caplog):
    settings.REDIS_URL = "redis://127.0.0.1:9/0"
    rate.take("multicast")
    assert Bucket.objects.filter(endpoint="multicast").exists() and "through the database" in caplog.text


@pytest.fixture
def free_rate(settings):
    """Nobody has taken a moment of multicast before, in Redis or in the database."""
    if settings.REDIS_URL:
        rate._redis(settings.REDIS_URL).delete(rate._key("multicast"))


@pytest.mark.django_db
@pytest.mark.parametrize(("said", "paused"), [(None, rate.PAUSE), (3.0, 3.0)])
def test_after_a_429_all_of_us_leave_the_endpoint_alone_once(free_rate, said, paused):
    for _thread in range(8):
        rate.pause("multicast", said)
    assert paused - 0.9 < rate.reserve("multicast", 0.005) <= paused


@pytest.mark.django_db
def test_a_pause_does_not_shorten_a_longer_one(free_rate):
    rate.pause("multicast", 6.0)
    rate.pause("multicast", None)
    assert rate.reserve("multicast", 0.005) > 5.0


@pytest.mark.django_db
def test_a_pause_that_cannot_be_written_does_not_hide_the_answer_of_line(settings, monkeypatch, caplog):
    settings.REDIS_URL = ""
    monkeypatch.setattr(rate, "_bucket", locked)
    rate.pause("multicast", None)
    assert "not shared" in caplog.text


def locked(endpoint):
    raise OperationalError("database is locked")
