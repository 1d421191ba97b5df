"""The public goes on reading while the database is stopped: from the web process and from the folder behind nginx.

Real processes: a PostgreSQL of the test's own (started from installed binaries, then stopped), granian, nginx.
"""

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection, connections

from site_pages.mirror import place
from site_pages.mirror.models import MirrorFile
from site_pages.mirror.write import rebuild
from tests import services
from tests.site_pages.mirror.in_front import get, nginx, wait_for

ROOT = Path(settings.BASE_DIR)
TWENTY = 20


def some_addresses() -> list[str]:
    """Twenty kinds of addresses: pages, lists and their pages, feeds, API, a picture, a style sheet, a tombstone."""
    rows = MirrorFile.objects.filter(status=200).order_by("path").values_list("path", flat=True)
    first = [
        "/",
        "/updates/",
        "/updates/page/2/",
        "/news/",
        "/news/page/2/",
        "/feed.atom",
        "/sitemap.xml",
        "/robots.txt",
    ]
    first += ["/search/", "/api/v2/pages/", "/static/web/site.css", "/updates/category/kurashi/"]
    first += [
        next(p for p in rows if p.startswith("/picture/")),
        next(p for p in rows if p.startswith("/api/v2/pages/1")),
    ]
    return [*first, *[p for p in rows if p.startswith("/news/") and p not in first][: TWENTY - len(first)]]


def test_on_this_database_the_web_process_answers_from_the_folder(own_town, client):
    """The database the suite runs on, taken away for the length of the test."""
    client.raise_request_exception = False
    for n in range(22):
        own_town.publish(own_town.write(f"お知らせ{n}", category_id=1))
    rebuild()
    paths = some_addresses()
    before = {p: client.get(p) for p in paths if not p.startswith("/static/")}
    before = {p: (r.status_code, r.getvalue(), r["Content-Type"]) for p, r in before.items()}
    with database_gone():
        for path, expected in before.items():
            now = client.get(path)
            assert (now.status_code, now.content, now["Content-Type"]) == expected, path
            assert now.get("X-Kairan-Answer") == "mirror" or path == "/robots.txt"
            assert "Cookie" not in now.get("Vary", "") and not now.cookies
        assert client.get("/search/?q=x").status_code == 503
        assert client.get("/admin/").status_code in (302, 503)
        later = client.get("/not-mirrored/")
        assert (later.status_code, later["Retry-After"]) == (503, "120")
        assert client.post("/news/").status_code == 503


class database_gone:
    """SQLite's file is moved away; PostgreSQL's port leads nowhere."""

    def __enter__(self):
        self.before = dict(connection.settings_dict)
        connections.close_all()
        if connection.vendor == "sqlite":
            connection.settings_dict["NAME"] = "/nowhere/there/is/no.sqlite3"
        else:
            connection.settings_dict.update(HOST="127.0.0.1", PORT=str(services.free_port()))

    def __exit__(self, *exc):
        connections.close_all()
        connection.settings_dict.update(self.before)


@pytest.mark.journey
def test_twenty_addresses_are_byte_equal_while_postgresql_is_stopped(tmp_path):
    port = services.free_port()
    with services.private_postgres() as url:
        env = {
            **os.environ, "DATABASE_URL": url, "VAR_DIR": str(tmp_path / "var"), "PORT": str(port), "REDIS_URL": "",
            "MEDIA_ROOT": str(tmp_path / "media"), "MIRROR_ROOT": str(tmp_path / "mirror"), "LOG_LEVEL": "ERROR",
            "SITE_URL": f"http://localhost:{port}", "MODE": "development", "DJANGO_SETTINGS_MODULE": "cms.settings",
        }  # fmt: skip
        run = {"env": env, "cwd": ROOT, "check": True, "stdout": subprocess.PIPE, "text": True}
        subprocess.run([sys.executable, "manage.py", "migrate", "-v0"], **run)
        made = subprocess.run([sys.executable, "-m", "tests.site_pages.mirror.small_site"], **run)
        paths = made.stdout.split("\n")[-2].split(" ")
        assert len(paths) >= TWENTY
        web = subprocess.Popen(granian(port), env=env, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            wait_for(port)
            with nginx(tmp_path, port) as nginx_port:
                before = {p: get(port, p) for p in paths}
                assert {p: a[0] for p, a in before.items() if a[0] != 200} == {paths[-1]: 410}
                through_files = {p: get(nginx_port, p) for p in paths}
                stop_postgres(url)
                for path in paths:
                    status, body, kind, headers = get(port, path)
                    assert (status, body, kind) == before[path][:3], path
                    if path not in ("/robots.txt",) and not path.startswith(("/static/", "/media/")):
                        assert headers.get("x-kairan-answer") == "mirror", path
                    assert get(nginx_port, path)[:2] == before[path][:2], path
                    assert through_files[path][:2] == before[path][:2], path
                assert get(nginx_port, "/search/?q=a")[0] == 503
        finally:
            web.terminate()
            web.wait(20)


def granian(port: int) -> list[str]:
    options = ["--interface", "wsgi", "--host", "127.0.0.1", "--port", str(port), "--no-ws"]
    return [sys.executable, "-m", "granian", *options, "cms.wsgi:application"]


def stop_postgres(url: str) -> None:
    """Terminate the server that listens on this URL's port, as a crash of the machine would."""
    import psycopg

    with psycopg.connect(url, autocommit=True) as link:
        folder = link.execute("SHOW data_directory").fetchone()[0]
    pid = int(Path(folder, "postmaster.pid").read_text().split("\n")[0])
    os.kill(pid, 9)
    end = time.monotonic() + 20
    while time.monotonic() < end:
        try:
            psycopg.connect(url, connect_timeout=2).close()
        except psycopg.OperationalError:
            return
        time.sleep(0.2)
    raise AssertionError("PostgreSQL still answers")


def test_the_folder_answers_nothing_it_does_not_hold():
    assert place.held("/nothing/") is None
