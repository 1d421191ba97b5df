"""One sender loop for one delivery; several may run side by side on its batches, in one process or in many.

Claim (committed), send (no transaction, no connection), record (committed). Stopping anywhere loses nothing: the next
loop finds the batch, and the same key keeps LINE from showing it twice. SIGTERM stops between batches.
"""

import logging
import os
import signal
import socket
import threading
import time
import uuid
from collections.abc import Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from contextlib import contextmanager
from typing import Any

from django.conf import settings
from django.db import connection, connections

from linebridge.gateway import gate
from linebridge.gateway.client import line
from linebridge.gateway.errors import LineError

from .claim import Claimed, claim, next_due
from .crash import crash_point
from .database_now import database_now
from .models import Batch
from .record import Outcome, finish, record
from .start import body_sha256

LOG = logging.getLogger("kairan.delivery")
LOOP = 5.0  # seconds after which a loop gives its worker back: residents' messages, and a stop, wait no longer
PATIENCE = 5.0  # seconds it waits by itself for a batch that is not due yet
stopping = threading.Event()


def send(delivery_id: int, seconds: float = LOOP) -> bool:
    """Send what is due of this delivery for at most `seconds`. True if it could have gone on at once."""
    owner = f"{socket.gethostname()[:30]}:{os.getpid()}:{uuid.uuid4().hex[:8]}"
    until = time.monotonic() + seconds
    with ThreadPoolExecutor(settings.DELIVERY_THREADS, thread_name_prefix="line") as pool:
        _loop(pool, delivery_id, owner, until)
    return not finish(delivery_id) and _goes_on(delivery_id)


def _loop(pool: ThreadPoolExecutor, delivery_id: int, owner: str, until: float) -> None:
    running: set[Future] = set()
    while True:
        if time.monotonic() < until and not stopping.is_set() and gate.is_open():
            claimed = claim(delivery_id, owner, settings.DELIVERY_THREADS - len(running))
            running |= {pool.submit(request, each, time.monotonic()) for each in claimed}
        if running:
            running = _collect(running)
        elif not _rest(delivery_id, until):
            return


def _collect(running: set[Future]) -> set[Future]:
    """Wait for the first answers and write them down."""
    done, still = wait(running, timeout=1.0, return_when=FIRST_COMPLETED)
    if not done:
        let_go()
    record([future.result() for future in done])
    return set(still)


def _rest(delivery_id: int, until: float) -> bool:
    """Wait a little for the next batch. False where it is not worth it: nothing is open, or it takes too long."""
    pause = _pause(delivery_id)
    if pause is None or time.monotonic() + pause > until:
        return False
    let_go()
    stopping.wait(pause)
    return True


def request(claimed: Claimed, since: float) -> Outcome:
    """Make the one HTTP request of a claim. Runs in a thread of its own and leaves no database connection behind."""
    try:
        return _request(claimed, since)
    finally:
        connections.close_all()


def _request(claimed: Claimed, since: float) -> Outcome:
    batch = claimed.batch
    if time.monotonic() - since > settings.DELIVERY_LEASE.total_seconds() / 2:
        return Outcome(claimed, sent=False)  # paused too long: somebody else may soon take it
    if body_sha256(batch.ids, claimed.messages) != batch.body_sha256:
        LOG.critical("batch %s: what would be sent is not what its key stands for", batch)
        return Outcome(claimed, sent=False)
    crash_point("http.before_socket")
    try:
        answer = line().multicast(batch.ids, claimed.messages, key_of(batch))
    except LineError as error:
        LOG.warning("batch %s, attempt %s: %s (%s)", batch, claimed.no, error.kind.value, error.request_id)
        return Outcome(claimed, error=error)
    crash_point("http.after_answer")
    LOG.info("batch %s, attempt %s: accepted (%s)", batch, claimed.no, answer.request_id)
    return Outcome(claimed, request_id=answer.request_id, repeated=answer.repeated)


def key_of(batch: Batch) -> str:
    """The retry key: the stored one, the same at every attempt."""
    return str(batch.retry_key)


def let_go() -> None:
    """Give the database connection back while we wait."""
    if not connection.in_atomic_block:
        connection.close()


def _pause(delivery_id: int) -> float | None:
    """Seconds until a batch can be claimed; None where that is not soon, or where nothing may be sent."""
    if stopping.is_set() or not gate.is_open():
        return None
    due = next_due(delivery_id)
    pause = max((due - database_now()).total_seconds(), 0.02) if due else None
    return pause if pause is not None and pause <= PATIENCE else None


def _goes_on(delivery_id: int) -> bool:
    return _pause(delivery_id) is not None


@contextmanager
def stopped_by_signals() -> Iterator[None]:
    """SIGTERM and SIGINT let the loops finish the requests on their way and then stop."""
    before = {s: signal.signal(s, _stop) for s in (signal.SIGTERM, signal.SIGINT)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _stop(number: int, frame: Any) -> None:
    stopping.set()
