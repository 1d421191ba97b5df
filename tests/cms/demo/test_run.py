"""`make run`: everything starts, says nothing odd, and Ctrl-C stops it."""

import os
import signal
import subprocess
import sys
import time

from cms.demo import run
from cms.operations.models import WorkerSign
from tests.emulator_process import ROOT
from tests.services import free_port
from tests.town_processes import environment, forget_old_tasks

PATIENCE = 180  # seconds; a busy machine
ODD = ("WARNING", "ERROR", "Traceback", "System check")


def until(what):
    end = time.monotonic() + PATIENCE
    while not what():
        assert time.monotonic() < end, f"{what} did not come true"
        time.sleep(0.2)


def test_ctrl_c_lets_every_process_stop_by_itself(own_town, tmp_path):
    forget_old_tasks()
    port, console = free_port(), tmp_path / "console.txt"
    env = environment(tmp_path, f"http://localhost:{port + 1}", port)
    with open(console, "wb") as out:
        command = [sys.executable, str(ROOT / "manage.py"), "run_town"]
        town = subprocess.Popen(command, env=env, stdout=out, stderr=subprocess.STDOUT, start_new_session=True)
    try:
        until(lambda: run.busy(port) and run.busy(port + 1))
        until(lambda: WorkerSign.objects.exclude(answered_at=None).count() == 2)  # both queues work
        os.killpg(town.pid, signal.SIGINT)  # what a terminal does
        assert town.wait(run.STOP_SECONDS + 10) == 130
    finally:
        if town.poll() is None:
            os.killpg(town.pid, signal.SIGTERM)
            town.wait()
    said = console.read_text()
    assert "SIGKILL" not in said
    assert said.count("stopped (rc=0)") == len(run.processes(port)), said
    assert not [line for line in said.splitlines() if any(word in line for word in ODD)]
    assert not run.busy(port) and not run.busy(port + 1)
