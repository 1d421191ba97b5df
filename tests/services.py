"""Run a command beside PostgreSQL and Redis: `python -m tests.services [--durable] make test-models`.

Uses DATABASE_URL and REDIS_URL where they are set. Else PostgreSQL is a private one on a free port, stopped and
thrown away afterwards, and Redis the one that answers on its usual port, or a private one too. Nothing else is touched.

A private PostgreSQL does not wait for its disk, because the tests make and drop databases by the hundred; `--durable`
gives one that does, for what measures.
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

import redis

from tests import machine


def free_port() -> int:
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


def _answers(url: str) -> bool:
    try:
        redis.Redis.from_url(url, socket_connect_timeout=2).ping()
    except redis.RedisError:
        return False
    return True


HASTY = "-c fsync=off -c synchronous_commit=off -c full_page_writes=off"


@contextlib.contextmanager
def private_postgres(*, durable: bool = False) -> Iterator[str]:
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
    options = f"-p {port} -k {folder} -c listen_addresses=127.0.0.1 {'' if durable else HASTY}"
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
def services(*, durable: bool = False) -> Iterator[dict[str, str]]:
    """Yield DATABASE_URL and REDIS_URL of servers that answer."""
    with contextlib.ExitStack() as stack:
        database = os.environ.get("DATABASE_URL") or stack.enter_context(private_postgres(durable=durable))
        cache = os.environ.get("REDIS_URL") or "redis://127.0.0.1:6379/15"
        if not _answers(cache):
            cache = stack.enter_context(private_redis())
        yield {"DATABASE_URL": database, "REDIS_URL": cache}


if __name__ == "__main__":
    command = sys.argv[1:]
    durable = command[:1] == ["--durable"]
    with services(durable=durable) as urls:
        sys.exit(subprocess.run(command[durable:], env={**os.environ, **urls}, check=False).returncode)
