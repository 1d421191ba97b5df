"""Send a draft to testers: staff who enrolled their own phone. It needs no approval, and reaches nobody else.

It is a delivery of the class "test" with its people frozen at once; the mark in front says that it is a test.
"""

import uuid
from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from cms.audit.write import record
from cms.users.departments import department_of, may_work_on
from linebridge.friends.models import Friend, Tester
from linebridge.messages.build import marked

from .compose import LANGUAGE, Composed, compose
from .database_now import database_now
from .halt import TooLate
from .models import Delivery, Instruction
from .nudge import nudge
from .plan import write_texts
from .start import Audience, freeze, gather

TEST = "line_delivery.send_test"
MARK = "【テスト】"  # for the residents' language, whatever the screen's
KIND = "test"


def test_send(page: Any, instruction: Instruction, user: Any, testers: Iterable[Tester]) -> Delivery:
    """Send what this draft would send (`page` as its revision has it) to these testers' phones."""
    if not user.has_perm(TEST) or not may_work_on(user, page):
        raise PermissionDenied(_("You do not have the permission for this. Ask the administrator."))
    friends = Friend.objects.filter(tester__in=[t.pk for t in testers], following=True).order_by("id")
    people = gather(friends.values_list("line_user_id", "language", "choices"), {LANGUAGE})
    key = str(uuid.uuid4())
    made = compose(page, instruction, key)
    if made.problems():
        raise TooLate(" ".join(made.problems()))
    if not len(people):
        raise TooLate(_("None of these testers is a friend of the account at the moment."))
    return _send(page, user, people, key, made)


def _send(page: Any, user: Any, people: Audience, key: str, made: Composed) -> Delivery:
    now = database_now()
    with transaction.atomic():
        delivery = Delivery.objects.create(
            source_kind=KIND,
            source_key=key,
            purpose=Delivery.Purpose.TEST,
            page_id=page.pk,
            department=department_of(page),
            title=page.title,
            audience_words=_("Testers"),
            requested_by=user,
            due_at=now,
            not_after=now + settings.DELIVERY_LIFE,
        )
        write_texts(delivery, {LANGUAGE: marked(made.messages, MARK)}, made.links)
        freeze(delivery, people, now)
        record("delivery.test", actor=user, obj=delivery, count=len(people))
        nudge(delivery.pk)
    return delivery
