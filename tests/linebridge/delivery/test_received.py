"""The condition "got delivery X"."""

import pytest
from django.utils import timezone

from linebridge.delivery.models import Batch, Delivery
from linebridge.delivery.received import _choices
from linebridge.delivery.work import work
from linebridge.segments.rule import RuleError, audience, canonical, count, in_words
from tests.linebridge.delivery.story import befriend, instruct


def test_who_got_a_delivery_is_found_and_the_others_are_not(own_town, emulator):
    befriend(emulator, 560)
    page = own_town.write("ごみの分別が変わります")
    instruct(page)
    own_town.publish(page)
    delivery = Delivery.objects.get()
    work(delivery.pk)
    befriend(emulator, 2)  # they came later
    got = {"leaf": "received", "id": delivery.pk}
    assert (count(got), count({"not": got})) == (560, 2)
    last = delivery.batches.order_by("ordinal").last()
    Batch.objects.filter(pk=last.pk).update(state=Batch.State.CANCELLED)
    assert count(got) == 560 - last.people
    assert not audience(got).filter(line_user_id__in=last.ids).exists()
    assert "「ごみの分別が変わります」" in in_words(got)
    assert canonical(got) == got
    assert [pk for pk, _label in _choices(own_town.aoi)] == [delivery.pk]
    assert _choices(own_town.chika) == []

    Delivery.objects.filter(pk=delivery.pk).update(forgotten_at=timezone.now())
    with pytest.raises(RuleError, match="30日を過ぎ"):
        count(got)


def test_a_delivery_that_is_none_is_refused(own_town):
    for rule in ({"leaf": "received"}, {"leaf": "received", "id": 4711}):
        with pytest.raises(RuleError):
            count(rule)
