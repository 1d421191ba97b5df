"""The emulator's time. Tests may put it forward, so that tokens and retry keys run out without waiting."""

import time

_shift = 0.0


def now() -> float:
    """Seconds since 1970."""
    return time.time() + _shift


def now_ms() -> int:
    return int(now() * 1000)


def put_forward(seconds: float) -> None:
    """Shift the time by so many seconds from what it really is; 0 puts it right."""
    global _shift
    _shift = seconds
