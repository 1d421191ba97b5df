"""What the public templates ask for: the frame around a page, dates in words, lists, block contacts."""

import re

from django import template
from django.conf import settings
from django.template.defaultfilters import filesizeformat
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _
from django.utils.translation import pgettext, pgettext_lazy
from wagtail.models import Page

from cms.users.models import Department
from site_pages.content.models import AnnouncementPage, FAQIndexPage, FAQPage, FreePage, HomePage, SectionPage

from .. import list_pages, read_frame, say_date
from ..describe import department_of, summary_of, updated_on
from ..draw_picture import picture_of

KINDS = {
    AnnouncementPage: pgettext_lazy("public site", "Announcement"),
    FAQPage: pgettext_lazy("public site", "Question"),
    FAQIndexPage: pgettext_lazy("public site", "Questions"),
    FreePage: pgettext_lazy("public site", "Page"),
    HomePage: pgettext_lazy("public site", "Home"),
    SectionPage: pgettext_lazy("public site", "Section"),
}
register = template.Library()
register.filter("day", say_date.say_day)
register.filter("moment", say_date.say_moment)
register.filter("updated_on", updated_on)
register.filter("summary_of", summary_of)
register.filter("department", department_of)
register.filter("picture", picture_of)
register.filter("address", read_frame.address)
register.filter("absolute", read_frame.absolute)


@register.simple_tag
def city_name() -> str:
    return settings.CITY_NAME


@register.simple_tag
def training_mark() -> str:
    """【訓練環境】 on everything, where this is the training environment."""
    if settings.MODE != "training":
        return ""
    return format_html('<p class="training-mark">{}</p>', _("[Training environment] These pages are for practice."))


@register.filter
def kind(page) -> str:
    """What sort of page a search result is."""
    return str(KINDS.get(page.specific_class) or page.specific_class._meta.verbose_name)


@register.filter
def marked(text: str, words: str):
    """The text with each of the words marked, as HTML."""
    wanted = "|".join(re.escape(w) for w in words.split())
    pieces = re.split(f"({wanted})", text, flags=re.IGNORECASE) if wanted else [text]
    marks = ((format_html("<mark>{}</mark>", piece) if n % 2 else piece,) for n, piece in enumerate(pieces))
    return format_html_join("", "{}", marks)


@register.filter
def table_rows(value) -> dict:
    """A table block's cells: `{"caption", "head", "rows", "first_column_is_head"}`."""
    rows = [[cell or "" for cell in row] for row in (value or {}).get("data", [])]
    headers = (value or {}).get("table_header_choice") or ""
    top = headers in ("row", "both") or value.get("first_row_is_table_header")
    return {
        "caption": value.get("table_caption") or "",
        "head": rows[0] if rows and top else [],
        "rows": rows[1:] if top else rows,
        "first_column_is_head": headers in ("column", "both") or value.get("first_col_is_header"),
    }


@register.filter
def file_facts(document) -> str:
    """（PDF、1.2MB）: the kind and size of a file to take away."""
    kind = (document.file_extension or "").upper() or pgettext("public site", "File")
    return _("%(kind)s, %(size)s") % {"kind": kind, "size": filesizeformat(document.get_file_size() or 0)}


@register.filter
def dial(number: str) -> str:
    """A telephone number as `tel:` wants it: digits and a leading plus."""
    return re.sub(r"[^\d+]", "", number)


def _here(context) -> str:
    page = context.get("page")
    if isinstance(page, Page) and page.url_path:
        return read_frame.address(page)
    request = context.get("request")
    return request.path if request else ""


@register.inclusion_tag("web/includes/header.html", takes_context=True)
def site_header(context):
    here = _here(context)
    items = [{"title": i.title, "url": i.url, "current": _current(here, i.url)} for i in read_frame.menu()]
    return {"menu_items": items, "is_home": here == "/"}


def _current(here: str, url: str) -> str:
    """The value of aria-current: this very page, a page below, or neither."""
    return "page" if here == url else "true" if here.startswith(url) else ""


@register.inclusion_tag("web/includes/urgent.html", takes_context=True)
def urgent_band(context):
    rows = [
        {"title": p.title, "url": read_frame.address(p), "summary": p.summary, "updated": p.last_published_at}
        for p in read_frame.urgent()
    ]
    return {"pages": rows, "is_home": _here(context) == "/"}


@register.inclusion_tag("web/includes/footer.html")
def site_footer():
    menu, own = read_frame.menu(), [(i.title, i.url) for i in read_frame.about()]
    items = [*own, (_("Search"), reverse("web_search")), (_("Feed (Atom)"), reverse("web_feed"))]
    contact = Department.objects.filter(code=settings.CITY_DEPARTMENT).first()
    return {"contact": contact, "menu_items": menu, "footer_items": [{"title": t, "url": u} for t, u in items]}


@register.inclusion_tag("web/includes/breadcrumb.html")
def breadcrumb(page=None, title="", parents=()):
    """現在位置. From a page its ancestors are taken; otherwise `parents` are (title, address) pairs."""
    items = [{"title": pgettext("public site", "Home"), "url": "/"}]
    if page is not None:
        site_depth = 3
        for parent in page.get_ancestors().live().filter(depth__gte=site_depth).order_by("depth"):
            items.append({"title": parent.title, "url": read_frame.address(parent)})
    items += [{"title": t, "url": u} for t, u in parents]
    return {"items": items, "title": title or page.title}


@register.simple_tag(takes_context=True)
def announcements_below(context, page):
    """One page of the announcements below `page`, the newest first (see `list_pages.Listing`)."""
    number = getattr(context.get("request"), "list_page", 1)
    return list_pages.below(page, number)


@register.simple_tag
def latest_announcements(count=10):
    return list_pages.latest(count)


@register.simple_tag
def related_announcements(page, count):
    return list_pages.related(page, count)


@register.simple_tag
def category_links():
    return list_pages.categories()


@register.simple_tag
def questions_of(page, count):
    return list_pages.first_questions(page, count)


@register.simple_tag
def related_of(page):
    """Pages to read further that are public now."""
    rows = page.related_pages.select_related("page")
    return [r.page for r in rows if r.page.live]


@register.simple_tag
def sections_of(page):
    return list_pages.sections(page)


@register.simple_tag
def subjects_of(page):
    """The sections among the pages below: what the front page offers to find things by."""
    return [p for p in list_pages.sections(page) if isinstance(p, SectionPage)]


@register.simple_tag
def questions_by_category(page):
    return list_pages.questions(page)


@register.simple_tag
def faq_entrances():
    return list_pages.faq_indexes()


@register.inclusion_tag("web/includes/count.html")
def list_count(listing):
    first = (listing.number - 1) * list_pages.PER_PAGE
    return {"listing": listing, "first": first + 1, "last": first + len(listing.pages)}


@register.inclusion_tag("web/includes/page_navigation.html")
def page_navigation(listing):
    return {"listing": listing}
