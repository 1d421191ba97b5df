"""Finding a district among thousands: by its ward, and by a part of its name or reading. Reads only."""

import unicodedata

from django.db.models import Q, QuerySet

from .models import District
from .plain import plain

MOST = 60  # more matches than anybody wants to read; then the words have to say more


def wards() -> QuerySet[District]:
    """The districts that have others below them."""
    return District.objects.filter(above=None, retired=False, below__retired=False).distinct()


def find(words: str = "", ward: int | None = None) -> tuple[list[District], bool]:
    """The districts offered that fit, and whether there were more than are listed here.

    `words` may be kana, kanji or Latin letters in any width; without words and ward nothing is found.
    """
    wanted = District.objects.filter(retired=False) if words or ward else District.objects.none()
    if ward:
        wanted = wanted.filter(Q(above=ward) | Q(pk=ward))
    for word in unicodedata.normalize("NFKC", words).split():
        name = Q(search__contains=plain(word)) | Q(above__search__contains=plain(word))
        wanted = wanted.filter(name)
    found = list(wanted.select_related("above")[: MOST + 1] if words else wanted.select_related("above"))
    return (found[:MOST], True) if words and len(found) > MOST else (found, False)
