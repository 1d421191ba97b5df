"""Run a command beside PostgreSQL and Redis: `python -m tests.services make test-models`.

Uses DATABASE_URL and REDIS_URL where they are set, else servers that answer on their usual ports, else private ones
started on free ports and stopped afterwards. Nothing else is touched.
"""

import contextlib
import os
import pwd
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from tests import machine


def free_port() -> int:
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


def _answers(url: str) -> bool:
    try:
        if url.startswith("postgres"):
            import psycopg

            psycopg.connect(url, connect_timeout=2).close()
        else:
            import redis

            redis.Redis.from_url(url, socket_connect_timeout=2).ping()
    except Exception:
        return False
    return True


@contextlib.contextmanager
def private_postgres() -> Iterator[str]:
    """A PostgreSQL cluster of its own in a temporary folder; yields its URL."""
    as_user: dict = {}
    if os.geteuid() == 0:  # PostgreSQL refuses to run as root
        account = pwd.getpwnam("postgres")
        as_user = {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []}
    folder = Path(tempfile.mkdtemp(prefix="kairan-pg-"))
    if as_user:
        os.chown(folder, as_user["user"], as_user["group"])
    port, data = free_port(), folder / "data"
    run = {"check": True, "stdout": subprocess.DEVNULL, "cwd": folder, **as_user}
    initdb, pg_ctl = (machine.program(name, "postgresql") for name in ("initdb", "pg_ctl"))
    subprocess.run([initdb, "-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--no-locale"], **run)
    options = f"-p {port} -k {folder} -c listen_addresses=127.0.0.1"
    subprocess.run([pg_ctl, "-D", data, "-w", "-l", folder / "log", "-o", options, "start"], **run)
    try:
        yield f"postgres://postgres@127.0.0.1:{port}/postgres"
    finally:
        subprocess.run([pg_ctl, "-D", data, "-m", "immediate", "stop"], **{**run, "check": False})
        shutil.rmtree(folder, ignore_errors=True)


@contextlib.contextmanager
def private_redis() -> Iterator[str]:
    """A Redis server of its own that keeps nothing on disk; yields its URL."""
    port, redis_server = free_port(), machine.program("redis-server", "redis-server")
    server = subprocess.Popen(
        [redis_server, "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"],
        stdout=subprocess.DEVNULL,
    )
    url = f"redis://127.0.0.1:{port}/0"
    try:
        for _ in range(50):
            if _answers(url):
                break
            time.sleep(0.1)
        yield url
    finally:
        server.terminate()
        server.wait()


@contextlib.contextmanager
def services() -> Iterator[dict[str, str]]:
    """Yield DATABASE_URL and REDIS_URL of servers that answer."""
    with contextlib.ExitStack() as stack:
        database = os.environ.get("DATABASE_URL") or "postgres://postgres@127.0.0.1:5432/postgres"
        if not _answers(database):
            database = stack.enter_context(private_postgres())
        cache = os.environ.get("REDIS_URL") or "redis://127.0.0.1:6379/15"
        if not _answers(cache):
            cache = stack.enter_context(private_redis())
        yield {"DATABASE_URL": database, "REDIS_URL": cache}


if __name__ == "__main__":
    with services() as urls:
        sys.exit(subprocess.run(sys.argv[1:], env={**os.environ, **urls}, check=False).returncode)
