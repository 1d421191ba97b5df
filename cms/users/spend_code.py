"""A code of the app opens once. Which was the last one stands in the authenticator's own row, so it holds in every
process and without a cache; a code is refused from the moment on in which it, or a later one, was used.
"""

from allauth.core.internal.cryptokit import normalize_user_code
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from allauth.mfa.utils import decrypt
from django.db import transaction

LAST = "last_counter"


def spend(authenticator: Authenticator, code: str) -> bool:
    """Note that this code was used; False if it, or a later one, was used before. Other kinds see to it themselves."""
    if authenticator.type != Authenticator.Type.TOTP:
        return True
    counter = _counter_of(decrypt(authenticator.data["secret"]), normalize_user_code(code))
    with transaction.atomic():
        row = Authenticator.objects.select_for_update().get(pk=authenticator.pk)
        if counter <= row.data.get(LAST, 0):
            return False
        row.data[LAST] = counter
        row.save(update_fields=["data"])
    return True


def _counter_of(secret: str, code: str) -> int:
    """The step of time that the code is for; 0 for one that is over by now."""
    fitting = (step for step in yield_hotp_counters_from_time() if format_hotp_value(hotp_value(secret, step)) == code)
    return next(fitting, 0)
