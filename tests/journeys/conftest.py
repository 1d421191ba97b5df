"""Towns for the journeys: what `make run` starts, in a fresh clone, and here on the services that CI has."""

import contextlib
import os
import shutil
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.emulator_process import Emulator
from tests.services import free_port

ROOT = Path(__file__).resolve().parents[2]
START_SECONDS = 600  # a fresh clone installs everything first


@dataclass
class RunningTown:
    """A town that somebody started: its site, its phones, and the folder where its processes write."""

    site: str
    emulator: Emulator
    var: Path

    def read(self, path: str) -> str:
        with urllib.request.urlopen(self.site + path, timeout=20) as answer:
            return answer.read().decode()


def _two_free_ports() -> int:
    while True:
        port = free_port()
        with contextlib.suppress(OSError):
            import socket

            with socket.socket() as s:
                s.bind(("127.0.0.1", port + 1))
            return port


@contextlib.contextmanager
def _started(folder: Path, environment: dict[str, str], log: Path) -> Iterator[RunningTown]:
    port = _two_free_ports()
    var = Path(environment["VAR_DIR"])
    env = {**os.environ, **environment, "PORT": str(port)}
    command = ["make", "run", f"PORT={port}", f"PYTHON={sys.executable}"]
    with log.open("w") as out:
        process = subprocess.Popen(command, cwd=folder, env=env, stdout=out, stderr=out, start_new_session=True)
    site = f"http://localhost:{port}"
    try:
        _wait_until_it_answers(process, f"{site}/health/ready/", log)
        yield RunningTown(site, Emulator(f"http://localhost:{port + 1}"), var)
    finally:
        os.killpg(process.pid, signal.SIGINT)  # what Ctrl-C does
        process.wait(timeout=60)


def _wait_until_it_answers(process: subprocess.Popen, url: str, log: Path) -> None:
    until = time.monotonic() + START_SECONDS
    while time.monotonic() < until:
        if process.poll() is not None:
            pytest.fail("make run ended: " + log.read_text()[-3000:])
        with contextlib.suppress(OSError), urllib.request.urlopen(url, timeout=5):
            return
        time.sleep(0.5)
    pytest.fail("make run did not answer in time: " + log.read_text()[-3000:])


@pytest.fixture(scope="session")
def cloned_town(tmp_path_factory) -> Iterator[RunningTown]:
    """A fresh clone with a new virtual environment, as a newcomer has it: SQLite, no Redis, nothing set."""
    folder = tmp_path_factory.mktemp("clone")
    subprocess.run(["git", "clone", "--quiet", "--depth", "1", f"file://{ROOT}", folder / "kairan"], check=True)
    blank = {"DATABASE_URL": "", "REDIS_URL": "", "VAR_DIR": str(folder / "kairan" / "var")}
    with _without(blank), _started(folder / "kairan", {"VAR_DIR": blank["VAR_DIR"]}, folder / "log.txt") as town:
        yield town


@contextlib.contextmanager
def _without(names) -> Iterator[None]:
    """The environment without these variables."""
    kept = {name: os.environ.pop(name) for name in names if name in os.environ}
    try:
        yield
    finally:
        os.environ.update(kept)


@pytest.fixture(scope="session")
def town_here(tmp_path_factory) -> Iterator[RunningTown]:
    """The same from this work tree, with a database of its own on the services that the environment names."""
    folder = tmp_path_factory.mktemp("town")
    with contextlib.ExitStack() as stack:
        environment = {"VAR_DIR": str(folder / "var"), "MEDIA_ROOT": str(folder / "media")}
        if url := os.environ.get("DATABASE_URL", ""):
            environment["DATABASE_URL"] = stack.enter_context(_own_database(url))
        yield stack.enter_context(_started(ROOT, environment, folder / "log.txt"))
    shutil.rmtree(folder, ignore_errors=True)


@contextlib.contextmanager
def _own_database(url: str) -> Iterator[str]:
    import psycopg

    name = f"kairan_journey_{os.getpid()}"
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}"')
    try:
        yield url.rsplit("/", 1)[0] + "/" + name
    finally:
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


@pytest.fixture(scope="session", params=["cloned_town", "town_here"])
def any_town(request) -> RunningTown:
    """Each story that uses this is told in both towns."""
    return request.getfixturevalue(request.param)
