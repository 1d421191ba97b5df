"""The clock's own process: holds the lease, beats once a minute, notices when the time jumps.

Stopped at any point, it leaves nothing behind but a lease that runs out. Without the database it keeps trying.
"""

import logging
import os
import signal
import socket
import threading
import time
import uuid
from datetime import datetime

from django.db import DatabaseError, InterfaceError, close_old_connections, connections
from django.utils import timezone

from . import tick
from .lease import SECONDS, hold, let_go
from .models import Lease

JUMP_SECONDS = 60
LONGEST_BEAT = 600  # seconds; a beat that hangs longer loses the lease, so that another process can go on
LOG = logging.getLogger("kairan.clock")


class Runner:
    """One process that wants to be the clock. `pause` is how often it looks up, in seconds."""

    def __init__(self, *, pause: float = 5, lease_seconds: float = SECONDS):
        self.name = f"{socket.gethostname()}:{os.getpid()}:{uuid.uuid4().hex[:6]}"[-100:]
        self.pause, self.lease_seconds = pause, lease_seconds
        self.stopping = threading.Event()
        self.beating_since: float | None = None
        self.watch = Watch()

    def run(self) -> None:
        """Go on until SIGTERM or SIGINT, also in the middle of a beat."""
        signal.signal(signal.SIGTERM, self.stop)
        signal.signal(signal.SIGINT, self.stop)
        renewing = threading.Thread(target=self._keep_the_lease, name="lease", daemon=True)
        renewing.start()
        LOG.info("clock %s started", self.name)
        try:
            while not self.stopping.wait(self._until_next()):
                self.turn()
        finally:
            self.stopping.set()
            self._leave()

    def stop(self, *_signal) -> None:
        """At once: a waiting clock wakes, a beating one leaves its receiver; what it left undone is done next time."""
        self.stopping.set()
        if self.beating_since is not None:
            raise SystemExit(0)

    def turn(self) -> bool:
        """Look up once: True where a beat was due and ours to give."""
        try:
            now = timezone.now()
            if seconds := self.watch.jump():
                self._tell_of_jump(now, seconds)
            if not hold(self.name, self.lease_seconds) or not is_due(now):
                return False
            self.beating_since = time.monotonic()
            if self.stopping.is_set():  # the signal came just before this beat could be interrupted
                return False
            tick.beat(now)
            return True
        except (DatabaseError, InterfaceError) as error:
            LOG.error("the clock cannot reach the database and tries again: %s", type(error).__name__)
            connections.close_all()
            return False
        finally:
            self.beating_since = None

    def _until_next(self) -> float:
        """Seconds to the next minute, at most `pause`."""
        return min(self.pause, 60 - time.time() % 60 + 0.05)

    def _tell_of_jump(self, now: datetime, seconds: float) -> None:
        LOG.warning("the time jumped by %+.0f seconds", seconds)
        tick.send(tick.jumped, now, seconds=seconds)

    def _keep_the_lease(self) -> None:
        """While a beat runs long, renew; the beat itself may not be interrupted by another clock."""
        while not self.stopping.wait(self.lease_seconds / 4):
            since = self.beating_since
            if since is None or time.monotonic() - since > LONGEST_BEAT:
                continue
            try:
                hold(self.name, self.lease_seconds)
            except (DatabaseError, InterfaceError):
                LOG.warning("the clock's lease could not be renewed")
            finally:
                close_old_connections()
        connections.close_all()

    def _leave(self) -> None:
        try:
            let_go(self.name)
        except (DatabaseError, InterfaceError):
            LOG.warning("the clock's lease was left to run out")
        LOG.info("clock %s stopped", self.name)


def is_due(now: datetime) -> bool:
    """True where nobody has beaten in this minute. A last beat in the future (a clock set back) counts for nothing."""
    last = Lease.objects.filter(name=tick.CLOCK).values_list("minute_at", flat=True).first()
    return last is None or last.replace(second=0, microsecond=0) != now.replace(second=0, microsecond=0)


class Watch:
    """Compares the wall clock with the steady one, from look to look."""

    def __init__(self) -> None:
        self.wall, self.steady = time.time(), time.monotonic()

    def jump(self) -> float:
        """Seconds the wall clock moved more than time went by since the last look; 0 below a minute."""
        wall, steady = time.time(), time.monotonic()
        moved = (wall - self.wall) - (steady - self.steady)
        self.wall, self.steady = wall, steady
        return moved if abs(moved) > JUMP_SECONDS else 0
