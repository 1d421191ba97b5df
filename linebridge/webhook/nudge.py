"""Tells a worker that events wait. Only a nudge: the rows are the truth, and the clock finds what a lost nudge left."""

import logging

from django.conf import settings
from django.core.cache import cache
from django.db import transaction
from django_q.tasks import async_task
from redis import RedisError

from .models import Event, EventState

TASK = "linebridge.webhook.process.work"
PENDING = "line-webhook-nudge"
PENDING_SECONDS = 5  # a nudge that died stops holding back the next after this long
LOG = logging.getLogger("kairan.webhook")


def along_with(events: list[Event]) -> None:
    """Called in the transaction that is about to add `events`: nudge a worker, unless one is nudged already."""
    if not any(event.state == EventState.NEW for event in events):
        return
    if "orm" in settings.Q_CLUSTER:
        # The queue is a table of the same database: one commit for both. An older event that waits has its nudge.
        if not Event.objects.filter(state=EventState.NEW, next_at=None).exists():
            async_task(TASK)
    else:
        transaction.on_commit(_to_the_broker, robust=True)


def taken() -> None:
    """A worker starts to look; events stored from now on need a new nudge."""
    try:
        cache.delete(PENDING)
    except RedisError as error:
        LOG.error("the nudge cannot be taken: %s", type(error).__name__)


def again() -> None:
    """A worker stops although events wait: nudge one for the rest."""
    try:
        _to_the_broker()
    except RedisError as error:
        LOG.error("the next nudge is lost: %s", type(error).__name__)


def _to_the_broker() -> None:
    if cache.add(PENDING, 1, PENDING_SECONDS):
        async_task(TASK)
