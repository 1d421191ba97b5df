"""The menu in words, for everybody, without LINE. Nothing here reads a cookie."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from site_pages.web.read_frame import absolute

from ..choose import menu_for
from ..twin import twin


@require_safe
def menu_in_words(request: HttpRequest) -> HttpResponse:
    menu = menu_for(None)
    if menu is None:
        raise Http404
    sections = [section for section in twin(menu) if section.rows]
    context = {
        "page_title": _("LINE menu"),
        "sections": sections,
        "named": len(sections) > 1,
        "canonical": absolute(reverse("line_menu")),
    }
    return render(request, "line_richmenus/menu.html", context)
