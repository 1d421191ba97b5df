"""Staff enrol their own phone for test messages: a one-time code on the screen, sent from the phone's talk.

Used or replaced, a code is gone; so nobody can enrol a second phone with a code they saw.
"""

import re
import secrets
import unicodedata

from django.db.models import Q, QuerySet
from django.utils import timezone

from cms.audit.write import record
from cms.users.models import User

from .models import EnrolmentCode, Friend, Tester
from .models.tester import in_code_life

DIGITS = 8


def new_code(user: User) -> EnrolmentCode:
    """A fresh code of eight digits for this member of staff, valid for ten minutes; the one before is void."""
    code = "".join(secrets.choice("0123456789") for _digit in range(DIGITS))
    return EnrolmentCode.objects.update_or_create(user=user, defaults={"code": code, "expires_at": in_code_life()})[0]


def code_in(text: str) -> str | None:
    """The code a talk message consists of, also when typed in full-width digits; None for any other message."""
    plain = re.sub(r"[\s-]", "", unicodedata.normalize("NFKC", text))
    return plain if re.fullmatch(r"[0-9]{8}", plain) else None


def enrol(friend: Friend, code: str) -> Tester | None:
    """Make this friend's phone a test phone of whoever was shown the code; None when the code is unknown or too old."""
    found = EnrolmentCode.objects.filter(code=code, expires_at__gt=timezone.now()).select_related("user").first()
    if found is None or not found.user.is_active:
        return None
    tester, _new = Tester.objects.update_or_create(friend=friend, defaults={"user": found.user})
    found.delete()
    record("testers.enrol", actor=tester.user, obj=tester)
    return tester


def remove(tester: Tester, by: User) -> None:
    """This phone gets no test messages any more; its owner stays a friend like anybody."""
    record("testers.remove", actor=by, obj=tester)
    tester.delete()


def testers() -> QuerySet[Friend]:
    """The friends that get test messages: enrolled phones of active staff that still follow us, ordered by id."""
    today = timezone.localdate()
    staff = User.objects.filter(Q(active_until__isnull=True) | Q(active_until__gte=today), is_active=True)
    return Friend.objects.filter(following=True, tester__user__in=staff).order_by("id")
