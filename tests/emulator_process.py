"""The emulator as a process, for tests, benchmarks and fault runs.

with running_emulator() as emulator:
    ids = emulator.add_friends(1000)
"""

import contextlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import urllib3

from tests.services import free_port

ROOT = Path(__file__).resolve().parent.parent
START_SECONDS = 30
RULE_WORDS = {"fault", "endpoint", "probability", "next", "skip", "hold_ms", "latency_ms"}


class Emulator:
    """A running emulator, asked through its control calls (`linebridge/emulator/views/control.py`)."""

    def __init__(self, url: str):
        self.url = url
        self._http = urllib3.PoolManager(retries=False, timeout=60)
        self._rules: list[dict] = []

    def settings(self) -> dict[str, str]:
        """The settings that point the product at this emulator."""
        return {
            "EMULATOR_URL": self.url,
            "LINE_API_URL": self.url,
            "LINE_DATA_API_URL": self.url,
            "LINE_ACCESS_URL": self.url,
            "LIFF_SDK_URL": f"{self.url}/liff/sdk.js",
        }

    # -- Friends and phones ------------------------------------------------------------------------------------------
    def add_friends(self, n: int, follow_webhook: bool = False, state: str = "friend") -> list[str]:
        """`n` more friends; their ids. `follow_webhook`: the product is told of each."""
        made = self.control("friends", count=n, follow_webhook=follow_webhook, state=state, list=False)
        return [f"U{made['prefix']}{i:012x}" for i in range(n)]

    def add_phone(self, name: str, follow: bool = True, **more: Any) -> str:
        """A phone on the screen; its user id. `follow` tells the product."""
        return self.control("phones", name=name, follow=follow, **more)["user_id"]

    def follow(self, user_id: str) -> None:
        self.control(f"phones/{user_id}/follow")

    def block(self, user_id: str) -> None:
        self.control(f"phones/{user_id}/block")

    def say(self, user_id: str, text: str) -> str:
        """Write a text in the talk; the message's id."""
        return self.control(f"phones/{user_id}/text", text=text)["message_id"]

    def tap(self, user_id: str, action: dict, params: dict | None = None) -> None:
        """Tap a button with this action object."""
        self.control(f"phones/{user_id}/tap", action=action, params=params)

    def send_location(self, user_id: str, latitude: float, longitude: float, **more: str) -> str:
        return self.control(f"phones/{user_id}/location", latitude=latitude, longitude=longitude, **more)["message_id"]

    def send_photo(self, user_id: str, data: bytes, content_type: str = "image/jpeg") -> str:
        path = f"/emulator/control/phones/{user_id}/photo"
        return self._answer("POST", path, data, {"content-type": content_type})["message_id"]

    def send_event(self, user_id: str, kind: str, **more: Any) -> None:
        """A webhook event of any type."""
        self.control(f"phones/{user_id}/event", type=kind, **more)

    def id_token(self, user_id: str, nonce: str = "", aud: str = "") -> str:
        """What LIFF would give our page for this resident."""
        return self.control(f"phones/{user_id}/id_token", nonce=nonce, aud=aud)["id_token"]

    # -- What happened -----------------------------------------------------------------------------------------------
    def received(self, user_id: str) -> list[dict]:
        """The message objects that this phone got, oldest first."""
        rows = self.ask(f"phones/{user_id}/received")["requests"]
        return [message for row in rows for message in row["messages"]]

    def counts(self, endpoint: str = "") -> dict[str, int]:
        """How many accepted requests reached each phone; those that got none are not in it."""
        return self.ask(f"counts?full=1&endpoint={endpoint}")["per_user"]

    def summary(self, endpoint: str = "") -> dict:
        """The same without ids: people, total, received {times: people}, requests."""
        return self.ask(f"counts?endpoint={endpoint}")

    def accepted(self, ids: bool = False) -> list[dict]:
        """Accepted requests that send: at, endpoint, request_id, retry_key, count, messages, ids where asked for."""
        return self.ask(f"accepted?ids={int(ids)}")["requests"]

    def requests(self, endpoint: str = "") -> list[dict]:
        """Every call so far, refused ones too: at, endpoint, method, path, status, ms, retry_key, accepted, fault."""
        return self.ask(f"requests?endpoint={endpoint}")["requests"]

    def webhooks(self) -> list[dict]:
        """What came of the webhooks so far: events, success, statusCode, reason, ms."""
        return self.ask("state")["webhooks"]

    def wait_until_told(self, seconds: float = 10) -> None:
        """Wait until no webhook is on its way."""
        end = time.monotonic() + seconds
        while not self.ask("state")["quiet"]:
            assert time.monotonic() < end, "webhooks are still on their way"
            time.sleep(0.02)

    # -- How it behaves ----------------------------------------------------------------------------------------------
    def misbehave(self, **scenario: Any) -> None:
        """Add a fault (fault, endpoint, next | probability, skip, hold_ms, latency_ms), or set the whole scenario.

        `misbehave(endpoint="multicast", fault="timeout_after", next=1)`; `misbehave(rate_limit=False)`;
        `misbehave(rules=[])` takes all faults away. Words and faults: `linebridge/emulator/behave.py`, `misbehave.py`.
        """
        if "fault" in scenario:
            self._rules.append({word: value for word, value in scenario.items() if word in RULE_WORDS})
            scenario = {k: v for k, v in scenario.items() if k not in RULE_WORDS} | {"rules": self._rules}
        elif "rules" in scenario:
            self._rules = list(scenario["rules"])
        self.control("scenario", **scenario)

    def put_forward(self, seconds: float) -> None:
        """Shift the emulator's clock from the real time; 0 puts it right."""
        self.control("clock", seconds=seconds)

    def point_webhook(self, url: str) -> None:
        """Send residents' events to `url`; empty: nowhere."""
        self.control("webhook", endpoint=url)

    def point_liff(self, url: str) -> None:
        """LIFF addresses lead to pages below `url`, e.g. `http://localhost:8000/liff/`."""
        self.control("liff", endpoint=url)

    def reset(self) -> None:
        """An empty town without faults, at the right time, sending webhooks nowhere."""
        self._rules = []
        self.control("reset")
        self.point_webhook("")

    # -- Calls -------------------------------------------------------------------------------------------------------
    def control(self, path: str, **data: Any) -> dict:
        body = json.dumps(data).encode()
        return self._answer("POST", f"/emulator/control/{path}", body, {"content-type": "application/json"})

    def ask(self, path: str) -> dict:
        return self._answer("GET", f"/emulator/control/{path}", None, {})

    def _answer(self, method: str, path: str, body: bytes | None, headers: dict) -> dict:
        answer = self._http.request(method, self.url + path, body=body, headers=headers)
        assert answer.status == 200, f"{method} {path}: {answer.status} {answer.data.decode()[:300]}"
        return answer.json()

    def is_alive(self) -> bool:
        try:
            return self._http.request("GET", f"{self.url}/emulator/control/alive", timeout=1).status == 200
        except urllib3.exceptions.HTTPError:
            return False


