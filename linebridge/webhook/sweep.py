"""What the clock does for the webhook: finds what a lost nudge, a dead worker or a lost database left behind, and
forgets what need not be kept. Everything here may run twice.
"""

from datetime import datetime, timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from . import process, reply, spool
from .models import Event, Refused, WebhookBody

BODIES_KEPT = timedelta(days=30)
EVENTS_KEPT = timedelta(days=180)
REFUSALS_KEPT = timedelta(days=400)
LATE = timedelta(minutes=2)
CHUNK = 1000


def sweep(now: datetime) -> None:
    """Every minute: the spool, waiting events (for at most 20 seconds), waiting replies."""
    spool.replay()
    process.work(seconds=20)
    reply.send_waiting(now)


def forget(now: datetime) -> None:
    """Every day: raw bodies, then events, then the counters, each after its time."""
    _delete(WebhookBody.objects.filter(received_at__lt=now - BODIES_KEPT))
    _delete(Event.objects.filter(received_at__lt=now - EVENTS_KEPT).exclude(state="new"))
    Refused.objects.filter(day__lt=(now - REFUSALS_KEPT).date()).delete()


def _delete(rows) -> None:
    """In chunks, so that SQLite's one write lock is free again and again."""
    while keys := list(rows.order_by("pk").values_list("pk", flat=True)[:CHUNK]):
        rows.model.objects.filter(pk__in=keys).delete()


def trouble() -> str:
    """A sentence where events wait too long or cannot be processed; else empty."""
    if waiting := len(spool.waiting()):
        return _("%(count)d bodies wait on the disk because the database could not be reached.") % {"count": waiting}
    if late := process.due().filter(received_at__lt=timezone.now() - LATE).count():
        return _("%(count)d events have waited for minutes. Start the worker processes.") % {"count": late}
    since = timezone.now() - timedelta(days=1)
    if unreadable := WebhookBody.objects.filter(readable=False, received_at__gt=since).count():
        return _("%(count)d webhooks of the last day could not be read. Ask those who run this system.") % {
            "count": unreadable
        }
    if failed := Event.objects.filter(state="failed", done_at__gt=since).count():
        return _("%(count)d events of the last day could not be processed. See the log.") % {"count": failed}
    return ""
