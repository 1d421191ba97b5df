"""After thirty days we no longer know who was in a batch: ids become keyed hashes, figures stay.

One delivery at a time, each in one transaction; stopped half-way, the next day goes on. Whether somebody was in it can
still be shown by hashing their id, as long as the key is there.
"""

import re
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.crypto import salted_hmac

from .models import Batch, Delivery

KEPT = timedelta(days=30)  # so long a correction can reach exactly the same people
HASH = re.compile(r"\A[0-9a-f]{64}\Z")


def forget(now: datetime) -> int:
    """Replace the ids of deliveries that ended long ago. Returns how many deliveries were dealt with."""
    old = Delivery.objects.filter(state__in=Delivery.ENDED, finished_at__lte=now - KEPT, forgotten_at=None)
    done = 0
    for delivery in old.order_by("id").iterator():
        with transaction.atomic():
            for batch in delivery.batches.all():
                Batch.objects.filter(pk=batch.pk).update(ids=[no_id(each) for each in batch.ids])
            excluded = {reason: [no_id(each) for each in ids] for reason, ids in delivery.excluded.items()}
            Delivery.objects.filter(pk=delivery.pk).update(excluded=excluded, forgotten_at=now)
        done += 1
    return done


def no_id(kept: str) -> str:
    """The hash of an id. What is a hash already, because this person was erased before, stays."""
    return kept if HASH.match(kept) else hashed(kept)


def hashed(line_user_id: str) -> str:
    """What stands in for an id; the same for the same id."""
    return salted_hmac("line_delivery.forget", line_user_id, algorithm="sha256").hexdigest()
