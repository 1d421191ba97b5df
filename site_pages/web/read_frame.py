"""What every public page shows around its text: menu, urgent announcements, what mode the house is in.

`fingerprint()` tells the mirror when all of that changed, so that no page keeps an old urgent band.
"""

import hashlib
import json
from dataclasses import dataclass

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from wagtail.models import Page, Site

from cms.modes.announce import announcements
from site_pages.content.models import AnnouncementPage, FAQIndexPage, FreePage, SectionPage

MENU_ITEMS = 8


@dataclass(frozen=True)
class Item:
    title: str
    url: str


def home() -> Page | None:
    """The page at `/`, or None where nothing has been set up yet."""
    site = Site.objects.filter(is_default_site=True).select_related("root_page").first()
    return site.root_page if site and site.root_page.live and site.root_page.depth > 1 else None


def address(page: Page) -> str:
    """The page's path from the root of the site: /kosodate/unyu/. Costs no query for pages below the site's root."""
    root = Site.get_site_root_paths()
    top = next((r.root_path for r in root if page.url_path.startswith(r.root_path)), "/")
    return "/" + page.url_path[len(top) :]


def absolute(path: str) -> str:
    return settings.SITE_URL + path


def menu() -> list[Item]:
    """Sections and the FAQ, in the order of the page tree, then the list of all announcements."""
    top = home()
    if top is None:
        return []
    pages = Page.objects.child_of(top).live().public().type(SectionPage, FAQIndexPage).order_by("path")[:MENU_ITEMS]
    return [*(Item(p.title, address(p)) for p in pages), Item(_("What is new"), reverse("web_updates"))]


def about() -> list[Item]:
    """Free pages directly below the front page (accessibility, privacy, …): every footer leads to them."""
    top = home()
    pages = Page.objects.child_of(top).live().public().type(FreePage).order_by("path") if top else ()
    return [Item(p.title, address(p)) for p in pages]


def urgent() -> list[AnnouncementPage]:
    """Urgent announcements that are public now, the newest first."""
    return list(AnnouncementPage.objects.live().public().filter(urgent=True).order_by("-first_published_at", "-pk"))


def fingerprint() -> str:
    """Hex SHA-256 over everything above and the city's name."""
    band = [(p.pk, p.title, p.summary, str(p.last_published_at)) for p in urgent()]
    top = home()
    told = [(a.kind, a.text) for a in announcements()]
    items = [(i.title, i.url) for i in [*menu(), *about()]]
    parts = [settings.CITY_NAME, settings.MODE, top and str(top.last_published_at), items, band, told]
    return hashlib.sha256(json.dumps(parts, default=str, ensure_ascii=False).encode()).hexdigest()
