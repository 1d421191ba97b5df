from .sweep import forget, sweep


def every_minute(now, **_):
    sweep(now)


def every_day(now, **_):
    forget(now)
