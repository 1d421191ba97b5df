from .switch import end_what_is_over


def every_minute(now, **_):
    end_what_is_over(now)
