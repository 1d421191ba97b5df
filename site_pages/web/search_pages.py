"""Search as visitors ask for it: words in, one page of a list out."""

from collections.abc import Sequence
from urllib.parse import urlencode

from django.urls import reverse

from site_pages.content.search import find

from . import list_pages


def everything(words: str, number: int) -> list_pages.Listing:
    """All public pages that fit; the first page of results where there is no page `number`."""
    found = find(words, list_pages.public_pages())
    base, query = reverse("web_search"), urlencode({"q": words})
    first = list_pages.Listing([], 1, 1, 0, base, query)
    return list_pages.listing(found, number, base, query) or list_pages.listing(found, 1, base, query) or first


def announcements(chosen: list_pages.Filter) -> Sequence:
    """The announcements that fit the filter and its words, the best fit first."""
    return find(chosen.words, list_pages.narrow(chosen).order_by())
