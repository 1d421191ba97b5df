"""The processes of a town as `make run` starts them, on the database of a test; the emulator is the test's own.

with running_town(folder, emulator.url) as web: ...   # the address at which the web process answers
"""

import contextlib
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings
from django.db import connection

from cms.demo import run
from tests.emulator_process import ROOT
from tests.services import free_port

START_SECONDS = 300  # a busy machine; they start all at once
STOP_SECONDS = 60


def environment(folder: Path, emulator_url: str, port: int = 0, name: str = "") -> dict[str, str]:
    """What a process finds set that works on the database which this test uses."""
    return {
        **run.environment(port, name),
        "DATABASE_URL": database_url(),
        "VAR_DIR": str(folder),
        "EMULATOR_URL": emulator_url,
        "SITE_URL": f"http://localhost:{port}",
    }


def database_url() -> str:
    """The database that the default connection leads to at this moment."""
    given = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{given['NAME']}"
    return f"postgres://{given['USER']}:{given['PASSWORD']}@{given['HOST']}:{given['PORT'] or 5432}/{given['NAME']}"


def forget_old_tasks() -> None:
    """What earlier tests left in a Redis queue would be done in this town."""
    if settings.REDIS_URL:
        from django_q.brokers import get_broker

        for name in ("kairan", "urgent"):
            get_broker(name).purge_queue()


@contextlib.contextmanager
def managing(folder: Path, emulator_url: str, *arguments: str) -> Iterator[subprocess.Popen]:
    """A management command as a process of its own, ended at the latest with the block; it speaks into its log."""
    command = [sys.executable, str(ROOT / "manage.py"), *arguments]
    process = _start(folder, arguments[0], command, environment(folder, emulator_url))
    try:
        yield process
    finally:
        process.terminate()
        process.wait(STOP_SECONDS)


@contextlib.contextmanager
def running_town(folder: Path, emulator_url: str) -> Iterator[str]:
    """Start web, workers and clock; stop them at the end. Each speaks into `<name>.log` of the folder."""
    forget_old_tasks()
    port = free_port()
    commands = {name: command for name, command in run.processes(port).items() if name != "emulator"}
    started = [
        _start(folder, name, command, environment(folder, emulator_url, port, name))
        for name, command in commands.items()
    ]
    try:
        _wait_for(f"http://127.0.0.1:{port}/health/live/", started)
        yield f"http://127.0.0.1:{port}"
    finally:
        for process in started:
            process.terminate()
        for process in started:
            process.wait(STOP_SECONDS)


def _start(folder: Path, name: str, command: list[str], env: dict[str, str]) -> subprocess.Popen:
    with open(folder / f"{name}.log", "wb") as log:
        return subprocess.Popen(command, cwd=ROOT, env=env, stdout=log, stderr=subprocess.STDOUT)


def _wait_for(url: str, started: list[subprocess.Popen]) -> None:
    end = time.monotonic() + START_SECONDS
    while time.monotonic() < end:
        assert not [process for process in started if process.poll() is not None], "a process of the town ended"
        with contextlib.suppress(OSError):
            urllib.request.urlopen(url, timeout=2).close()
            return
        time.sleep(0.1)
    raise AssertionError(f"{url} did not answer")
