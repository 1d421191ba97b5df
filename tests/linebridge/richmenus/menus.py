"""Menu sets for tests: evenly divided, every area with words and a target that works."""

from typing import Any

from linebridge.richmenus.models import MenuSet, Target, write_tabs
from linebridge.richmenus.start_from import divided

WORDS = ("ごみ", "子育て", "防災", "健康", "広報紙", "休日当番医", "イベント", "観光", "税金", "水道", "図書館", "相談")


def entries(count: int, target: Target | None = None) -> list:
    return [(WORDS[n % 12], "garbage", target or Target("text", WORDS[n % 12])) for n in range(count)]


def menu_of(*counts: int, target: Target | None = None, **values: Any) -> MenuSet:
    """An unsaved set with a tab for each number, and so many entries in it."""
    menu = MenuSet(**{"name": "くらしのメニュー", **values})
    names = ("メイン", "防災", "おすすめ")
    menu.tabs = write_tabs(divided(menu, [(names[n], entries(count, target)) for n, count in enumerate(counts)]))
    return menu


def live(town: Any, *counts: int, **values: Any) -> MenuSet:
    """A set that Aoi drew and Ben approved."""
    menu = menu_of(*counts, department=town.departments["koho"], **values)
    menu.save()
    return town.publish(menu)
