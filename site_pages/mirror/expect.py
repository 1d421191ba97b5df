"""Which addresses the mirror ought to hold, read from the rows of the site. What this leaves out is nobody's page."""

import hashlib
from collections.abc import Iterable

from django.urls import reverse
from wagtail import hooks
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Page

from site_pages.content.models import TakenDown
from site_pages.web.list_pages import list_addresses, public_pages, snapshot_address
from site_pages.web.read_frame import address

from .place import ERRORS


def version_of(page: Page) -> str:
    """Changes whenever the public text of the page or its address does."""
    when = page.last_published_at.timestamp() if page.last_published_at else 0
    where = hashlib.sha256(page.url_path.encode()).hexdigest()[:20]
    return f"{page.live_revision_id}-{when}-{where}"[:64]


def pages() -> dict[int, Page]:
    """Every public page by its key (not specific, only the columns that matter here)."""
    columns = ("url_path", "last_published_at", "live_revision_id", "depth", "path", "content_type_id", "locale_id")
    return {p.pk: p for p in public_pages().only(*columns)}


def of_hooks() -> list[str]:
    """Addresses that rooms above ask to be mirrored: `register_mirror_pages() -> iterable of absolute paths`."""
    return [path for fn in hooks.get_hooks("register_mirror_pages") for path in fn()]


def fixed() -> list[str]:
    """Addresses that exist whatever is published."""
    names = ("web_updates", "web_search", "web_feed", "web_sitemap", "web_robots", "web_favicon")
    return [*ERRORS, "/", *(reverse(n) for n in names), reverse("wagtailapi:pages:listing")]


def lists() -> Iterable[str]:
    """Lists and feeds that follow from what is published."""
    for base in list_addresses():
        yield base
        if "/category/" in base or "/department/" in base:
            yield f"{base}feed.atom"


def addresses() -> list[str]:
    """Everything except further pages of lists and files: those are found while writing."""
    own = [a for p in pages().values() for a in (address(p), snapshot_address(p))]
    old = [*TakenDown.objects.values_list("path", flat=True), *redirected()]
    return list(dict.fromkeys([*fixed(), *lists(), *own, *old, *of_hooks()]))


def redirected() -> list[str]:
    """Old addresses that lead to a new one, as a browser asks for them."""
    return [as_address(old) for old in Redirect.objects.values_list("old_path", flat=True)]


def as_address(old_path: str) -> str:
    """Redirects are stored without the closing slash; pages are asked for with it."""
    return old_path if "?" in old_path or "." in old_path.rsplit("/", 1)[-1] else old_path.rstrip("/") + "/"
