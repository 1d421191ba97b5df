"""Chromium for the tests that do not use pytest-playwright's: shown documents rendered beforehand, or a live server."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import connections
from playwright.sync_api import Browser, Page, Route, sync_playwright

from site_pages.mirror.render import render
from tests.find_browser import ARGUMENTS, find_browser

HOST = "http://town.test"
WIDTHS = {1280: 900, 390: 844}


@contextmanager
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_browser(), args=ARGUMENTS)
        try:
            yield browser
        finally:
            browser.close()


@pytest.fixture
def chromium_here(monkeypatch: pytest.MonkeyPatch) -> Iterator[Browser]:
    """A Chromium for a test that also looks into the database while the browser runs.

    Such a test has `own_town` and so comes before those with pytest-playwright's fixtures, whose loop never ends.
    """
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")  # Playwright's loop runs in this thread, beside our queries
    with chromium() as browser:
        yield browser
        connections.close_all()  # those of Playwright's loop, which nobody else knows


def show(browser: Browser, document: str, width: int = 1280, path: str = "/", **context: Any) -> Page:
    """A tab that shows `document` as the answer of `path`; style sheets and pictures come from the static files."""

    def answer(route: Route) -> None:
        asked = route.request.url.removeprefix(HOST)
        if asked == path:
            route.fulfill(body=document, content_type="text/html; charset=utf-8")
        elif asked.startswith("/static/"):
            kind = "text/css" if asked.endswith(".css") else "image/svg+xml" if asked.endswith(".svg") else "image/png"
            route.fulfill(body=render(asked).body, content_type=kind)
        else:
            route.fulfill(status=200, body=b"", content_type="image/png")

    tab = browser.new_page(viewport={"width": width, "height": WIDTHS.get(width, 800)}, **context)
    tab.route("**/*", answer)
    tab.goto(HOST + path)
    return tab
