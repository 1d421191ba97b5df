"""What LINE hears while somebody else holds the lock that we need."""

import sqlite3
import time
from contextlib import closing

import psycopg
import pytest
from django.db import connection

from linebridge.gateway.verify import sign
from linebridge.webhook import receive, spool

from .conftest import body, event


@pytest.fixture
def locked(own_town):
    """Somebody writes and does not end: on SQLite the file is theirs, on PostgreSQL the table, as in a migration."""
    given = connection.settings_dict
    if connection.vendor == "sqlite":
        other, words = sqlite3.connect(given["NAME"], isolation_level=None), "BEGIN IMMEDIATE"
    else:
        server = {"host": given["HOST"], "port": given["PORT"], "user": given["USER"], "password": given["PASSWORD"]}
        other, words = psycopg.connect(dbname=given["NAME"], **server), "LOCK TABLE line_webhook_event"
    with closing(other):
        other.execute(words)
        yield


def test_while_another_holds_the_lock_the_answer_comes_within_a_second(locked):
    raw, begun = body(event("follow")), time.monotonic()
    assert receive.accept(raw, sign(raw)) == -1
    assert 0.3 < time.monotonic() - begun < 1
    assert len(spool.waiting()) == 1
