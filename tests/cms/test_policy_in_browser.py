"""A browser at work meets nothing that the content security policy forbids, and what is injected does not run."""

import pytest
from django.db import connections
from django.urls import reverse
from playwright.sync_api import expect

from tests.house.staff_samples import make_samples
from tests.house.test_japanese_in_chromium import main_screens, tab_of

pytestmark = pytest.mark.journey
# A picture that is missing, and a handler for that, as somebody might smuggle in with a text.
INJECT = """() => new Promise(done => {
    document.body.insertAdjacentHTML("beforeend", "<img src='/nope.png' onerror='window.ran = true'>");
    [...document.images].at(-1).addEventListener("error", () => setTimeout(done));
})"""
OUTSIDE = ["/", "/news/", "/updates/", "/search/?q=お知らせ", "/nope/", "/accounts/login/"]
SIGNING_IN = [
    "/accounts/2fa/",
    "/accounts/2fa/totp/activate/",
    "/accounts/2fa/webauthn/add/",
    "/accounts/password/change/",
]


def watch(tab):
    """The violations that this tab reports from now on."""
    told = []
    tab.on("console", lambda message: "Content Security Policy" in message.text and told.append(message.text))
    return told


def show_preview(tab):
    """Open the preview beside the editor, and wait until the page stands in its frame."""
    tab.locator("[data-side-panel-toggle=preview], [aria-label*=プレビュー]").first.click()
    frame = tab.frame_locator("#w-preview-iframe")
    expect(frame.locator("main")).to_be_visible()


def inject(tab, told):
    """Put a handler in the page as an attacker would; whether it ran, and whether the browser told of it."""
    tab.evaluate(INJECT)
    return tab.evaluate("Boolean(window.ran)"), len(told) > 0


def test_nothing_on_the_way_violates_the_policy(own_town, live_server, settings, tmp_path, chromium_here):
    settings.MEDIA_ROOT, settings.HALT_FILE = str(tmp_path), tmp_path / "HALT"
    samples = make_samples(own_town)
    tabs = {name: tab_of(chromium_here, live_server, own_town.users[name]) for name in ("aoi", "ben", "admin")}
    told = {name: watch(tab) for name, tab in tabs.items()}
    walk = [*main_screens(samples), *(("aoi", url) for url in OUTSIDE + SIGNING_IN)]
    for name, url in walk:
        tabs[name].goto(live_server.url + url)
        tabs[name].wait_for_load_state("networkidle")
        assert told[name] == [], url
    tabs["aoi"].goto(live_server.url + reverse("wagtailadmin_pages:edit", args=[samples["line_delivery:test.page_id"]]))
    show_preview(tabs["aoi"])
    assert told["aoi"] == []
    tabs["ben"].goto(live_server.url + "/admin/")
    tabs["aoi"].goto(live_server.url + "/news/")
    assert [inject(tabs[name], told[name]) for name in ("ben", "aoi")] == [(False, True)] * 2
    for tab in tabs.values():
        tab.context.close()
    connections.close_all()  # those made beside Playwright's loop are seen from here only
