"""When a session is over: after a time without a touch of the person (idle), and in any case after a day's work.

The two times stand in the session itself. What the browser asks by itself (pings) is no touch.
"""

import time
from typing import Any

from django.conf import settings

STARTED = "staff_started"
TOUCHED = "staff_touched"
WRITE_EVERY = 30  # seconds between two writes of the session row


def start(session: Any) -> None:
    """Called at sign-in."""
    session[STARTED] = session[TOUCHED] = int(time.time())


def seconds_left(session: Any) -> int:
    """How long the session will stand without another touch; 0 when it is over."""
    now = int(time.time())
    idle = session.get(TOUCHED, now) + settings.STAFF_IDLE_SECONDS - now
    absolute = session.get(STARTED, now) + settings.STAFF_SESSION_SECONDS - now
    return max(0, min(idle, absolute))


def touch(session: Any) -> None:
    """The person did something."""
    now = int(time.time())
    session.setdefault(STARTED, now)
    if now - session.get(TOUCHED, 0) >= min(WRITE_EVERY, settings.STAFF_IDLE_SECONDS / 4):
        session[TOUCHED] = now
