"""What a worker does for one delivery when it is nudged: start it if it is due, then send. Safe to run at any time."""

import time

from django.conf import settings

from .database_now import database_now
from .models import Delivery
from .nudge import nudge
from .send import LOOP, let_go, send, stopping
from .start import start

NAP = 1.0  # seconds for which a worker is kept waiting; then another task may have it


def work(delivery_id: int, seconds: float = LOOP) -> None:
    """Start and send. Where something is left after `seconds`, another worker is asked to go on."""
    if not _undo_is_over(delivery_id):
        nudge(delivery_id)
        return
    start(delivery_id)
    if send(delivery_id, seconds) and not stopping.is_set():
        nudge(delivery_id)


def _undo_is_over(delivery_id: int) -> bool:
    """A delivery that goes out "now" can be taken back for some seconds. Waits for the last of them."""
    due_at = (
        Delivery.objects.filter(pk=delivery_id, state=Delivery.State.PLANNED).values_list("due_at", flat=True).first()
    )
    pause = (due_at - database_now()).total_seconds() if due_at else 0
    if not 0 < pause <= settings.DELIVERY_UNDO.total_seconds():
        return True
    let_go()
    time.sleep(min(pause, NAP))
    return pause <= NAP
