from cms.audit.write import record

from .signs import ask_workers


def every_minute(now, **_):
    ask_workers(now)


def clock_jumped(seconds, **_):
    record("clock.jump", result="failed", seconds=round(seconds))
