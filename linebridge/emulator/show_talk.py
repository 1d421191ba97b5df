"""A phone's talk as HTML: bubbles of the account on the left, the resident's own on the right."""

import json
from datetime import datetime

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from linebridge.bubbles.draw import draw

from . import keep, settings
from .accept import japan
from .models import Said, Sent

WEEKDAYS = "月火水木金土日"


def show_talk(user_id: str, after: int = 0, theme: str = "light") -> tuple[SafeString, int]:
    """The entries after a number, oldest first, and the number of the last."""
    rows = keep.talk(user_id, after)
    shown = format_html_join("", "{}", ((_entry(row, theme),) for row in rows))
    return shown, rows[-1].number if rows else after


def _entry(row: Sent | Said, theme: str) -> SafeString | str:
    at = japan(row.at)
    if isinstance(row, Sent):
        drawn = draw(json.loads(row.messages), theme=theme, account=settings.ACCOUNT_NAME, time=clock_of(at))
        side = "theirs"
    elif row.message:
        drawn, side = draw([json.loads(row.message)], theme=theme, time=clock_of(at)), "mine"
    else:
        return ""
    return format_html(
        '<div class="entry {}" data-day="{}" data-number="{}">{}</div>', side, day_of(at), row.number, drawn
    )


def clock_of(at: datetime) -> str:
    return f"{at.hour}:{at.minute:02}"


def day_of(at: datetime) -> str:
    return f"{at.month}月{at.day}日（{WEEKDAYS[at.weekday()]}）"
