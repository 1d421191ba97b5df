"""From an approved page to the phones: everyone of the audience once, nobody else."""

from linebridge.delivery.models import Delivery
from linebridge.delivery.work import work
from tests.linebridge.delivery.story import befriend, instruct, proven


def test_everyone_of_the_audience_gets_it_once(own_town, emulator):
    friends = befriend(emulator, 730)
    page = own_town.write("ごみの分別が変わります")
    instruct(page)
    own_town.publish(page)
    delivery = Delivery.objects.get()
    work(delivery.pk)
    delivery.refresh_from_db()
    assert delivery.state == Delivery.State.DONE
    assert emulator.counts("multicast") == {f.line_user_id: 1 for f in friends}
    proven(delivery)
    assert [b.people for b in delivery.batches.all()] == [50, 500, 180]
