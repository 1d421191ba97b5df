"""The short ways that the stories of this folder share."""

from datetime import timedelta

from django.utils import timezone

from linebridge.delivery.models import AnnouncementInstruction, Batch, Delivery
from linebridge.friends.models import Friend
from linebridge.segments.models import Segment


def befriend(emulator, number: int) -> list[Friend]:
    """So many friends in LINE and with us, as after a sync."""
    ids = emulator.add_friends(number)
    return Friend.objects.bulk_create([Friend(line_user_id=each) for each in ids], batch_size=1000)


def instruct(page, *, segment=None, at=None, **values) -> AnnouncementInstruction:
    """Add a delivery to a draft: to a segment or everyone, now or at a time."""
    row = AnnouncementInstruction(
        audience="segment" if segment else "everyone", segment=segment, when="at" if at else "now", at=at, **values
    )
    row.clean()
    page.line_instructions.add(row)
    return row


def by_rule(town, rule, name="対象", code="koho") -> Segment:
    return Segment.objects.create(name=name, department=town.departments[code], rule=rule)


def proven(delivery: Delivery) -> None:
    """The head-count is what is in the batches and what was left out, each person once."""
    delivery.refresh_from_db()
    kept = delivery.batches.exclude(state=Batch.State.SPLIT)
    ids = [each for batch in kept for each in batch.ids]
    assert len(ids) == len(set(ids))
    assert len(ids) + delivery.excluded_count == delivery.head_count


def soon(minutes=30):
    return timezone.now().replace(microsecond=0) + timedelta(minutes=minutes)
