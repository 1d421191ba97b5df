"""The main staff screens as a browser draws them: what scripts add is Japanese too."""

from html import escape

import pytest
from django.conf import settings as django_settings
from django.db import connections
from django.test import Client
from django.urls import reverse

from linebridge.delivery.models import Delivery
from linebridge.segments.models import Segment
from tests.house.staff_samples import make_samples
from tests.house.test_japanese import known_words, sign_in, words_left

pytestmark = pytest.mark.journey
# The words in sight, and what is read out or shown on pointing at what is in sight.
IN_SIGHT = """() => [document.body.innerText, ...[...document.querySelectorAll("body *")]
    .filter(e => e.checkVisibility() && !e.closest("[data-english-is-data], [lang=en], svg"))
    .flatMap(e => ["aria-label", "title", "alt", "placeholder"].map(a => e.getAttribute(a) || ""))].join("\\n")"""


def main_screens(samples) -> list[tuple[str, str]]:
    """(who, address) of the screens where staff spend their day."""
    deliveries, segments = "wagtailsnippets_line_delivery_delivery:", "wagtailsnippets_line_segments_segment:"
    editor = reverse("wagtailadmin_pages:edit", args=[samples["line_delivery:test.page_id"]])
    return [
        ("aoi", reverse("wagtailadmin_home")),
        ("aoi", reverse("wagtailadmin_explore", args=[samples["parent_page_id"]])),
        ("aoi", editor),
        ("aoi", f"{editor}#tab-line"),
        ("ben", reverse("approvals:list")),
        ("ben", reverse("approvals:detail", args=[samples["approvals:detail.pk"]])),
        ("aoi", reverse(f"{deliveries}list")),
        ("aoi", reverse(f"{deliveries}inspect", args=[samples[Delivery].pk])),
        ("aoi", reverse(f"{segments}list")),
        ("aoi", reverse(f"{segments}edit", args=[samples[Segment].pk])),
        ("admin", reverse("wagtailusers_users:index")),
        ("admin", reverse("audit_log")),
    ]


def tab_of(browser, live_server, user):
    """A tab where this member of staff is signed in."""
    client = Client()
    sign_in(client, user)
    name = django_settings.SESSION_COOKIE_NAME
    context = browser.new_context(locale="ja-JP", viewport={"width": 1280, "height": 900})
    context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": live_server.url}])
    return context.new_page()


def test_the_main_screens_are_japanese_in_a_browser(own_town, live_server, settings, tmp_path, chromium_here):
    settings.MEDIA_ROOT, settings.HALT_FILE = str(tmp_path), tmp_path / "HALT"
    samples, known, english = make_samples(own_town), known_words(own_town), {}
    tabs = {name: tab_of(chromium_here, live_server, own_town.users[name]) for name in ("aoi", "ben", "admin")}
    for name, url in main_screens(samples):
        answer = tabs[name].goto(live_server.url + url)
        assert answer is None or answer.status == 200, url
        tabs[name].wait_for_load_state("networkidle")
        if left := words_left(escape(tabs[name].evaluate(IN_SIGHT)), known):
            english[url] = sorted(left)
    for tab in tabs.values():
        tab.context.close()
    connections.close_all()  # those made beside Playwright's loop are seen from here only
    assert english == {}
