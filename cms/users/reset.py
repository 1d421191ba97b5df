"""What an administrator does for somebody who cannot sign in, and ending every session of an account. All recorded.

Each verb is one transaction: the account, the trail, and the sessions change together or not at all.
"""

import secrets

from allauth.mfa.models import Authenticator
from axes.utils import reset as unlock_attempts
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import F

from cms.audit.write import record

from .models import User
from .notify import sign_in_changed
from .roles import ADMINISTRATOR, has_role

ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"  # nothing that is read wrongly from a slip of paper


def reset_password(user: User, by: User) -> str:
    """Give a one-time password that must be changed at the next sign-in, and return it. Ends all sessions.

    Raises PermissionDenied when `by` may not reset others, or asks it for their own account.
    """
    _require_may_reset(user, by)
    password = "-".join("".join(secrets.choice(ALPHABET) for _one in range(4)) for _group in range(4))
    with transaction.atomic():
        user.set_password(password)
        user.must_change_password = True
        user.save(update_fields=["password", "must_change_password"])
        _end_sessions(user)
        record("staff.reset_password", actor=by, obj=user)
        sign_in_changed(user, "one-time password", by=by)
    unlock_attempts(username=user.username.lower())
    return password


def reset_second_factor(user: User, by: User) -> int:
    """Forget app, passkeys and recovery codes, so that they are set up anew at the next sign-in; how many. As above."""
    _require_may_reset(user, by)
    with transaction.atomic():
        count, _by_model = Authenticator.objects.filter(user=user).delete()
        _end_sessions(user)
        record("staff.reset_second_factor", actor=by, obj=user, count=count)
        sign_in_changed(user, "second factor", by=by)
    return count


def sign_out_everywhere(user: User, by: User) -> None:
    """End every session of this account; one's own, or another's by whoever may reset it."""
    if user.pk != by.pk:
        _require_may_reset(user, by)
    with transaction.atomic():
        _end_sessions(user)
        record("staff.sign_out_everywhere", actor=by, obj=user)


def may_reset(user: User, by: User) -> bool:
    """Named administrators, never for themselves (they would get past their own second factor)."""
    allowed = by.is_active and by.pk != user.pk and by.has_perm("users.reset_sign_in") and not user.is_superuser
    return allowed and may_touch(user, by)


def may_touch(user: User, by: User) -> bool:
    """An administrator's account is for administrators only, whatever else a role was given: nobody rises by it."""
    return by.is_superuser or has_role(by, ADMINISTRATOR) or not has_role(user, ADMINISTRATOR)


def _require_may_reset(user: User, by: User) -> None:
    if not may_reset(user, by):
        raise PermissionDenied


def _end_sessions(user: User) -> None:
    User.objects.filter(pk=user.pk).update(session_epoch=F("session_epoch") + 1)
    user.refresh_from_db(fields=["session_epoch"])
