from django.urls import reverse

from linebridge.friends.models import Tester as Phone
from tests.linebridge.friends.conftest import friend

ADD = "wagtailsnippets_line_friends_tester:add"


def test_enrolling_shows_a_code_and_lists_ones_own_phones(aoi, staff, emulator):
    page = aoi.post(reverse(ADD), follow=True).content.decode()
    assert "このコードを送ってください" in page
    assert "data:image/svg+xml" in page
    mine = Phone.objects.create(user=staff["aoi"], friend=friend(1))
    theirs = Phone.objects.create(user=staff["chika"], friend=friend(2))
    assert aoi.get(reverse(ADD) + "?count").json() == {"phones": 1}
    assert aoi.post(reverse(ADD), {"remove": theirs.pk}).status_code == 404
    aoi.post(reverse(ADD), {"remove": mine.pk})
    assert list(Phone.objects.all()) == [theirs]
