"""Switching a mode on and off. The row, and the audit entry, are one transaction; the signal follows its commit.

If the signal is lost, whoever listens finds the row at the next minute: a mode is what the rows say.
"""

from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.dispatch import Signal
from django.utils import timezone

from cms.audit.write import record

from .models import Kind, Mode

mode_changed = Signal()  # send(sender=Mode, kind=str, on=bool, mode=Mode), after the commit


def current() -> set[str]:
    """The kinds that are on now, such as `{"maintenance"}`."""
    return set(open_modes().values_list("kind", flat=True))


def open_modes():
    """The rows of the modes that are on, the earliest first."""
    return Mode.objects.filter(ended_at=None).order_by("since", "pk")


def switch_on(kind: str, user, why: str, **announcement: Any) -> Mode:
    """Switch `kind` on and return its row. Where it is on already, that row is returned unchanged.

    `announcement` for maintenance: `text`, `announced_from`, `announced_until`.
    """
    mode = Mode(kind=Kind(kind), why=why, started_by=user, since=timezone.now(), **announcement)
    mode.full_clean(validate_constraints=False)
    try:
        with transaction.atomic():
            mode.save(force_insert=True)
            _tell(mode, "modes.on", user, on=True)
    except IntegrityError:  # somebody else was first
        return Mode.objects.get(kind=kind, ended_at=None)
    return mode


def switch_off(kind: str, user=None, why: str = "", *, now: datetime | None = None) -> Mode | None:
    """End the mode and return its row, or None where it was not on. `user` None means: by the clock."""
    with transaction.atomic():
        mode = Mode.objects.filter(kind=Kind(kind), ended_at=None).first()
        ended = now or timezone.now()
        if mode is None or not Mode.objects.filter(pk=mode.pk, ended_at=None).update(
            ended_at=ended, ended_by=user, ended_why=why
        ):
            return None
        mode.refresh_from_db()
        _tell(mode, "modes.off", user, on=False)
    return mode


def change(mode: Mode, user) -> Mode:
    """Store another text, reason or time of a mode that is on."""
    with transaction.atomic():
        mode.save(update_fields=["why", "text", "announced_from", "announced_until"])
        _tell(mode, "modes.change", user, on=True)
    return mode


def end_what_is_over(now: datetime) -> None:
    """End each maintenance whose announced end has passed. The clock calls this every minute."""
    for mode in open_modes().filter(kind=Kind.MAINTENANCE, announced_until__lte=now):
        switch_off(mode.kind, None, "", now=now)


def _tell(mode: Mode, action: str, user, *, on: bool) -> None:
    record(action, actor=user, obj=mode, kind=mode.kind, why=mode.ended_why or mode.why)
    transaction.on_commit(lambda: mode_changed.send_robust(sender=Mode, kind=mode.kind, on=on, mode=mode))
