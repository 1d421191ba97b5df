"""Who has blocked the account for longer than the city keeps settings is erased, some hundred a day.

Each is an erasure of its own; stopped half-way, the next day goes on.
"""

import logging
from datetime import datetime, timedelta

from .erase import ask_erasure
from .models import Erasure, Friend, Keeping

LOG = logging.getLogger("kairan.friends")
A_DAY = 500  # the other rooms look through all they have for each


def forget_blocked(now: datetime) -> int:
    """Erase those who are due, the longest gone first. Returns how many."""
    limit = now - timedelta(days=Keeping.now().days)
    gone = Friend.objects.filter(following=False, blocked_at__lte=limit).order_by("blocked_at", "pk")
    due = list(gone[:A_DAY])
    for friend in due:
        ask_erasure(friend, reason=Erasure.Cause.BLOCKED)
    LOG.info("blocked longer than kept: %d erased, %d left for tomorrow", len(due), gone.count())
    return len(due)
