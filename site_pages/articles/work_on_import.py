"""Do the long work of imports in the background. The rows say what is to be done; a task is only a nudge.

A task that was lost is noticed by the clock: whatever made no progress for a while is nudged again. Two tasks at work
on the same import do each article once. A task takes a short turn and queues again, so that neither a LINE message nor
the mirror waits for the end of a thousand articles.
"""

import time
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django_q.tasks import async_task

from . import approve_import, import_articles
from .models import ArticleImport

STALE = timedelta(seconds=45)  # a task in the queue waits for the turns of others
TURN = 20.0  # seconds of one task
WORK: dict[str, Any] = {
    ArticleImport.State.READING: import_articles.carry_on,
    ArticleImport.State.ASKING: approve_import.carry_on_asking,
    ArticleImport.State.APPROVING: approve_import.carry_on_approving,
    ArticleImport.State.RETURNING: approve_import.carry_on_sending_back,
}


def nudge(pk: int) -> None:
    """Have the work begin soon, once what was written so far is committed."""
    transaction.on_commit(lambda: async_task("site_pages.articles.work_on_import.work_on", pk))


def work_on(pk: int) -> None:
    """Do what this import's state asks for, until nothing is asked or the turn is over."""
    until = time.monotonic() + TURN
    while work := WORK.get(ArticleImport.objects.values_list("state", flat=True).get(pk=pk)):
        if time.monotonic() > until:
            nudge(pk)
            return
        work(pk, until=until)


def take_up(now: datetime) -> int:
    """Nudge every import whose work stands still, close what was decided elsewhere. Returns how many were nudged."""
    still = ArticleImport.objects.filter(state__in=ArticleImport.RUNNING, touched_at__lt=now - STALE)
    for article_import in still:
        nudge(article_import.pk)
    for article_import in ArticleImport.objects.filter(state=ArticleImport.State.ASKED):
        approve_import.settle(article_import)
    return len(still)


def forget_previews(now: datetime) -> None:
    """Drop what was looked at but never imported."""
    ArticleImport.objects.filter(state=ArticleImport.State.PREVIEW, touched_at__lt=now - timedelta(days=1)).delete()
