"""What the editor asks while a menu is being drawn: the picture, what is wrong, pages by their title, uploads."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from linebridge.drawing.models import THEMES, Refused, Undrawable
from site_pages.web.list_pages import public_pages

from ..check import check
from ..draw_menu import keep_finished, keep_icon, shown
from ..forms import LONGEST, SIZES, loaded
from ..models import MenuSet, Unreadable, read_tabs, unreadable, write_tabs
from ..targets import Broken, lead

WRITE = ("line_richmenus.add_menuset", "line_richmenus.change_menuset")
MOST_FOUND = 12
LARGEST_UPLOAD = 20_000_000  # bytes, before it is made smaller


def for_menu_makers(view: Callable) -> Callable:
    """Who may draw menus; a menu that cannot be read is said, not guessed."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not any(map(request.user.has_perm, WRITE)):
            raise PermissionDenied
        try:
            return view(request, *args, **kwargs)
        except (Unreadable, Refused) as error:
            sentence = error.messages[0] if isinstance(error, Unreadable) else str(error)
            return JsonResponse({"refused": sentence}, status=422)

    return guarded


def _menu_in(request: HttpRequest) -> MenuSet:
    """The set as it stands in the form, stored nowhere."""
    if len(request.body) > LONGEST * 4:
        raise unreadable()
    asked = loaded(request.body.decode("utf-8", "replace"))
    asked = asked if isinstance(asked, dict) else {}
    menu = MenuSet(
        chat_bar_text=str(asked.get("chat_bar_text", ""))[:100], tabs=write_tabs(read_tabs(asked.get("tabs")))
    )
    menu.size = asked["size"] if asked.get("size") in SIZES else MenuSet.Size.LARGE
    menu.theme = asked["theme"] if asked.get("theme") in THEMES else "blue"
    return menu


@require_POST
@for_menu_makers
def picture(request: HttpRequest) -> HttpResponse:
    """The picture of one tab of the menu in the form, as PNG."""
    menu = _menu_in(request)
    tab = next((each for each in menu.read() if each.key == request.GET.get("tab")), None)
    if tab is None:
        return JsonResponse({"refused": ""}, status=422)
    try:
        return HttpResponse(shown(menu, tab, standing_in=True), "image/png", headers={"Cache-Control": "no-store"})
    except Undrawable as undrawable:
        return JsonResponse({"refused": str(undrawable)}, status=422)


@require_POST
@for_menu_makers
def findings(request: HttpRequest) -> JsonResponse:
    """What is wrong with the menu in the form, each at its place, and where each area leads."""
    menu = _menu_in(request)
    return JsonResponse({"findings": [vars(finding) for finding in check(menu)], "words": dict(_words(menu))})


def _words(menu: MenuSet) -> Any:
    tabs = menu.read()
    for tab in tabs:
        for area in tab.areas:
            try:
                yield area.key, lead(area.target, tabs).words
            except Broken:
                yield area.key, ""


@require_GET
@for_menu_makers
def find(request: HttpRequest) -> JsonResponse:
    """Public pages whose title holds the words typed."""
    words = request.GET.get("words", "").strip()[:100]
    pages = public_pages().filter(title__icontains=words).order_by("title")[:MOST_FOUND] if words else []
    return JsonResponse({"found": [[str(page.pk), page.title] for page in pages]})


@require_POST
@for_menu_makers
def upload(request: HttpRequest) -> JsonResponse:
    """A finished picture of a tab (`as` finished), or a picture in the place of an icon; its key."""
    file: Any = request.FILES.get("file")
    if file is None or file.size > LARGEST_UPLOAD:
        raise Refused(_("Choose a PNG or JPEG picture of at most 20 MB."))
    data = file.read()
    if request.POST.get("as") == "finished":
        size = SIZES.get(request.POST.get("size", ""), SIZES["large"])
        kept = keep_finished(data, size, request.user)
    else:
        kept = keep_icon(data, request.user)
    return JsonResponse({"key": str(kept.pk)})
