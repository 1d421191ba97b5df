"""The rate that all processes share, so that together they stay below LINE's limit of an endpoint.

Each caller takes the next free moment and waits for it. The moments lie evenly, so that no second holds more than the
limit. A process that dies while it waits wastes one moment and nothing else. Where LINE says 429 all the same, somebody
else uses the channel too: then all of us leave the endpoint alone for a while.
"""

import functools
import logging
import time
from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings
from django.db import DatabaseError, InterfaceError, connection, transaction
from redis import Redis, RedisError

from .errors import LineError, LineErrorKind
from .models import Bucket

SAFETY = 0.97  # LINE measures when requests arrive, not when they leave
FARTHEST = 7200  # seconds; a clock that was set back does not make us wait for days
LOG = logging.getLogger("kairan.line")
LONGEST_WAIT = 10.0  # seconds; who would have to wait longer is told so instead
PAUSE = 1.0  # seconds after a 429 that does not say how long
REDIS_SCRIPT = """
local t = redis.call('TIME')
local now = tonumber(t[1]) + tonumber(t[2]) / 1000000
local free = math.max(now, math.min(tonumber(redis.call('GET', KEYS[1]) or '0'), now + 7200))
if free - now <= tonumber(ARGV[2]) then
  redis.call('SET', KEYS[1], string.format('%.6f', free + tonumber(ARGV[1])), 'EX', 7200)
end
return string.format('%.6f', free - now)
"""
REDIS_PAUSE = """
local t = redis.call('TIME')
local now = tonumber(t[1]) + tonumber(t[2]) / 1000000
local free = math.max(now + tonumber(ARGV[1]), math.min(tonumber(redis.call('GET', KEYS[1]) or '0'), now + 7200))
redis.call('SET', KEYS[1], string.format('%.6f', free), 'EX', 7200)
return ''
"""


def per_second(endpoint: str) -> float:
    """How often we may call an endpoint, in requests a second."""
    return {"multicast": settings.LINE_MULTICASTS_PER_SECOND, "broadcast": 60 / 3600}.get(endpoint, 2000)


def take(endpoint: str, n: int = 1) -> None:
    """Wait until `n` more requests may be sent to `endpoint`. RATE, with how long, where that is over ten seconds."""
    wait = reserve(endpoint, n / (per_second(endpoint) * SAFETY))
    if wait > LONGEST_WAIT:
        raise LineError(LineErrorKind.RATE, "our own limit", retry_after=wait)
    if wait > 0:
        time.sleep(wait)


def reserve(endpoint: str, seconds: float) -> float:
    """Take the next free moment of the endpoint, which then lasts `seconds`; return how long to wait for it.

    Where that is over `LONGEST_WAIT`, nothing is taken.
    """
    if settings.REDIS_URL:
        try:
            return _reserve_in_redis(endpoint, seconds)
        except RedisError as error:
            LOG.error("the shared rate goes through the database: %s", type(error).__name__)
    return _reserve_in_database(endpoint, seconds)


def pause(endpoint: str, seconds: float | None) -> None:
    """LINE said 429: nobody takes a moment of this endpoint for `seconds`. Said by many at once, it is one pause.

    A pause that cannot be written down is logged: the caller still has LINE's answer to record.
    """
    seconds = PAUSE if seconds is None else seconds
    if settings.REDIS_URL:
        try:
            _redis(settings.REDIS_URL).eval(REDIS_PAUSE, 1, _key(endpoint), seconds)
            return
        except RedisError as error:
            LOG.error("the shared rate goes through the database: %s", type(error).__name__)
    try:
        with _bucket(endpoint) as (bucket, now):
            bucket.free_at = max(now + seconds, min(bucket.free_at, now + FARTHEST))
    except (DatabaseError, InterfaceError) as error:
        LOG.error("the pause after a 429 is not shared: %s", type(error).__name__)


def _reserve_in_redis(endpoint: str, seconds: float) -> float:
    return float(_redis(settings.REDIS_URL).eval(REDIS_SCRIPT, 1, _key(endpoint), seconds, LONGEST_WAIT))


def _key(endpoint: str) -> str:
    return f"line-rate:{settings.LINE_CHANNEL_ID}:{endpoint}"


@functools.cache
def _redis(url: str) -> Redis:
    return Redis.from_url(url, socket_timeout=2, socket_connect_timeout=2)


def _reserve_in_database(endpoint: str, seconds: float) -> float:
    with _bucket(endpoint) as (bucket, now):
        free = max(now, min(bucket.free_at, now + FARTHEST))
        if free - now <= LONGEST_WAIT:
            bucket.free_at = free + seconds
    return free - now


@contextmanager
def _bucket(endpoint: str) -> Iterator[tuple[Bucket, float]]:
    """The row, which nobody else changes meanwhile, and the time. It is saved at the end."""
    Bucket.objects.get_or_create(endpoint=endpoint)
    with transaction.atomic():
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SET LOCAL synchronous_commit TO off")  # a lost moment is no loss
        bucket = Bucket.objects.select_for_update().get(endpoint=endpoint)
        yield bucket, _now()
        bucket.save(update_fields=["free_at"])


def _now() -> float:
    """Seconds by the clock that all processes share: the database's where it is a server."""
    if connection.vendor != "postgresql":
        return time.time()
    with connection.cursor() as cursor:
        cursor.execute("SELECT extract(epoch FROM clock_timestamp())")
        return float(cursor.fetchone()[0])
