"""LINE's rate limits: a token bucket for each endpoint of a channel, which is a method and a path template."""

import threading
import time

from .refuse import RATE_TEXT, Refusal

SECOND, MINUTE, HOUR = 1.0, 60.0, 3600.0
LIMITS: dict[str, tuple[int, float]] = {  # requests, in so many seconds
    "narrowcast": (60, HOUR),
    "broadcast": (60, HOUR),
    "webhook_test": (60, HOUR),
    "webhook": (1000, MINUTE),
    "multicast": (200, SECOND),
    "loading": (100, SECOND),
    "token_short_lived": (370, SECOND),
    "menu_create": (100, HOUR),
    "menu_delete": (100, HOUR),
    "menu_list": (10, SECOND),
    "alias_delete": (100, HOUR),
    "menu_batch": (3, HOUR),
    "menu_batch_progress": (100, HOUR),
    "menu_insight": (60, HOUR),
}
OTHERS = (2000, SECOND)

enabled = True
changed: dict[str, tuple[int, float]] = {}
_buckets: dict[str, tuple[float, float]] = {}  # by template: what is left, and when that was so
_lock = threading.Lock()


def take(endpoint: str, template: str) -> None:
    """Take one token, or refuse with LINE's words. A bucket holds what one period allows and fills evenly.

    `endpoint` says how large the bucket is, `template` which one it is: LINE counts reading apart from writing.
    """
    if not enabled:
        return
    size, period = changed.get(endpoint) or LIMITS.get(endpoint, OTHERS)
    now = time.monotonic()
    with _lock:
        left, since = _buckets.get(template, (float(size), now))
        left = min(float(size), left + (now - since) * size / period)
        _buckets[template] = (left - 1 if left >= 1 else left, now)
    if left < 1:
        raise Refusal(429, RATE_TEXT)


def reset() -> None:
    """Full buckets and LINE's own limits."""
    global enabled
    with _lock:
        enabled = True
        changed.clear()
        _buckets.clear()