@contextlib.contextmanager
def running_emulator(
    port: int | None = None, data: Path | None = None, webhook: str = "", liff: str = ""
) -> Iterator[Emulator]:
    """Start an emulator on a free port with a folder of its own; stop it at the end."""
    port = port or free_port()
    folder = data or Path(tempfile.mkdtemp(prefix="kairan-emulator-"))
    command = [sys.executable, "-m", "linebridge.emulator", "--port", str(port), "--data", str(folder)]
    command += ["--webhook", webhook] if webhook else []
    command += ["--liff", liff] if liff else []
    process = subprocess.Popen(command, cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT)})
    emulator = Emulator(f"http://localhost:{port}")
    try:
        end = time.monotonic() + START_SECONDS
        while not emulator.is_alive():
            assert process.poll() is None, "the emulator did not start"
            assert time.monotonic() < end, "the emulator did not answer"
            time.sleep(0.05)
        yield emulator
    finally:
        process.terminate()
        process.wait(timeout=10)
        if data is None:
            shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def emulator_process() -> Iterator[Emulator]:
    with running_emulator() as running:
        yield running


@pytest.fixture
def emulator(emulator_process: Emulator, settings: Any) -> Emulator:
    """An empty emulator that the product's settings point at."""
    emulator_process.reset()
    for name, value in emulator_process.settings().items():
        setattr(settings, name, value)
    return emulator_process
