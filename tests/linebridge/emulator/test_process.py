"""The emulator as a process: fast to start, remembers, and takes what a city's evening of deliveries brings."""

import json
import os
import subprocess
import sys
import time
import uuid
from concurrent.futures import ThreadPoolExecutor

from tests.emulator_process import ROOT, running_emulator
from tests.linebridge.emulator.caller import TEXT, Caller

ENOUGH_PER_SECOND = 200  # LINE's own limit


def test_it_remembers_after_a_restart(tmp_path):
    key = str(uuid.uuid4())
    with running_emulator(data=tmp_path) as emulator:
        user_id = emulator.add_phone("山田 花子")
        crowd = emulator.add_friends(3)
        emulator.say(user_id, "おはよう")
        Caller(emulator.url).multicast([user_id, crowd[2]], key=key)
        token = emulator.id_token(user_id)
    started = time.monotonic()
    with running_emulator(data=tmp_path) as emulator:
        assert time.monotonic() - started < 10  # two seconds on a machine with nothing else to do
        assert emulator.counts() == {user_id: 1, crowd[2]: 1}
        assert emulator.received(user_id) == TEXT
        again = Caller(emulator.url)
        assert again.multicast([user_id, crowd[2]], key=key).status == 409
        assert again.form("/oauth2/v2.1/verify", {"id_token": token, "client_id": "1234567891"}).status == 200
        (talk,) = emulator._answer("GET", f"/emulator/talks?open={user_id}:0", None, {})["talks"]
        assert "おはよう" in talk["html"] and "ごみの日が変わります" in talk["html"]


def test_its_tables_match_its_models(tmp_path):
    check = "import django; django.setup(); from django.core.management import call_command as c; "
    check += "c('makemigrations', '--check', '--dry-run', 'line_emulator'); c('check')"
    own = {"DJANGO_SETTINGS_MODULE": "linebridge.emulator.settings", "EMULATOR_DATA": str(tmp_path)}
    done = subprocess.run(
        [sys.executable, "-c", check], cwd=ROOT, env={**os.environ, **own}, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_it_takes_as_many_multicasts_as_line_does(emulator, caller):
    """300 requests of 500 people each, faster than LINE would allow them, each counted once."""
    requests, each = 300, 500
    ids = emulator.add_friends(requests * each)
    emulator.misbehave(rate_limit=False)
    bodies = [json.dumps({"to": ids[i : i + each], "messages": TEXT}).encode() for i in range(0, len(ids), each)]

    def send(body: bytes) -> int:
        return caller.call("message/multicast", body, **{"x-line-retry-key": str(uuid.uuid4())}).status

    before = emulator.ask("state")["processor_seconds"]
    with ThreadPoolExecutor(4) as pool:
        statuses = set(pool.map(send, bodies))
    per_second = requests / (emulator.ask("state")["processor_seconds"] - before)  # whatever else the machine does
    print(f"{per_second:.0f} multicasts in a second of one core")
    assert statuses == {200}
    assert emulator.summary() == {
        "people": len(ids),
        "total": len(ids),
        "received": {"1": len(ids)},
        "requests": requests,
    }
    assert per_second >= ENOUGH_PER_SECOND, f"{per_second:.0f} in a second of one core"


def test_a_million_friends_are_one_row(emulator, caller):
    started = time.monotonic()
    made = emulator.control("friends", count=1_000_000, list=False)
    assert time.monotonic() - started < 1
    last = f"U{made['prefix']}{999_999:012x}"
    assert caller.push(last).status == 200
    assert caller.push(f"U{made['prefix']}{1_000_000:012x}").status == 400
    assert caller.get(f"/v2/bot/profile/{last}").json()["displayName"] == "住民1000000"
