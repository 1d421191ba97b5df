"""Lists, search, feeds, sitemap and what is answered when there is no page. Nothing here reads a cookie."""

import sys
from datetime import date

from django.conf import settings
from django.db import InterfaceError, OperationalError
from django.http import FileResponse, Http404, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from wagtail.models import Page
from wagtail.views import serve as serve_page

from cms.users.models import Department
from site_pages.content.models import Category, SectionPage, TakenDown

from . import draw_picture, list_pages, read_frame, search_pages, write_feed
from .say_date import say_year


@require_safe
def updates(request, number: int = 1, category: str = "", department: str = "", year: int | None = None):
    """All announcements, or those that fit the filter in the path or in the query string."""
    asked = request.GET
    chosen = list_pages.Filter(
        category=category or asked.get("category", ""),
        department=department or asked.get("department", ""),
        year=str(year) if year else asked.get("year", ""),
        words=asked.get("q", "").strip()[:200],
    )
    names = _names(chosen)
    chosen.known = None not in names.values()
    if (category or department) and not chosen.known:
        raise Http404
    if asked and not chosen.words and (neat := chosen.base())[1] == "" and neat[0] != request.path:
        return redirect(neat[0])
    found = search_pages.announcements(chosen) if chosen.words else list_pages.narrow(chosen)
    base, query = chosen.base()
    listing = list_pages.listing(found, number if not query else _number(asked), base, query)
    if listing is None or ((category or department or year) and not listing.count):
        raise Http404
    return render(request, "web/updates.html", _updates_context(chosen, names, listing))


def _names(chosen: list_pages.Filter) -> dict[str, str | None]:
    """What the chosen values are called; None for a value that does not exist."""
    names: dict[str, str | None] = {}
    if chosen.category:
        names["category"] = Category.objects.filter(slug=chosen.category).values_list("name", flat=True).first()
    if chosen.department:
        names["department"] = Department.objects.filter(code=chosen.department).values_list("name", flat=True).first()
    if chosen.year:
        known = len(chosen.year) == 4 and chosen.year.isdecimal() and 1900 <= int(chosen.year) < 2100
        names["year"] = say_year(date(int(chosen.year), 12, 31)) if known else None
        chosen.year = str(int(chosen.year)) if known else ""
    return names


def _updates_context(chosen, names, listing) -> dict:
    named = [n for n in names.values() if n]
    title = _("What is new: %(what)s") % {"what": _(", ").join(named)} if named else _("What is new")
    feed = reverse("web_feed")
    for kind in ("category", "department"):
        if set(names) == {kind} and names[kind]:
            feed = reverse(f"web_feed_{kind}", args=[getattr(chosen, kind)])
    numbered = _("%(title)s (page %(number)d)") % {"title": title, "number": listing.number}
    return {
        "page_title": title if listing.number == 1 else numbered, "heading": title, "listing": listing,
        "chosen": chosen, "parents": [(_("What is new"), reverse("web_updates"))] if named else [], "feed": feed,
        "categories": list_pages.categories(), "departments": list_pages.departments(), "years": list_pages.years(),
        "canonical": read_frame.absolute(listing.url(listing.number)),
    }  # fmt: skip


def _number(asked) -> int:
    value = asked.get("page", "1")
    return int(value) if value.isdecimal() and len(value) < 5 else 1


@require_safe
def section_page(request, path: str, number: str):
    """The second and further pages of the announcements below a section."""
    found = Page.route_for_request(request, path)
    if found is None or not isinstance(found[0].specific, SectionPage):
        raise Http404
    if number == "1":
        return HttpResponsePermanentRedirect(f"/{path}")
    if list_pages.below(found[0], int(number)) is None:
        raise Http404
    request.list_page = int(number)
    return serve_page(request, path)


@require_safe
def search(request):
    """Search in all public pages. Without words only the form."""
    words = request.GET.get("q", "").strip()[:200]
    context = {"words": words, "page_title": _("Search"), "canonical": read_frame.absolute(reverse("web_search"))}
    if words:
        context["page_title"] = _("Search results for “%(words)s”") % {"words": words}
        context["listing"] = search_pages.everything(words, _number(request.GET))
    return render(request, "web/search.html", context)


@require_safe
def feed(request, category: str = "", department: str = ""):
    """The newest announcements as Atom."""
    title, base = _("What is new"), reverse("web_updates")
    chosen = list_pages.Filter(category=category, department=department)
    if category or department:
        name = _names(chosen)["category" if category else "department"]
        if name is None:
            raise Http404
        title, base = _("What is new: %(what)s") % {"what": name}, chosen.base()[0]
    text = write_feed.atom(title, base, request.path, list_pages.narrow(chosen)[: write_feed.ENTRIES])
    return HttpResponse(text, content_type="application/atom+xml; charset=utf-8")


@require_safe
def sitemap(request):
    """Every public page and every list."""
    public = list_pages.public_pages().values_list("url_path", "last_published_at")
    root = read_frame.home()
    top = root.url_path if root else "/"
    rows = [(read_frame.absolute("/" + url[len(top) :]), when) for url, when in public if url.startswith(top)]
    rows += [(read_frame.absolute(a), None) for a in list_pages.list_addresses()]
    return render(request, "web/sitemap.xml", {"rows": rows}, content_type="application/xml; charset=utf-8")


@require_safe
def robots(request):
    """Only the city's real site is for search engines."""
    allow = settings.MODE == "production"
    lines = ["User-agent: *", *(["Disallow: /admin/", "Disallow: /search/"] if allow else ["Disallow: /"])]
    text = "\n".join([*lines, f"Sitemap: {read_frame.absolute(reverse('web_sitemap'))}", ""])
    return HttpResponse(text, content_type="text/plain; charset=utf-8")


@require_safe
def favicon(request):
    return redirect(static("web/favicon.svg"), permanent=True)


@require_safe
def picture(request, pk: int, digest: str):
    """The drawn picture for sharing of one page. The digest is of the drawing, so that nobody can have others drawn."""
    page = get_object_or_404(list_pages.public_pages(), pk=pk)
    if digest != draw_picture.digest(page.title):
        raise Http404
    return FileResponse(draw_picture.drawn(page.title), content_type="image/png")


def not_found(request, exception=None):
    """404; or 410 with an explanation where a public page once stood."""
    taken = TakenDown.objects.select_related("department").filter(path=request.path).first()
    if taken:
        context = {"taken": taken, "page_title": _("This page is no longer public")}
        return render(request, "web/gone.html", context, status=410)
    return render(request, "web/not_found.html", {"page_title": _("Page not found")}, status=404)


def broken(request):
    """500, or 503 while the database is away, which passes. Asks nothing of the database."""
    away = isinstance(sys.exc_info()[1], OperationalError | InterfaceError)
    context = {"page_title": _("The page cannot be shown now")}
    response = render(request, "web/broken.html", context, status=503 if away else 500)
    if away:
        response["Retry-After"] = "120"
    return response
