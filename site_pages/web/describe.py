"""What a page says about itself outside its text: dates, whom to ask, one sentence for lists and sharing."""

import html as entities
import re
from datetime import date

from django.utils.text import Truncator
from wagtail.models import Page

from cms.users.models import Department
from site_pages.content.models import FAQPage, PublicPage

from .say_date import local_day

SUMMARY_LENGTH = 120


def specific(page: Page) -> Page:
    """The page in its own class; no query if it is already."""
    return page if isinstance(page, PublicPage) else page.specific


def published_on(page: Page):
    """The moment from which residents could read the page, or None for a page that never was public."""
    return page.first_published_at or page.go_live_at


def updated_on(page: Page) -> date | None:
    """The day its content last changed; None where that is the day of publication."""
    changed, first = getattr(page, "updated_on", None), published_on(page)
    return changed if changed and (not first or changed > local_day(first)) else None


def department_of(page: Page) -> Department | None:
    """The department named on the page, else the nearest one named on a page above."""
    if getattr(page, "department_id", None):
        return page.department
    for parent in page.get_ancestors().filter(depth__gt=1).order_by("-depth").specific():
        if getattr(parent, "department_id", None):
            return parent.department
    return None


def summary_of(page: Page) -> str:
    """One or two sentences about the page; of a question the beginning of its answer, of a body its first text."""
    written = getattr(page, "summary", "")
    if written:
        return written
    source = page.answer if isinstance(page, FAQPage) else _first_paragraph(page)
    return Truncator(plain(source)).chars(SUMMARY_LENGTH)


def plain(rich: str) -> str:
    """Rich text as one line without tags."""
    spaced = re.sub(r"</(p|li|h\d)>|<br\s*/?>", " ", str(rich))
    return " ".join(entities.unescape(re.sub(r"<[^>]+>", "", spaced)).split())


def _first_paragraph(page: Page) -> str:
    for block in getattr(page, "body", None) or ():
        if block.block_type == "paragraph":
            return block.value.source
    return ""
