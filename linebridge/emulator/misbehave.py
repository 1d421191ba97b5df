"""Faults on demand, the same ones again for the same seed: what a test or a lesson wants to see go wrong.

A fault "before" leaves no trace; a fault "after" answers badly although the request has been accepted.
"""

import random
import socket
import struct
import threading
import time
from dataclasses import dataclass
from typing import Any

from .refuse import AUTH_TEXT, FAULT_TEXT, QUOTA_TEXT, RATE_TEXT, Refusal, invalid_property

HOLD_MS = 12_000  # longer than a caller waits
REFUSALS: dict[str, Refusal] = {
    "429": Refusal(429, RATE_TEXT),
    "quota": Refusal(429, QUOTA_TEXT),
    "500_before": Refusal(500, FAULT_TEXT),
    "500_after": Refusal(500, FAULT_TEXT),
    "503_before": Refusal(503, "Service Unavailable"),
    "400": invalid_property("messages"),
    "401": Refusal(401, AUTH_TEXT),
}
FAULTS = {*REFUSALS, "timeout_before", "timeout_after", "reset_before", "reset_after", "slow"}


class HungUp(Exception):
    """The connection is gone; whatever is answered reaches nobody."""


@dataclass
class Rule:
    """A fault at an endpoint (`*`: everywhere): for the next few requests after some, or with a probability."""

    fault: str
    endpoint: str = "*"
    probability: float = 1.0
    next: int | None = None
    skip: int = 0
    hold_ms: int = HOLD_MS
    latency_ms: int = 0

    def strikes(self, endpoint: str, chance: random.Random) -> bool:
        if self.endpoint not in ("*", endpoint) or self.next == 0:
            return False
        if self.skip > 0:
            self.skip -= 1
            return False
        if self.probability < 1 and chance.random() >= self.probability:
            return False
        if self.next is not None:
            self.next -= 1
        return True


rules: list[Rule] = []
latency_ms = 0
_chance = random.Random(1)  # noqa: S311 - the same faults again for the same seed is the point
_lock = threading.Lock()


def set_rules(wanted: list[dict[str, Any]], seed: int | None = None) -> None:
    """Replace all rules. ValueError where a fault or a word is unknown."""
    made = [Rule(**one) for one in wanted]
    unknown = {rule.fault for rule in made} - FAULTS
    if unknown:
        raise ValueError(f"unknown faults {sorted(unknown)}; known are {sorted(FAULTS)}")
    with _lock:
        rules[:] = made
        if seed is not None:
            _chance.seed(seed)


def reset() -> None:
    global latency_ms
    latency_ms = 0
    set_rules([], seed=1)


def pick(endpoint: str) -> Rule | None:
    """The fault of this request, None for none. Sleeps as long as the rules for slowness say."""
    with _lock:
        struck = next((rule for rule in rules if rule.strikes(endpoint, _chance)), None)
        wait = latency_ms + (struck.latency_ms if struck else 0)
    if wait:
        time.sleep(wait / 1000)
    return struck


def before(rule: Rule | None, connection: Any) -> None:
    """What goes wrong before the request is looked at."""
    if rule is None or rule.fault.endswith("_after"):
        return
    if rule.fault in REFUSALS:
        raise REFUSALS[rule.fault]
    _drop(rule, connection)


def after(rule: Rule | None, connection: Any) -> None:
    """What goes wrong once it has been accepted."""
    if rule is None or not rule.fault.endswith("_after"):
        return
    if rule.fault in REFUSALS:
        raise REFUSALS[rule.fault]
    _drop(rule, connection)


def _drop(rule: Rule, connection: Any) -> None:
    if rule.fault.startswith("timeout"):
        time.sleep(rule.hold_ms / 1000)
    if rule.fault.startswith(("timeout", "reset")):
        hang_up(connection)
        raise HungUp


def hang_up(connection: socket.socket | None) -> None:
    """Close the caller's connection with a reset, as a failing network does."""
    if connection is None:
        return
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    connection.shutdown(socket.SHUT_RDWR)
