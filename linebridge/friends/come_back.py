"""Somebody was erased and is heard of again: from then on they are a friend like any new one, with nothing kept."""

from collections.abc import Iterable
from datetime import datetime

from django.utils import timezone

from .models import Erasure
from .models.erasure import hash_of


def come_back(line_user_id: str, at: datetime) -> bool:
    """They followed, wrote or opened a page at `at`. False where that was before their erasure, told late."""
    erasures = Erasure.objects.filter(hashed=hash_of(line_user_id), returned_at=None)
    if erasures.filter(asked_at__gte=at).exists():
        return False
    erasures.update(returned_at=timezone.now())
    return True


def erased_among(line_user_ids: Iterable[str]) -> set[str]:
    """Those of these who were erased and have not been heard of since."""
    hashes = {hash_of(each): each for each in line_user_ids}
    found = Erasure.objects.filter(hashed__in=hashes, returned_at=None).values_list("hashed", flat=True)
    return {hashes[each] for each in found}
