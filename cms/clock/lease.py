"""Who is the clock: one row, taken for some seconds at a time by the database's own time.

A holder that dies, or loses the database, stops renewing; after `SECONDS` another process takes the row.
"""

from datetime import timedelta

from django.db.models import Q
from django.db.models.functions import Now

from .models import Lease
from .tick import CLOCK

SECONDS = 20


def hold(holder: str, seconds: float = SECONDS) -> bool:
    """Take or renew the lease for `holder`. False while another holds it."""
    Lease.objects.get_or_create(name=CLOCK)
    free = Q(holder=holder) | Q(holder="") | Q(expires_at=None) | Q(expires_at__lt=Now())
    until = Now() + timedelta(seconds=seconds)
    return bool(Lease.objects.filter(free, name=CLOCK).update(holder=holder, expires_at=until))


def let_go(holder: str) -> None:
    """Give the lease back, so that another process need not wait for its end."""
    Lease.objects.filter(name=CLOCK, holder=holder).update(holder="", expires_at=None)
