"""Which channel secret is in use, and since when as far as we have seen; the secret itself is shown nowhere.

The row is made when the secret is first seen, by the screen or by the clock. Seen twice at once, it is one row.
"""

from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.utils.crypto import salted_hmac

from cms.audit.write import record

from .models import Secret

SHOWN = 4  # characters at the end


def ending() -> str:
    """The last characters, to compare with LINE's console; empty where there is no secret, or a far too short one."""
    secret = settings.LINE_CHANNEL_SECRET
    return secret[-SHOWN:] if len(secret) >= 4 * SHOWN else ""


@transaction.atomic
def in_use_since() -> datetime:
    """When we first saw the secret that is in use now. A new one leaves an entry in the audit log."""
    row, new = Secret.objects.get_or_create(fingerprint=_fingerprint())
    if new:
        record("line.secret", obj=row)
    return row.since


def _fingerprint() -> str:
    text = f"{settings.LINE_CHANNEL_ID} {settings.LINE_CHANNEL_SECRET}"
    return salted_hmac("line_gateway.secret", text, algorithm="sha256").hexdigest()
