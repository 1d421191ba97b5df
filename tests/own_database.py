"""A database of its own for a test whose threads and processes commit: a copy, made in a moment and thrown away.

Nothing is flushed, so nothing has to be built anew: `own_town` is a copy of a small town that was built once.
"""

import contextlib
import shutil
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.core.cache import cache
from django.db import connection, connections
from psycopg import sql
from wagtail.models import Page

from cms.users.models import Department, User
from site_pages.content.models import HomePage, SectionPage
from tests.town import Town, build_town

ORIGINAL = connection.settings_dict["NAME"]


@contextlib.contextmanager
def led_to(name: str) -> Iterator[None]:
    """Inside, the default connection leads to the database of this name."""
    before = connection.settings_dict["NAME"]
    connections.close_all()
    connection.settings_dict["NAME"] = name
    cache.clear()
    try:
        yield
    finally:
        connections.close_all()
        connection.settings_dict["NAME"] = before
        cache.clear()


def _copy(source: str) -> str:
    if connection.vendor == "postgresql":
        name = f"copy_{uuid.uuid4().hex}"
        _tell_server("CREATE DATABASE {} TEMPLATE {}", name, source)
        return name
    target = Path(source).with_name(f"copy-{uuid.uuid4().hex}.sqlite3")
    for suffix in ("", "-wal"):
        if Path(source + suffix).exists():
            shutil.copyfile(source + suffix, str(target) + suffix)
    return str(target)


def _drop(name: str) -> None:
    if connection.vendor == "postgresql":
        _tell_server("DROP DATABASE {} WITH (FORCE)", name)
        return
    for suffix in ("", "-wal", "-shm"):
        Path(name + suffix).unlink(missing_ok=True)


def _tell_server(statement: str, *names: str) -> None:
    given = connection.settings_dict
    server = {
        "host": given["HOST"],
        "port": given["PORT"] or 5432,
        "user": given["USER"],
        "password": given["PASSWORD"],
    }
    with psycopg.connect(dbname="postgres", autocommit=True, **server) as admin:
        admin.execute(sql.SQL(statement).format(*map(sql.Identifier, names)))


def load_town() -> Town:
    """The town as it stands in the database."""
    departments = {each.code: each for each in Department.objects.all()}
    users = {each.username: each for each in User.objects.all()}
    sections = {page.slug: page for page in SectionPage.objects.all()}
    return Town(departments, users, HomePage.objects.get(), sections["news"], sections["childcare"])


@pytest.fixture(scope="session")
def _test_database(django_db_setup: None, django_db_blocker: Any, request: pytest.FixtureRequest) -> Iterator[str]:
    """The test database: pytest-django's, or one of ours where no other test of this run needs any."""
    made = connection.settings_dict["NAME"] == ORIGINAL
    keep = request.config.option.reuse_db and not request.config.option.create_db
    with django_db_blocker.unblock():
        if made:
            connection.creation.create_test_db(0, autoclobber=True, serialize=False, keepdb=keep)
        connections.close_all()
        yield str(connection.settings_dict["NAME"])
        if made and not request.config.option.reuse_db:
            connection.creation.destroy_test_db(ORIGINAL, 0)


@pytest.fixture(scope="session")
def _town_to_copy(_test_database: str, django_db_blocker: Any) -> Iterator[str]:
    name = _copy(_test_database)
    with django_db_blocker.unblock(), led_to(name):
        assert Page.objects.exists(), "the database was flushed before it could be copied"
        build_town()
    yield name
    _drop(name)


@pytest.fixture
def own_town(_town_to_copy: str, django_db_blocker: Any) -> Iterator[Town]:
    """The small town in a database of its own, in committed rows."""
    connections.close_all()
    name = _copy(_town_to_copy)
    with django_db_blocker.unblock(), led_to(name):
        yield load_town()
    _drop(name)
