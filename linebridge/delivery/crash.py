"""Named places around every commit of a delivery, at which a test stops the process as a power cut would.

Nothing happens here unless the environment names a point, and never in production. The tests read the names from the
code, so that a new point cannot be forgotten.
"""

import os
import signal

from django.conf import settings

ARMED_BY = "KAIRAN_CRASH_AT"


def crash_point(name: str) -> None:
    """Kill this very process with SIGKILL if the environment arms this point."""
    if os.environ.get(ARMED_BY) == name and not settings.PRODUCTION:
        os.kill(os.getpid(), signal.SIGKILL)
