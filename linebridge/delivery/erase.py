"""Erase one person from deliveries: where their id stands in a batch or among those left out, its hash takes the place.

A batch that may still be sent must stay as it is, because its retry key stands for exactly these ids; it is waited for.
Done twice, it changes nothing.
"""

from django.db import transaction
from django.db.models import QuerySet, TextField
from django.db.models.functions import Cast

from .forget import hashed
from .models import Batch, Delivery


def erase(line_user_id: str) -> bool:
    """False while a batch with this person can still be sent."""
    kept = Delivery.objects.filter(forgotten_at=None)
    waits = False
    for pk, state in _naming(Batch.objects.filter(delivery__in=kept), "ids", line_user_id).values_list("pk", "state"):
        if state in Batch.OPEN:
            waits = True
        else:
            _hash_in_batch(pk, line_user_id)
    for pk in _naming(kept, "excluded", line_user_id).values_list("pk", flat=True):
        _hash_among_excluded(pk, line_user_id)
    return not waits


def _naming(rows: QuerySet, column: str, line_user_id: str) -> QuerySet:
    """Rows whose JSON in `column` holds this id; a text search, which both databases have."""
    return rows.annotate(as_text=Cast(column, TextField())).filter(as_text__contains=f'"{line_user_id}"')


@transaction.atomic
def _hash_in_batch(pk: int, line_user_id: str) -> None:
    batch = Batch.objects.select_for_update().get(pk=pk)
    ids = [hashed(each) if each == line_user_id else each for each in batch.ids]
    Batch.objects.filter(pk=pk).exclude(state__in=Batch.OPEN).update(ids=ids)


@transaction.atomic
def _hash_among_excluded(pk: int, line_user_id: str) -> None:
    excluded = Delivery.objects.select_for_update().get(pk=pk).excluded
    excluded = {why: [hashed(i) if i == line_user_id else i for i in ids] for why, ids in excluded.items()}
    Delivery.objects.filter(pk=pk).update(excluded=excluded)
