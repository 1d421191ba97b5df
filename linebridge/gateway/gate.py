"""The send gate: one person closes it at once, two people open it again. Closed, it lets nothing out but replies.

It is closed while the row says so, while `HALT_FILE` exists (no database needed), and while the row cannot be read.
"""

import logging

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, InterfaceError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from cms.audit.write import record

from .errors import LineError, LineErrorKind
from .models import SendGate

LOG = logging.getLogger("kairan.line")
HALT, RELEASE = "line_gateway.halt_sending", "line_gateway.release_sending"


def is_open() -> bool:
    """May anything be sent now? Looked up anew each time, so that a halt works within one call."""
    if settings.HALT_FILE.exists():
        return False
    try:
        return not SendGate.objects.filter(closed=True).exists()
    except (DatabaseError, InterfaceError):
        LOG.exception("the send gate cannot be read: closed")
        return False


def pass_through() -> None:
    """Return where the gate is open, else raise GATE_CLOSED."""
    if not is_open():
        raise LineError(LineErrorKind.GATE_CLOSED)


def row() -> SendGate:
    """The one row."""
    return SendGate.objects.get_or_create(pk=1)[0]


def close(user, why: str) -> SendGate:
    """Stop all sending, at once. `user` is None where the machine does it. Closing again asks for two people anew."""
    _check(user, HALT)
    with transaction.atomic():
        gate = _locked()
        gate.closed, gate.why, gate.closed_by, gate.closed_at = True, why[:200], user, timezone.now()
        gate.asked_by = gate.asked_at = None
        gate.save()
        record("delivery.halt", actor=user, obj=gate, why=gate.why)
    return gate


def ask_open(user) -> SendGate:
    """The first of two people asks for the gate to be opened."""
    _check(user, RELEASE)
    with transaction.atomic():
        gate = _locked()
        if gate.closed:
            gate.asked_by, gate.asked_at = user, timezone.now()
            gate.save()
            record("delivery.release_asked", actor=user, obj=gate)
    return gate


def open(user) -> SendGate:
    """The second person opens it. PermissionDenied where that is the one who asked, or where nobody has asked."""
    _check(user, RELEASE)
    with transaction.atomic():
        gate = _locked()
        if not gate.closed:
            return gate
        if gate.asked_by is None or gate.asked_by == user:
            raise PermissionDenied(_("Somebody else has to ask for it first: two people open the send gate together."))
        asked_by = gate.asked_by
        gate.closed, gate.asked_by, gate.asked_at = False, None, None
        gate.save()
        record("delivery.release", actor=user, obj=gate, asked_by=asked_by.username)
    return gate


def _locked() -> SendGate:
    row()
    return SendGate.objects.select_for_update().get(pk=1)


def _check(user, permission: str) -> None:
    if user is not None and not user.has_perm(permission):
        raise PermissionDenied(_("You do not have the permission for this. Ask the administrator."))
