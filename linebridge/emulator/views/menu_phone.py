from typing import Any

from django.http import FileResponse, Http404, HttpRequest
from django.views.decorators.http import require_safe

from linebridge.emulator import keep_menus, link_menus, media, use_menu
from linebridge.emulator.models import Menu

from .control import control, known


def told(menu: Menu | None) -> dict[str, Any] | None:
    return {"id": menu.menu_id} | menu.body if menu else None


@control
def menu(request: HttpRequest, data: dict, user_id: str) -> dict:
    """What this phone shows under the talk, and the person's own menu, if any."""
    known(user_id)
    return {"menu": told(use_menu.shown_menu(user_id)), "own": keep_menus.linked.get(user_id)}


@control
def open_talk(request: HttpRequest, data: dict, user_id: str) -> dict:
    """Open the talk (again): only then does a changed default show."""
    known(user_id)
    use_menu.open_talk(user_id)
    return {}


@control
def tap_area(request: HttpRequest, data: dict, user_id: str) -> dict:
    """Tap an area: its number, the menu (without: the one that is shown), params where something was picked."""
    known(user_id)
    shown = use_menu.shown_menu(user_id)
    menu_id = data.get("menu") or (shown.menu_id if shown else "")
    return {"action": use_menu.tap_area(user_id, menu_id, int(data["area"]), data.get("params"))}


@control
def taps(request: HttpRequest, data: dict) -> dict:
    """Taps by menu and area: count, people. `?menu=` for one menu."""
    return {"taps": use_menu.taps(request.GET.get("menu", ""))}


@control
def menus(request: HttpRequest, data: dict) -> dict:
    """All menus, the default, the aliases, and how many people have which as their own."""
    link_menus.settle()
    own = list(keep_menus.linked.values())
    return {
        "menus": [told(row) for row in keep_menus.existing()],
        "default": keep_menus.default() or None,
        "aliases": dict(keep_menus.aliases),
        "own": {menu_id: own.count(menu_id) for menu_id in set(own)},
    }


@require_safe
def picture(request: HttpRequest, name: str) -> FileResponse:
    """The picture of a menu, for the phones."""
    row = keep_menus.menu(name.rpartition(".")[0])
    if row is None or not row.picture:
        raise Http404
    path = media.menu_picture(row.menu_id, row.picture)
    return FileResponse(path.open("rb"), content_type=media.type_of(path))
