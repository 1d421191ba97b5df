"""Which names directly below the front page belong to the house itself, so that no page may stand there. Pure reading.

Taken from the URLconf: a page of such a name would never be shown, since the house's own address answers first.
"""

import re
from collections.abc import Iterator
from functools import cache
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.urls import URLPattern, URLResolver, get_resolver
from django.utils.translation import gettext as _
from wagtail.models import Page, Site

FIRST = re.compile(r"\^?([\w.-]+)(?=/|$)")


@cache
def reserved_names() -> frozenset[str]:
    """First path segments at which something of the house answers."""
    files = [url for url in (settings.STATIC_URL, settings.MEDIA_URL) if url.startswith("/")]
    routes = [*_routes(get_resolver().url_patterns), *(url.lstrip("/") for url in files)]
    return frozenset(found[1] for route in routes if (found := FIRST.match(route)))


def check_name(name: str, parent: Any) -> None:
    """Raise ValidationError, for the field `slug`, if a page below `parent` may not have this name."""
    if is_reserved(name, parent):
        text = _("“%(name)s” is used by the system for another address. Choose another name.") % {"name": name}
        raise ValidationError({"slug": text})


def is_reserved(name: str, parent: Any) -> bool:
    """Whether the house itself answers at this name below `parent`. Only the front page's children are concerned."""
    return name in reserved_names() and Site.objects.filter(root_page=parent).exists()


def free_name(base: str, parent: Any, page: Any) -> str:
    """`base`, or with a number behind it, where no other page and nothing of the house stands."""
    name, number = base, 1
    while is_reserved(name, parent) or not Page._slug_is_available(name, parent, page):
        number += 1
        name = f"{base}-{number}"
    return name


def _routes(patterns: list[URLPattern | URLResolver], before: str = "") -> Iterator[str]:
    for entry in patterns:
        route = before + str(entry.pattern)
        if isinstance(entry, URLResolver) and not route.strip("^"):
            yield from _routes(entry.url_patterns, route)
        else:
            yield route
