"""Signals of other rooms, each answered by one verb. Whatever never arrives, the minute's sweep finds."""

from typing import Any

from django.db import transaction
from django.dispatch import receiver
from wagtail.signals import page_published, page_unpublished

from cms.clock.tick import daily, minute

from .forget import forget
from .plan import plan
from .sweep import sweep


@receiver([page_published, page_unpublished], dispatch_uid="line_delivery.plan")
def plan_page(instance: Any, **kwargs: Any) -> None:
    transaction.on_commit(lambda: plan(page_id=instance.pk), robust=True)


@receiver(minute, dispatch_uid="line_delivery.sweep")
def sweep_every_minute(now: Any, **kwargs: Any) -> None:
    sweep()


@receiver(daily, dispatch_uid="line_delivery.forget")
def forget_every_day(now: Any, **kwargs: Any) -> None:
    forget(now)
