"""The rich menu on a phone: which one a resident sees, and what a tap on it does.

A person's own menu shows at once; a changed default only when the talk is opened again, as on the real platform.
"""

from typing import Any

from . import keep_menus, link_menus, use_phone
from .models import Menu

_opened_with: dict[str, str] = {}  # user id → the default menu when the talk was last opened


def reset() -> None:
    _opened_with.clear()


def open_talk(user_id: str) -> None:
    """Open the talk (again): from here on the phone knows today's default."""
    _opened_with[user_id] = keep_menus.default()
    shown = shown_menu(user_id)
    if shown:
        keep_menus.add_tap(user_id, shown.menu_id, None)


def shown_menu(user_id: str) -> Menu | None:
    """The menu under this talk: the person's own before the default. A talk never opened is opened by looking."""
    link_menus.settle()
    own = keep_menus.menu(keep_menus.linked.get(user_id, ""))
    if own:
        _opened_with.pop(user_id, None)  # once it is taken away, the phone asks for the default anew
        return own
    return keep_menus.menu(_opened_with.setdefault(user_id, keep_menus.default()))


def tap_area(user_id: str, menu_id: str, area: int, params: dict[str, Any] | None = None) -> dict[str, Any]:
    """Tap an area and count it. Returns the action, for what only the phone can do (open a page, pick a date)."""
    menu = keep_menus.menus.get(menu_id)
    if menu is None or not 0 <= area < len(menu.body["areas"]):
        raise ValueError("no such area")
    action = menu.body["areas"][area]["action"]
    keep_menus.add_tap(user_id, menu_id, area)
    if action["type"] == "richmenuswitch":
        _switch(user_id, action)
    elif action["type"] in ("message", "postback") or params:
        use_phone.tap(user_id, action, params)
    return action


def _switch(user_id: str, action: dict[str, Any]) -> None:
    """A tap on a tab: this person has the other menu from here on, and the account is told how it went."""
    alias_id = action["richMenuAliasId"]
    menu = keep_menus.menu(keep_menus.aliases.get(alias_id, ""))
    if alias_id not in keep_menus.aliases:
        status = "RICHMENU_ALIAS_ID_NOTFOUND"
    elif menu is None:
        status = "RICHMENU_NOTFOUND"
    else:
        status = "SUCCESS"
        link_menus.link(user_id, menu.menu_id)
        keep_menus.add_tap(user_id, menu.menu_id, None)
    use_phone.tap(user_id, {"data": action["data"]}, {"newRichMenuAliasId": alias_id, "status": status})


def taps(menu_id: str = "") -> list[dict[str, Any]]:
    """How often each area of each menu was tapped, and by how many people."""
    counted = []
    for menu in list(keep_menus.menus.values()):
        rows = list(keep_menus.taps.get(menu.menu_id, []))
        for area in range(len(menu.body["areas"])):
            who = [row.user_id for row in rows if row.area == area]
            if who and menu_id in ("", menu.menu_id):
                counted.append({"menu": menu.menu_id, "area": area, "count": len(who), "people": len(set(who))})
    return counted
