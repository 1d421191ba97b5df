"""Lists of public pages: which, in which order, twenty at a time, at addresses that can stand as files.

A list filtered by one thing has a path (/updates/category/kosodate/page/2/); several at once are a query string.
"""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.db.models.functions import ExtractYear
from django.urls import reverse
from wagtail.models import Page, get_page_models
from wagtail.query import PageQuerySet

from cms.users.models import Department
from site_pages.content.models import AnnouncementPage, Category, FAQIndexPage, FAQPage, PublicPage

from .read_frame import address
from .say_date import say_year

PER_PAGE = 20


@dataclass
class Listing:
    """One page of a list. `base` is the address of its first page; `query` what the visitor asked for besides."""

    pages: Sequence[Page]
    number: int
    last: int
    count: int
    base: str
    query: str = ""

    @property
    def previous(self) -> str:
        return self.url(self.number - 1) if self.number > 1 else ""

    @property
    def next(self) -> str:
        return self.url(self.number + 1) if self.number < self.last else ""

    def url(self, number: int) -> str:
        if self.query:
            return f"{self.base}?{self.query}" + (f"&page={number}" if number > 1 else "")
        return self.base if number == 1 else f"{self.base}page/{number}/"


def listing(found: QuerySet | Sequence, number: int, base: str, query: str = "") -> Listing | None:
    """Page `number` of `found`; None where the list has no such page (page 1 always exists)."""
    paginator = Paginator(found, PER_PAGE)
    if not 1 <= number <= paginator.num_pages:
        return None
    rows = list(paginator.page(number).object_list)
    return Listing(rows, number, paginator.num_pages, paginator.count, base, query)


@dataclass
class Filter:
    """What a visitor narrows the list of announcements by. A value that does not exist narrows it to nothing."""

    category: str = ""
    department: str = ""
    year: str = ""
    words: str = ""
    known: bool = True  # whether every value exists; a list of nothing has no address of its own

    def chosen(self) -> dict[str, str]:
        pairs = {"q": self.words, "category": self.category, "department": self.department, "year": self.year}
        return {k: v for k, v in pairs.items() if v}

    def base(self) -> tuple[str, str]:
        """(address of the first page, query string): a path where at most one thing other than words is chosen."""
        chosen = self.chosen()
        if not chosen:
            return reverse("web_updates"), ""
        if len(chosen) == 1 and "q" not in chosen and self.known:
            [(kind, value)] = chosen.items()
            return reverse(f"web_updates_{kind}", args=[value]), ""
        return reverse("web_updates"), urlencode(chosen)


def public_pages() -> PageQuerySet:
    """Every page that the public may read now, of any type, in the order of the tree. (Not specific.)"""
    kinds = [m for m in get_page_models() if issubclass(m, PublicPage)]
    return Page.objects.live().public().type(*kinds).filter(depth__gt=1).order_by("path")


def announcements() -> PageQuerySet:
    """All public announcements, the newest first."""
    pages = AnnouncementPage.objects.live().public().select_related("category", "department")
    return pages.defer("body", "search_text").order_by("-first_published_at", "-pk")


def narrow(chosen: Filter) -> QuerySet:
    """The announcements that fit; words are the caller's business."""
    found = announcements()
    if chosen.category:
        found = found.filter(category__slug=chosen.category)
    if chosen.department:
        found = found.filter(department__code=chosen.department)
    if chosen.year:
        found = found.filter(first_published_at__year=int(chosen.year))
    return found


def below(page: Page, number: int = 1) -> Listing | None:
    """Announcements anywhere below a section."""
    return listing(announcements().descendant_of(page), number, address(page))


def latest(count: int) -> list[AnnouncementPage]:
    return list(announcements()[:count])


