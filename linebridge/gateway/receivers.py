from django.conf import settings
from django.utils.translation import gettext as _

from . import gate, secret


def clock_jumped(seconds, **_kwargs):
    """What was planned for a time that was jumped over must not all go out at once. A sleeping laptop is no danger."""
    if not settings.DEVELOPMENT:
        gate.close(None, _("The machine's clock jumped by %(seconds)d seconds.") % {"seconds": seconds})


def look_at_the_secret(**_kwargs):
    secret.in_use_since()
