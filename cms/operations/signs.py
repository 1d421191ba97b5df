"""How old are clock and queues? The clock leaves its beat in a row; each worker answers a question sent through its
queue once a minute. A lost question is asked again after ten minutes.
"""

from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django_q.tasks import async_task

from cms.clock.models import Lease

from .models import WorkerSign

CLOCK_LATE = timedelta(minutes=3)
QUEUE_LATE = timedelta(minutes=3)
ASK_AGAIN = timedelta(minutes=10)


def queues() -> list[str]:
    """The queues that must have a worker: the ordinary one and those beside it."""
    return [settings.Q_CLUSTER["name"], *settings.Q_CLUSTER.get("ALT_CLUSTERS", {})]


def ask_workers(now: datetime) -> None:
    """Send one question into each queue that has answered the last one."""
    for queue in queues():
        _sign, made = WorkerSign.objects.get_or_create(queue=queue, defaults={"asked_at": now})
        answered = Q(answered_at__gte=F("asked_at")) | Q(asked_at__lt=now - ASK_AGAIN) | Q(asked_at__gt=now)
        if made or WorkerSign.objects.filter(answered, queue=queue).update(asked_at=now):
            options = {} if queue == settings.Q_CLUSTER["name"] else {"cluster": queue}
            async_task("cms.operations.signs.answer", queue, save=False, **options)


def answer(queue: str) -> None:
    """Run by a worker: somebody works here."""
    WorkerSign.objects.filter(queue=queue).update(answered_at=timezone.now())


def queue_trouble() -> str:
    """A sentence where a queue has not answered for minutes."""
    silent = WorkerSign.objects.filter(Q(answered_at=None) | Q(answered_at__lt=F("asked_at")))
    late = silent.filter(asked_at__lt=timezone.now() - QUEUE_LATE).order_by("queue").values_list("queue", flat=True)
    if not late:
        return ""
    return _("No worker answers in: %(queues)s. Start the worker processes.") % {"queues": ", ".join(late)}


def clock_trouble() -> str:
    """A sentence where the clock stands still, or something it calls keeps failing."""
    lease = Lease.objects.first()
    if lease is None or lease.minute_at is None:
        return _("The clock has never run. Start the clock process.")
    age = timezone.now() - lease.minute_at
    if age > CLOCK_LATE:
        return _("The clock stopped %(minutes)d minutes ago. Start the clock process.") % {
            "minutes": age.seconds // 60 + age.days * 1440
        }
    if lease.failing:
        return _("Failing at every beat: %(names)s. See the log.") % {"names": ", ".join(sorted(lease.failing))}
    return ""
