"""Signals of other rooms, each answered by one verb."""

from typing import Any

from django.dispatch import receiver

from cms.clock.tick import daily, minute

from . import erase, sync
from .forget_blocked import forget_blocked


@receiver(minute, dispatch_uid="line_friends.take_up_sync")
def take_up_sync(now: Any, **kwargs: Any) -> None:
    sync.take_up(now)


@receiver(minute, dispatch_uid="line_friends.take_up_erasures")
def take_up_erasures(now: Any, **kwargs: Any) -> None:
    erase.take_up(now)


@receiver(daily, dispatch_uid="line_friends.forget_blocked")
def forget_blocked_every_day(now: Any, **kwargs: Any) -> None:
    forget_blocked(now)
