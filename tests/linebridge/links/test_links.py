"""Counted links: the same token for the same message, no way to anywhere else, numbers without people."""

import datetime

import pytest
from django.db import DatabaseError
from django.utils import timezone

from linebridge.links import count as counting
from linebridge.links.ensure import address, ensure, token_for
from linebridge.links.models import Click, Link
from linebridge.links.report import clicks

pytestmark = pytest.mark.django_db
TARGET = "https://city.example.jp/news/1/?a=あ&b=%E3%81%82"
PHONE = {"User-Agent": "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Line/15.0"}


@pytest.fixture
def link():
    return ensure("delivery", "d-1", TARGET)


def test_a_token_follows_from_sender_and_target_alone():
    assert token_for("d-1", TARGET) == token_for("d-1", TARGET)
    assert len({token_for("d-1", TARGET), token_for("d-2", TARGET), token_for("d-1", TARGET + "x")}) == 3
    assert token_for("d-1", "2") != token_for("d-", "12"), "key and target do not run into each other"
    assert len(token_for("d-1", TARGET)) == 16


def test_a_token_cannot_be_made_without_our_secret(settings):
    before = token_for("d-1", TARGET)
    settings.SECRET_KEY = "another" * 10
    assert token_for("d-1", TARGET) != before


def test_ensuring_twice_gives_one_row_that_the_address_leads_to(link, settings):
    assert ensure("delivery", "d-1", TARGET) == link and Link.objects.count() == 1
    assert address(link.token) == f"{settings.SITE_URL}/r/{link.token}"


@pytest.mark.parametrize(
    "target", ["javascript:alert(1)", "//evil.example", "ftp://x", "/relative", "https://x/" + "a" * 2000]
)
def test_only_absolute_web_addresses_become_links(target):
    with pytest.raises(ValueError, match="absolute"):
        ensure("delivery", "d-1", target)


def test_opening_counts_and_leads_on_without_being_remembered(client, link):
    answer = client.get(f"/r/{link.token}", headers=PHONE)
    assert answer.status_code == 302 and answer["Location"].startswith("https://city.example.jp/news/1/")
    assert "no-store" in answer["Cache-Control"] and not answer.cookies
    client.get(f"/r/{link.token}", headers=PHONE)
    assert list(Click.objects.values_list("day", "count")) == [(timezone.localdate(), 2)]


@pytest.mark.parametrize("headers", [
    {"User-Agent": "facebookexternalhit/1.1;line-poker/1.0"},
    {"User-Agent": "Googlebot/2.1"},
    {**PHONE, "Sec-Purpose": "prefetch;prerender"},
    {**PHONE, "Purpose": "prefetch"},
])  # fmt: skip
def test_a_look_without_opening_is_led_on_and_not_counted(client, link, headers):
    assert client.get(f"/r/{link.token}", headers=headers).status_code == 302
    assert client.head(f"/r/{link.token}", headers=PHONE).status_code == 302
    assert not Click.objects.exists()


def test_nobody_is_led_anywhere_by_what_stands_in_the_address(client, link):
    answer = client.get(f"/r/{link.token}?next=https://evil.example&url=https://evil.example", headers=PHONE)
    assert "evil" not in answer["Location"]
    for path in ("/r/https://evil.example", "/r/..%2f..%2f", "/r/" + "a" * 500):
        assert client.get(path).status_code == 404


def test_an_ended_link_explains_itself(client, link):
    Link.objects.update(gone=True)
    answer = client.get(f"/r/{link.token}")
    assert answer.status_code == 410 and "リンク" in answer.content.decode()
    assert client.get("/r/unknownunknown12").status_code == 404


def test_a_number_that_cannot_be_stored_keeps_nobody_from_the_page(client, link, monkeypatch, caplog):
    class Broken:
        def get_or_create(self, **_):
            raise DatabaseError

    monkeypatch.setattr(counting.Click, "objects", Broken())
    assert client.get(f"/r/{link.token}", headers=PHONE).status_code == 302


def test_the_report_has_a_row_for_each_link_also_where_nobody_opened_it(link):
    other = ensure("delivery", "d-1", "https://other.example/")
    ensure("delivery", "d-2", TARGET)
    Click.objects.create(link=link, day=datetime.date(2026, 4, 1), count=3)
    Click.objects.create(link=link, day=datetime.date(2026, 4, 2), count=4)
    found = clicks("d-1")
    assert [(one.target, one.total) for one in found] == [(TARGET, 7), (other.target, 0)]
    assert found[0].by_day == {datetime.date(2026, 4, 1): 3, datetime.date(2026, 4, 2): 4}
