"""Close accounts whose last day is over. They cannot sign in from that moment anyway (see `sign_in.py`)."""

from django.utils import timezone

from cms.audit.write import record

from .models import User


def expire() -> int:
    """Mark them inactive and record it; how many. Twice does no harm."""
    over = User.objects.filter(is_active=True, active_until__lt=timezone.localdate())
    for user in over:
        user.is_active = False
        user.session_epoch += 1
        user.save(update_fields=["is_active", "session_epoch"])
        record("staff.expire", obj=user)
    return len(over)
