"""Wake a worker for one delivery. Only the id travels; the rows are the truth.

A nudge that gets lost costs time and nothing else: the clock's sweep finds what waits.
"""

import logging

from django.db import transaction
from django_q.tasks import async_task

LOG = logging.getLogger("kairan.delivery")
WORK = "linebridge.delivery.work.work"


def nudge(delivery_id: int) -> None:
    """Ask a worker, after the commit of the transaction in hand, to go on with this delivery."""
    transaction.on_commit(lambda: _ask(delivery_id))


def _ask(delivery_id: int) -> None:
    try:
        async_task(WORK, delivery_id)
    except Exception:  # whatever the queue says: the clock will find the row
        LOG.exception("delivery %s: the nudge was lost", delivery_id)
