"""A process that really dies: forked from the warm test process, killed by SIGKILL where a crash point is armed."""

import ast
import os
import signal
import time
import traceback
import warnings
from collections.abc import Callable
from pathlib import Path

from django.db import connections

from linebridge.delivery import claim, crash
from linebridge.gateway import transport

ROOM = Path(crash.__file__).parent


def crash_points() -> list[str]:
    """Every name that the code of the room gives to a crash point."""
    found = set()
    for file in ROOM.rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text())):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "crash_point":
                assert isinstance(node.args[0], ast.Constant), f"{file}: a crash point has a literal name"
                found.add(node.args[0].value)
    assert found, claim.__file__
    return sorted(found)


def start(act: Callable[[], object], crash_at: str = "") -> int:
    """Fork, run `act` in the child, end it. Returns its process id."""
    connections.close_all()
    with warnings.catch_warnings():
        warnings.simplefilter(
            "ignore", DeprecationWarning
        )  # 3.12 warns of forks; the child uses nothing of our threads
        pid = os.fork()
    if pid:
        return pid
    code = 1
    try:
        os.environ[crash.ARMED_BY] = crash_at
        transport._clients.clear()  # sockets of the parent are not ours
        act()
        code = 0
    except BaseException:
        traceback.print_exc()
    finally:
        connections.close_all()
        os._exit(code)


def wait(pid: int, seconds: float = 60) -> int:
    """0 for a good end, -9 for SIGKILL, 1 for an error."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        done, status = os.waitpid(pid, os.WNOHANG)
        if done:
            return -os.WTERMSIG(status) if os.WIFSIGNALED(status) else os.WEXITSTATUS(status)
        time.sleep(0.01)
    os.kill(pid, signal.SIGKILL)
    os.waitpid(pid, 0)
    raise AssertionError("the child did not end")


def run(act: Callable[[], object], crash_at: str = "") -> int:
    return wait(start(act, crash_at))
