"""Find public pages by Japanese words, on SQLite and PostgreSQL alike: titles first, then the newest.

The index is Wagtail's; it is filled whenever a page is saved, and `manage.py update_index` fills it anew.
"""

from collections.abc import Sequence
from functools import reduce
from operator import or_
from typing import Any, overload

from django.db.models import QuerySet
from wagtail.models import Page
from wagtail.search.backends import get_search_backend
from wagtail.search.query import PlainText

from .cut import cut_query, fold

LONGEST = 100  # characters of a query; what comes after is left out


class Found(Sequence):
    """Keys of pages in order. A slice fetches those pages, each as what it is; fit for Django's Paginator."""

    def __init__(self, keys: list[int]):
        self.keys = keys

    def __len__(self) -> int:
        return len(self.keys)

    @overload
    def __getitem__(self, index: int) -> Page: ...
    @overload
    def __getitem__(self, index: slice) -> list[Page]: ...
    def __getitem__(self, index: Any) -> Any:
        if not isinstance(index, slice):
            return self[index : index + 1 or None][0]
        pages = {page.pk: page for page in Page.objects.filter(pk__in=self.keys[index]).specific()}
        return [pages[key] for key in self.keys[index] if key in pages]


def find(query: str, pages: QuerySet | None = None) -> Found:
    """What the query finds among `pages` (any queryset of pages; all that the public may read if None).

    A title that is the query comes first, then titles that hold all its words, then the rest; newest first in each.
    A query without anything to look for finds nothing.
    """
    ways = cut_query(query[:LONGEST])
    if not ways:
        return Found([])
    among = Page.objects.live().public() if pages is None else pages.filter(live=True)
    allowed = set(among.values_list("pk", flat=True))
    rows = _matching(ways).values_list("pk", "title", "first_published_at")
    wanted, parts = fold(query).strip(), fold(query).split()
    found = [(_rank(fold(title), wanted, parts), -when.timestamp() if when else 0.0, -pk) for pk, title, when in rows
             if pk in allowed]  # fmt: skip
    return Found([-pk for _rank_, _when, pk in sorted(found)])


def _matching(ways: list[str]) -> QuerySet:
    queries = [PlainText(way, operator="and") for way in ways]
    # Relevance is ours (`_rank`): SQLite's would ask the index once more for every page found.
    results = get_search_backend().search(reduce(or_, queries), Page.objects.all(), order_by_relevance=False)
    return results.get_queryset()


def _rank(title: str, wanted: str, parts: list[str]) -> int:
    if title == wanted:
        return 0
    return 1 if all(part in title for part in parts) else 2
