"""Halt a running delivery. One UPDATE: from its commit on no batch is claimed; the few on their way still end."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from cms.audit.write import record
from cms.users.departments import ANY
from cms.users.scope import in_scope

from .database_now import database_now
from .models import Delivery

HALT = "line_delivery.halt_delivery"


class TooLate(Exception):
    """It is no longer in a state in which this can be done; the text says so to the person at the screen."""


def halt(delivery: Delivery, user: Any) -> None:
    """One person stops it at once. PermissionDenied, or TooLate where it is not running."""
    require(user, HALT, delivery)
    with transaction.atomic():
        running = Delivery.objects.filter(pk=delivery.pk, state=Delivery.State.SENDING)
        act = {"reason": Delivery.Reason.PERSON, "detail": "", "acted_by": user, "acted_at": database_now()}
        if not running.update(state=Delivery.State.HALTED, **act):
            raise TooLate(_("It is not being sent at the moment, so there is nothing to halt."))
        record("delivery.halt", actor=user, obj=delivery)


def require(user: Any, permission: str, delivery: Delivery) -> None:
    """PermissionDenied unless the role allows it and the delivery is of the person's own department."""
    in_reach = in_scope(user, Delivery).filter(pk=delivery.pk)
    if delivery.department_id is None and not user.has_perm(ANY):
        in_reach = in_reach.none()
    if not user.is_active or not user.has_perm(permission) or not in_reach.exists():
        raise PermissionDenied(_("You do not have the permission for this. Ask the administrator."))
