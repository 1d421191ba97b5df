"""Faults on demand: what the caller sees, and whether the request counts."""

import time
import uuid

import pytest
import urllib3

from tests.linebridge.emulator.caller import TEXT
from tests.linebridge.emulator.test_limits import RATE


@pytest.mark.parametrize(
    ("fault", "status", "counts"),
    [
        ("429", 429, False),
        ("quota", 429, False),
        ("400", 400, False),
        ("401", 401, False),
        ("500_before", 500, False),
        ("503_before", 503, False),
        ("500_after", 500, True),
    ],
)
def test_an_answer_that_refuses(emulator, caller, fault, status, counts):
    (user_id,) = emulator.add_friends(1)
    key = str(uuid.uuid4())
    emulator.misbehave(endpoint="push", fault=fault, next=1)
    assert caller.push(user_id, key=key).status == status
    assert len(emulator.received(user_id)) == int(counts)
    assert caller.push(user_id, key=key).status == (409 if counts else 200)
    assert emulator.received(user_id) == TEXT


@pytest.mark.parametrize(
    ("fault", "counts"),
    [("timeout_before", False), ("timeout_after", True), ("reset_before", False), ("reset_after", True)],
)
def test_no_answer(emulator, caller, fault, counts):
    (user_id,) = emulator.add_friends(1)
    key = str(uuid.uuid4())
    emulator.misbehave(endpoint="push", fault=fault, next=1, hold_ms=200)
    started = time.monotonic()
    with pytest.raises(urllib3.exceptions.ProtocolError):
        caller.push(user_id, key=key)
    assert (time.monotonic() - started > 0.2) == fault.startswith("timeout")
    assert len(emulator.received(user_id)) == int(counts)
    assert caller.push(user_id, key=key).status == (409 if counts else 200)


def test_a_fault_strikes_after_some_requests(emulator, caller):
    (user_id,) = emulator.add_friends(1)
    emulator.misbehave(endpoint="push", fault="429", skip=2, next=1)
    answers = [caller.push(user_id) for _ in range(4)]
    assert [answer.status for answer in answers] == [200, 200, 429, 200]
    assert answers[2].json() == RATE


def test_the_same_seed_gives_the_same_faults(emulator, caller):
    (user_id,) = emulator.add_friends(1)
    seen = []
    for _ in range(2):
        emulator.misbehave(rules=[{"fault": "500_before", "endpoint": "push", "probability": 0.4}], seed=7)
        seen.append([caller.push(user_id).status for _ in range(30)])
    assert seen[0] == seen[1]
    assert 5 <= seen[0].count(500) <= 20


def test_slowness(emulator, caller):
    (user_id,) = emulator.add_friends(1)
    emulator.misbehave(endpoint="push", fault="slow", latency_ms=300, next=1)
    started = time.monotonic()
    assert caller.push(user_id).status == 200
    assert time.monotonic() - started >= 0.3


def test_a_fault_elsewhere_does_not_strike_here(emulator, caller):
    (user_id,) = emulator.add_friends(1)
    emulator.misbehave(endpoint="multicast", fault="500_before")
    assert caller.push(user_id).status == 200
    assert caller.multicast([user_id]).status == 500


def test_every_call_is_in_the_log(emulator, caller):
    (user_id,) = emulator.add_friends(1)
    key = str(uuid.uuid4())
    emulator.misbehave(endpoint="push", fault="500_after", next=1)
    sent = caller.push(user_id, key=key)
    caller.push(user_id, key=key)
    first, second = emulator.requests("push")
    assert (first["status"], first["accepted"], first["fault"], first["retry_key"]) == (500, True, "500_after", key)
    assert first["request_id"] == sent.headers["x-line-request-id"]
    assert (second["status"], second["accepted"]) == (409, False)


def test_a_misspelt_scenario_is_refused(emulator):
    for scenario in ({"rules": [{"fault": "explode"}]}, {"weather": "bad"}, {"webhook": {"x": 1}}):
        with pytest.raises(AssertionError, match="400"):
            emulator.control("scenario", **scenario)


def test_control_calls_take_json_only(emulator):
    """So that a form on another site cannot press our buttons."""
    answer = urllib3.request("POST", f"{emulator.url}/emulator/control/reset", fields={"a": "b"})
    assert answer.status == 415
