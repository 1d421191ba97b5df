"""Start every process of a development town in one terminal, and stop them together.

Nothing is lost when it stops half-way: each process may be killed at any time, rows say what is left to do.
"""

import os
import shlex
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Mapping
from contextlib import contextmanager

from django.conf import settings
from honcho import manager
from honcho.compat import ProcessManager

HOST = "127.0.0.1"
STOP_SECONDS = 20  # what has not stopped by then is killed; a queue ends the task in its hands first


def busy(port: int) -> bool:
    """True when somebody already listens on this port of this machine."""
    with socket.socket() as s:
        return s.connect_ex((HOST, port)) == 0


def emulator_command(port: int) -> list[str]:
    data = settings.VAR_DIR / "emulator"
    webhook, liff = f"{settings.SITE_URL}/line/webhook/", f"{settings.SITE_URL}/liff/"
    options = ["--port", str(port + 1), "--data", str(data), "--webhook", webhook, "--liff", liff]
    return [sys.executable, "-m", "linebridge.emulator", *options]


def processes(port: int) -> dict[str, list[str]]:
    """Name → command of each process of the town; the same that compose.yaml starts, smaller."""
    manage = [sys.executable, str(settings.BASE_DIR / "manage.py")]
    web = ["--interface", "wsgi", "--host", HOST, "--port", str(port), "--workers", "1"]
    web += ["--blocking-threads", str(web_threads()), "--no-ws", "--log-level", "warning"]
    granian = [sys.executable, "-m", "granian", *web, "cms.wsgi:application"]
    return {
        "web": granian,
        "worker": [*manage, "qcluster"],
        "urgent": [*manage, "qcluster"],
        "clock": [*manage, "run_clock"],
        "emulator": emulator_command(port),
    }


def web_threads() -> int:
    """Requests at once: eight, fewer on a small machine (granian would warn)."""
    return min(8, 2 * (os.cpu_count() or 1) + 1)


def environment(port: int, name: str = "") -> Mapping[str, str]:
    """What a process of the town finds set. The urgent worker is a cluster of its own, named before it starts."""
    own = {"Q_CLUSTER_NAME": "urgent"} if name == "urgent" else {}
    return {**os.environ, "PORT": str(port), "WORKERS": "1", "PYTHONUNBUFFERED": "1", **own}


@contextmanager
def emulator_running(port: int):
    """The emulator alone, while the town is being built: the residents come to us by its API."""
    process = subprocess.Popen(
        emulator_command(port), env=environment(port), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        wait_for(f"{settings.EMULATOR_URL}/emulator/control/alive")
        yield
    finally:
        process.terminate()
        process.wait()


def wait_for(url: str, seconds: float = 30) -> None:
    """Return once `url` answers; RuntimeError when it does not in time."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        try:
            urllib.request.urlopen(url, timeout=2).close()  # noqa: S310  an address of our own, on this machine
            return
        except OSError:
            time.sleep(0.1)
    raise RuntimeError(f"{url} did not answer within {seconds:.0f} seconds")


class Leaders(ProcessManager):
    """Asks each process of the town to stop, and not the processes it has started: those it stops itself.

    Honcho would signal the whole group. A queue's guard dies of that, and the queue then waits for its guard for ever.
    """

    def terminate(self, pid: int) -> None:
        try:
            os.kill(pid, signal.SIGTERM)
        except ProcessLookupError:
            return


def run_all(port: int) -> int:
    """Run until Ctrl-C or until one process ends; the others are stopped with it. Returns the exit code."""
    manager.KILL_WAIT = STOP_SECONDS
    town = manager.Manager()
    town._procmgr = Leaders()
    for name, command in processes(port).items():
        town.add_process(name, f"exec {shlex.join(command)}", env=environment(port, name))
    town.loop()
    return town.returncode or 0
