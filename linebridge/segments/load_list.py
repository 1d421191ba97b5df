"""The people of a named list from friend numbers, one a row. One transaction: all of the new list, or the one before.

A number that is wrong or nobody's is named with its row, and the others are taken.
"""

import hashlib
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from cms.audit.write import record
from linebridge.friends.models import Friend
from linebridge.friends.models.number import NoNumber, key_of

from .models import FriendList, FriendListEntry

PART = 5000


@dataclass
class Loaded:
    people: int = 0
    faults: list[tuple[int, str]] = field(default_factory=list)


def load(into: FriendList, text: str, user: Any) -> Loaded:
    """Replace the people of the list by those whose numbers stand first in the lines of `text`."""
    done, keys = Loaded(), {}
    for number, line in enumerate(text.splitlines(), start=1):
        said = line.split(",")[0].strip().strip('"')
        if not said or (number == 1 and not any(each.isdecimal() for each in said)):
            continue
        try:
            keys[key_of(said)] = number
        except NoNumber as error:
            done.faults.append((number, str(error)))
    known = _known(list(keys))
    done.faults += [(row, _("Nobody has this number.")) for key, row in keys.items() if key not in known]
    done.faults.sort()
    done.people = len(known)
    _replace(into, sorted(known))
    record("friend_lists.load", actor=user, obj=into, count=done.people)
    return done


def _known(keys: list[int]) -> set[int]:
    found: set[int] = set()
    for first in range(0, len(keys), PART):
        found |= set(Friend.objects.filter(pk__in=keys[first : first + PART]).values_list("pk", flat=True))
    return found


@transaction.atomic
def _replace(into: FriendList, people: list[int]) -> None:
    into.entries.all().delete()
    entries = [FriendListEntry(list=into, friend_id=each) for each in people]
    FriendListEntry.objects.bulk_create(entries, batch_size=PART)
    into.digest = hashlib.sha256(",".join(map(str, people)).encode()).hexdigest()
    into.save(update_fields=["digest", "updated_at"])
