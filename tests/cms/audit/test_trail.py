"""The trail is only added to, tells itself on stdout without names, and shows when somebody laid hands on it."""

import json
import logging
import threading
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, connections, transaction

from cms.audit.models import AuditEntry, EntryIsFinal, Seal
from cms.audit.seal import GENESIS, newest_hash, seal, verify
from cms.audit.write import record, trail
from tests.town import build_town

pytestmark = pytest.mark.django_db


@pytest.fixture
def lines():
    """The lines that the trail wrote on stdout."""
    written = []

    class Keep(logging.Handler):
        def emit(self, row):
            written.append(json.loads(row.getMessage()))

    handler = Keep()
    trail.addHandler(handler)
    yield written
    trail.removeHandler(handler)


def rewrite(sql, *values):
    """As somebody with the database's password would."""
    with connection.cursor() as cursor:
        cursor.execute(sql, values)


def test_an_entry_tells_who_did_what_to_the_second(django_user_model):
    aoi = django_user_model.objects.create(username="100", last_name="青木")
    entry = record("friends.export", actor=aoi, obj=aoi, count=12, segment=3)
    entry.refresh_from_db()
    assert (entry.actor, entry.actor_number, entry.object_type, entry.count) == (aoi, "100", "users.user", 12)
    assert entry.time.microsecond == 0
    assert entry.data == {"segment": 3}


def test_a_saved_entry_can_neither_be_saved_again_nor_deleted():
    entry = record("staff.sign_in")
    for attempt in (
        entry.save,
        entry.delete,
        AuditEntry.objects.all().delete,
        lambda: AuditEntry.objects.update(ip=None),
    ):
        with pytest.raises(EntryIsFinal):
            attempt()
    assert AuditEntry.objects.get().action == "staff.sign_in"


@pytest.mark.django_db(transaction=True)
def test_the_line_on_stdout_names_ids_and_no_people(django_user_model, lines):
    aoi = django_user_model.objects.create(username="100", last_name="青木", first_name="あおい")
    record("staff.reset_password", actor=aoi, obj=aoi, reason="青木さんから電話")
    assert [row["action"] for row in lines] == ["staff.reset_password"]
    assert lines[0]["actor"] == "100"
    assert "青木" not in json.dumps(lines, ensure_ascii=False)


@pytest.mark.django_db(transaction=True)
def test_what_was_rolled_back_is_not_told(lines):
    with pytest.raises(RuntimeError), transaction.atomic():
        record("delivery.halt")
        raise RuntimeError
    assert lines == []
    assert not AuditEntry.objects.exists()


def test_an_unknown_result_is_refused():
    with pytest.raises(ValueError, match="maybe"):
        record("staff.sign_in", result="maybe")


def test_wagtails_own_log_comes_into_the_trail():
    town = build_town()
    page = town.write("夏まつりのお知らせ")
    entry = AuditEntry.objects.get(action="wagtail.create", object_key=str(page.pk))
    assert (entry.object_type, entry.object_name) == ("content.announcementpage", page.title)


def test_the_chain_is_whole_after_several_rounds():
    assert newest_hash() == GENESIS
    for round_of_three in range(3):
        for number in range(3):
            record("list.export", count=number, round=round_of_three)
        assert seal() == 3
    assert seal() == 0
    assert verify() == []
    assert verify(anchor=newest_hash()) == []


def test_a_changed_entry_is_found():
    entry = record("friends.export", count=1200)
    seal()
    rewrite("UPDATE audit_auditentry SET count = 1 WHERE id = %s", entry.pk)
    assert verify() == [f"{entry.pk}番の記録が書き換えられています。"]


def test_a_removed_entry_is_found_and_the_command_fails():
    entry = record("friends.export")
    record("friends.export")
    seal()
    rewrite("DELETE FROM audit_auditentry WHERE id = %s", entry.pk)
    assert verify() == [f"{entry.pk}番の記録が削除されています。"]
    with pytest.raises(CommandError, match="削除されています"):
        call_command("verify_audit", stdout=StringIO())


def test_a_cut_off_end_is_found_with_the_hash_from_the_log():
    record("friends.export")
    seal()
    last = record("friends.export")
    seal()
    anchor = newest_hash()
    rewrite("DELETE FROM audit_seal WHERE entry_id = %s", last.pk)
    rewrite("DELETE FROM audit_auditentry WHERE id = %s", last.pk)
    assert verify() == []
    assert "末尾が切り取られた" in verify(anchor)[0]


@pytest.mark.django_db(transaction=True)
def test_several_processes_that_write_and_seal_at_once_keep_one_chain():
    def work():
        try:
            for _number in range(10):
                record("list.export")
                seal()
        finally:
            connections.close_all()

    threads = [threading.Thread(target=work) for _one in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    seal()
    assert AuditEntry.objects.count() == Seal.objects.count() == 40
    assert verify() == []
