"""Cancel a delivery that has not started. It never will; whoever wants it again adds a new one to the page."""

from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from cms.audit.write import record

from .database_now import database_now
from .halt import HALT, TooLate, require
from .models import Delivery


def cancel(delivery: Delivery, user: Any) -> None:
    """One person cancels it at once. PermissionDenied, or TooLate where it has started or ended."""
    require(user, HALT, delivery)
    now = database_now()
    with transaction.atomic():
        waiting = Delivery.objects.filter(pk=delivery.pk, state__in=Delivery.NOT_STARTED)
        act = {"reason": Delivery.Reason.PERSON, "detail": "", "acted_by": user, "acted_at": now, "finished_at": now}
        if not waiting.update(state=Delivery.State.CANCELLED, version=F("version") + 1, **act):
            raise TooLate(_("It has already started or ended, so it cannot be cancelled."))
        record("delivery.cancel", actor=user, obj=delivery)
