"""Counting openings: one number for each link and day, nothing about the person.

If counting fails the resident still gets where they wanted; the number is then one too low.
"""

import logging
import re

from django.db import DatabaseError, InterfaceError, transaction
from django.db.models import F
from django.http import HttpRequest
from django.utils import timezone

from .models import Click, Link

LOG = logging.getLogger("kairan.links")
MACHINES = re.compile(r"bot|crawl|spider|preview|facebookexternalhit|line-poker|slurp|curl|wget|python-", re.IGNORECASE)


def is_a_person(request: HttpRequest) -> bool:
    """False for looks without opening: HEAD, a browser's prefetch, programs that draw previews."""
    purpose = request.headers.get("Sec-Purpose") or request.headers.get("Purpose") or ""
    if request.method != "GET" or "prefetch" in purpose or "preview" in purpose:
        return False
    return not MACHINES.search(request.headers.get("User-Agent", ""))


def count(link: Link) -> None:
    """One opening more, today in the city."""
    try:
        with transaction.atomic():
            click, made = Click.objects.get_or_create(link=link, day=timezone.localdate(), defaults={"count": 1})
            if not made:
                Click.objects.filter(pk=click.pk).update(count=F("count") + 1)
    except (DatabaseError, InterfaceError):
        LOG.exception("an opening of link %s was not counted", link.pk)