def related(page: AnnouncementPage, count: int) -> list[AnnouncementPage]:
    """The others of the same category (of the same section without one) that stand nearest to it, newest first."""
    newer, older = _around(page, count)
    fewer = max(count // 2, count - len(older))
    found = newer[:fewer]
    return [*reversed(found), *older[: count - len(found)]]


def neighbours(page: AnnouncementPage, count: int = 5) -> list[AnnouncementPage]:
    """Announcements whose `related` may name this page."""
    newer, older = _around(page, count)
    return [*newer, *older]


def _around(page: AnnouncementPage, count: int) -> tuple[list[AnnouncementPage], list[AnnouncementPage]]:
    """Up to `count` newer ones, the nearest first, and up to `count` older ones."""
    when = page.first_published_at
    if when is None:
        return [], []
    others = announcements().exclude(pk=page.pk)
    found = others.filter(category=page.category_id) if page.category_id else others.sibling_of(page)
    newer = found.filter(Q(first_published_at__gt=when) | Q(first_published_at=when, pk__gt=page.pk))
    older = found.filter(Q(first_published_at__lt=when) | Q(first_published_at=when, pk__lt=page.pk))
    return list(newer.reverse()[:count]), list(older[:count])


def first_questions(page: FAQIndexPage, count: int) -> list[FAQPage]:
    found = FAQPage.objects.descendant_of(page).live().public().defer("search_text", "answer")
    return list(found.order_by("path")[:count])


def sections(page: Page) -> list[Page]:
    """Public pages directly below that are not announcements or questions, in the order of the tree."""
    found = Page.objects.child_of(page).live().public().not_type(AnnouncementPage, FAQPage).order_by("path").specific()
    return [p for p in found if isinstance(p, PublicPage)]


def questions(page: Page) -> list[tuple[Category | None, list[FAQPage]]]:
    """(category, its questions) in the categories' order; questions without one come last, with None."""
    found = FAQPage.objects.descendant_of(page).live().public().select_related("category").defer("search_text")
    groups: dict[Category | None, list[FAQPage]] = {}
    for question in found.order_by("path"):
        groups.setdefault(question.category, []).append(question)
    return sorted(groups.items(), key=lambda g: (g[0] is None, g[0].order if g[0] else 0, g[0].name if g[0] else ""))


def faq_indexes() -> list[FAQIndexPage]:
    return list(FAQIndexPage.objects.live().public().order_by("path"))


def categories() -> list[Category]:
    """Categories that at least one public announcement has."""
    used = AnnouncementPage.objects.live().public().values("category")
    return list(Category.objects.filter(pk__in=used))


def departments() -> list[Department]:
    used = AnnouncementPage.objects.live().public().values("department")
    return list(Department.objects.filter(pk__in=used).order_by("code"))


def years() -> list[tuple[str, str]]:
    """("2026", 令和8年) of each year that has public announcements, the newest first."""
    found = AnnouncementPage.objects.live().public().filter(first_published_at__isnull=False)
    dated = found.annotate(year=ExtractYear("first_published_at"))
    numbers = dated.order_by("-year").values_list("year", flat=True).distinct()
    return [(str(y), say_year(date(y, 12, 31))) for y in numbers]


def list_addresses() -> list[str]:
    """First pages of every list that has a path of its own, for the sitemap and the mirror."""
    return [
        reverse("web_updates"),
        *(reverse("web_updates_category", args=[c.slug]) for c in categories()),
        *(reverse("web_updates_department", args=[d.code]) for d in departments()),
        *(reverse("web_updates_year", args=[y]) for y, _name in years()),
    ]


def fingerprint() -> str:
    """Hex SHA-256 over the choices that every list of announcements offers: categories, departments, years."""
    named = [[c.slug, c.name] for c in categories()], [[d.code, d.name] for d in departments()], years()
    return hashlib.sha256(json.dumps(named, ensure_ascii=False).encode()).hexdigest()


def snapshot_address(page: Page) -> str:
    """Where the API answers with this one page."""
    return f"{reverse('wagtailapi:pages:listing')}{page.pk}/"
