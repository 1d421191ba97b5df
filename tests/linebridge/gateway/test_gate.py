"""One person halts, two release; the file works without the database; who may not, cannot."""

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Permission
from django.core.exceptions import PermissionDenied
from django.core.management import CommandError, call_command
from django.db import OperationalError

from cms.audit.models import AuditEntry
from linebridge.gateway import gate
from linebridge.gateway.errors import LineError

pytestmark = pytest.mark.django_db


def staff(number, *codenames):
    user = get_user_model().objects.create_user(number, password="x")
    user.user_permissions.set(Permission.objects.filter(codename__in=codenames))
    return user


@pytest.fixture
def ben():
    return staff("1002", "halt_sending", "release_sending")


@pytest.fixture
def dan():
    return staff("1004", "halt_sending", "release_sending")


def test_the_gate_is_open_until_somebody_closes_it(ben):
    assert gate.is_open()
    gate.close(ben, "誤配信")
    assert not gate.is_open()
    with pytest.raises(LineError):
        gate.pass_through()


def test_one_person_cannot_open_it_alone(ben):
    gate.close(ben, "誤配信")
    with pytest.raises(PermissionDenied):
        gate.open(ben)
    gate.ask_open(ben)
    with pytest.raises(PermissionDenied):
        gate.open(ben)
    assert not gate.is_open()


def test_two_people_open_it_and_the_trail_names_both(ben, dan):
    gate.close(ben, "誤配信")
    gate.ask_open(ben)
    gate.open(dan)
    assert gate.is_open()
    actions = list(AuditEntry.objects.order_by("pk").values_list("action", "actor_number"))
    assert actions == [("delivery.halt", "1002"), ("delivery.release_asked", "1002"), ("delivery.release", "1004")]


def test_closing_again_takes_an_earlier_request_to_open_away(ben, dan):
    gate.close(ben, "一度目")
    gate.ask_open(ben)
    gate.close(dan, "二度目")
    with pytest.raises(PermissionDenied):
        gate.open(dan)


def test_who_has_no_permission_can_neither_close_nor_open(ben):
    aoi = staff("1001")
    with pytest.raises(PermissionDenied):
        gate.close(aoi, "x")
    gate.close(None, "時計")
    for act in (gate.ask_open, gate.open):
        with pytest.raises(PermissionDenied):
            act(aoi)


def test_the_halt_file_closes_it_without_the_database(settings, monkeypatch):
    settings.HALT_FILE.write_text("x")
    monkeypatch.setattr(gate.SendGate, "objects", None)
    assert not gate.is_open()


def test_a_gate_that_cannot_be_read_is_closed(monkeypatch, caplog):
    class Broken:
        def filter(self, **_):
            raise OperationalError

    monkeypatch.setattr(gate.SendGate, "objects", Broken())
    assert not gate.is_open()


def test_a_jump_of_the_clock_closes_the_gate_except_on_a_developers_machine(settings):
    from linebridge.gateway.receivers import clock_jumped

    clock_jumped(seconds=-7200.0)
    assert gate.is_open()
    settings.DEVELOPMENT = False
    clock_jumped(seconds=-7200.0)
    assert not gate.is_open() and "7200" in gate.row().why


def test_halt_and_release_on_the_command_line(settings, ben, dan, capsys):
    call_command("halt", "誤配信")
    assert settings.HALT_FILE.read_text() == "誤配信\n" and gate.row().closed
    with pytest.raises(CommandError, match="no active account"):
        call_command("release", "nobody")
    call_command("release", "1002")
    call_command("release", "1002")
    assert not gate.is_open()
    call_command("release", "1004")
    assert gate.is_open() and not settings.HALT_FILE.exists()


def test_who_halted_while_the_database_was_away_is_not_released_by_one_person(settings, ben, dan):
    settings.HALT_FILE.write_text("誤配信\n")
    call_command("release", "1002")
    assert settings.HALT_FILE.exists() and not gate.is_open() and gate.row().why == "誤配信"
    call_command("release", "1004")
    assert gate.is_open()
