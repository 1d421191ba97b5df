"""What the health pages say, to machines and to staff."""

from datetime import timedelta

import pytest
from django.contrib.auth import get_user_model
from django.db import OperationalError
from django.utils import timezone
from django_q.models import OrmQ

from cms.audit.models import AuditEntry
from cms.clock import tick
from cms.clock.models import Lease
from cms.operations import health, signs
from cms.operations.health import Answer, Check, ask, status
from cms.operations.models import WorkerSign

pytestmark = pytest.mark.django_db


@pytest.fixture
def registered(monkeypatch):
    """The checks that this test wants, instead of those of the rooms."""
    wanted: list[Check] = []
    monkeypatch.setattr(health, "checks", lambda: wanted)
    return wanted


def broken():
    raise OperationalError("password of the database: secret")


def test_live_answers_without_asking_anything(client, django_assert_num_queries):
    with django_assert_num_queries(0):
        answer = client.get("/health/live/")
    assert (answer.status_code, answer.content) == (200, b"ok\n")


def test_ready_is_200_while_requests_can_be_answered(client, registered):
    registered += [Check("database", "D", lambda: "", critical=True), Check("clock", "C", lambda: "The clock stopped.")]
    answer = client.get("/health/ready/")
    assert answer.status_code == 200 and answer.content.decode() == "degraded\ndatabase: ok\nclock: wrong\n"
    assert client.get("/health/ready/?format=json").json() == {
        "status": "degraded", "checks": {"database": "ok", "clock": "wrong"},
    }  # fmt: skip


def test_ready_is_503_without_the_database_and_tells_no_detail(client, registered):
    registered += [Check("database", "D", broken, critical=True)]
    answer = client.get("/health/ready/", headers={"accept": "application/json"})
    assert answer.status_code == 503 and answer.json()["status"] == "failed"
    assert b"secret" not in answer.content and "no-store" in answer["Cache-Control"]


def test_one_broken_question_does_not_hide_the_others():
    answers = ask([Check("a", "A", broken), Check("b", "B", lambda: "")])
    assert [(answer.check.name, answer.trouble) for answer in answers] == [("a", "OperationalError"), ("b", "")]
    assert status(answers) == "degraded" and status([]) == "ok"
    assert status([Answer(Check("d", "D", broken, critical=True), "x")]) == "failed"


def test_every_room_s_question_is_asked_and_the_database_first():
    names = [check.name for check in health.checks()]
    assert names[0] == "database" and {"clock", "queue"} <= set(names)


def test_the_clock_is_missed_after_three_minutes():
    assert signs.clock_trouble() != ""
    Lease.objects.create(name=tick.CLOCK, minute_at=timezone.now() - timedelta(minutes=2))
    assert signs.clock_trouble() == ""
    Lease.objects.update(minute_at=timezone.now() - timedelta(minutes=90))
    assert "90" in signs.clock_trouble()
    Lease.objects.update(minute_at=timezone.now(), failing={"room.receivers.every_minute": {"error": "KeyError"}})
    assert "room.receivers.every_minute" in signs.clock_trouble()


def test_a_worker_that_answers_is_asked_again_and_a_silent_one_is_missed(settings):
    settings.Q_CLUSTER = {key: value for key, value in settings.Q_CLUSTER.items() if key != "ALT_CLUSTERS"}
    now = timezone.now()
    signs.ask_workers(now)
    signs.ask_workers(now)
    if not settings.REDIS_URL:
        assert OrmQ.objects.count() == 1, "nobody has answered: asking again would only pile up"
    assert signs.queue_trouble() == ""
    WorkerSign.objects.update(asked_at=now - timedelta(minutes=5))
    assert "kairan" in signs.queue_trouble()
    signs.answer("kairan")
    assert signs.queue_trouble() == ""


def test_a_jump_of_the_clock_is_in_the_trail():
    tick.send(tick.jumped, timezone.now(), seconds=-7200.0)
    entry = AuditEntry.objects.get(action="clock.jump")
    assert entry.data == {"seconds": -7200}


def test_staff_see_what_is_wrong_and_what_to_do(client):
    client.force_login(get_user_model().objects.create_superuser("admin", password="x"))
    page = client.get("/admin/health/")
    assert page.status_code == 200 and "時計プロセスを起動してください" in page.content.decode()


def test_who_may_not_see_it_is_sent_away(client):
    client.force_login(get_user_model().objects.create_user("1001", password="x"))
    assert client.get("/admin/health/").status_code in (302, 403)
