"""Rich menus, their names, who has which, and taps: in memory, written behind like everything else (`keep.py`).

A deleted menu is no longer found; who had it sees the default again, and a tab that leads to it says so.
"""

import itertools
import secrets
from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from . import clock, keep, media
from .models import Alias, Link, Menu, MenuJob, Tap

menus: dict[str, Menu] = {}
aliases: dict[str, str] = {}  # alias id → menu id
linked: dict[str, str] = {}  # user id → menu id
jobs: list[MenuJob] = []
taps: dict[str, list[Tap]] = defaultdict(list)  # by menu id
_numbers: Iterator[int] = itertools.count(1)


def menu(menu_id: str) -> Menu | None:
    """The menu with this id, None where there is none (any more)."""
    found = menus.get(menu_id)
    return None if found is None or found.deleted else found


def existing() -> list[Menu]:
    return [one for one in list(menus.values()) if not one.deleted]


def add_menu(body: dict[str, Any]) -> Menu:
    with keep.lock:
        made = Menu(menu_id=f"richmenu-{secrets.token_hex(16)}", number=next(_numbers), body=body)
        menus[made.menu_id] = made
        keep.write(made)
    return made


def set_picture(row: Menu, ending: str, data: bytes) -> bool:
    """Keep the picture of a menu. False where it has one already."""
    with keep.lock:
        if row.picture:
            return False
        media.menu_picture(row.menu_id, ending).write_bytes(data)
        row.picture = ending
        keep.write(row)
    return True


def delete_menu(row: Menu) -> None:
    """The menu, its picture, its links, and its being the default are gone; aliases stay and lead nowhere."""
    with keep.lock:
        row.deleted = True
        keep.write(row)
        media.menu_picture(row.menu_id, row.picture).unlink(missing_ok=True)
        for user_id in [user_id for user_id, menu_id in linked.items() if menu_id == row.menu_id]:
            set_link(user_id, "")
        if default() == row.menu_id:
            set_default("")


def default() -> str:
    return str(keep.setting("default_menu") or "")


def set_default(menu_id: str) -> None:
    keep.set_setting("default_menu", menu_id)


def set_alias(alias_id: str, menu_id: str) -> None:
    """Name a menu; without one the alias is deleted."""
    with keep.lock:
        if menu_id:
            aliases[alias_id] = menu_id
        else:
            aliases.pop(alias_id, None)
        keep.write(Alias(alias_id=alias_id, menu_id=menu_id))


def set_link(user_id: str, menu_id: str) -> None:
    """Give a person this menu; empty: the default."""
    with keep.lock:
        if menu_id:
            linked[user_id] = menu_id
        else:
            linked.pop(user_id, None)
        keep.write(Link(user_id=user_id, menu_id=menu_id))


def add_job(request_id: str, operations: list[dict], people: bytes, due: int, key: str = "", done: bytes = b"") -> None:
    with keep.lock:
        row = MenuJob(
            number=next(_numbers), request_id=request_id, key=key, operations=operations, at=clock.now_ms(), due=due,
            people=people, done=done,
        )  # fmt: skip
        jobs.append(row)
        keep.write(row)


def add_tap(user_id: str, menu_id: str, area: int | None) -> None:
    """Somebody tapped an area, or (None) was shown the menu."""
    with keep.lock:
        row = Tap(number=next(_numbers), at=clock.now_ms(), user_id=user_id, menu_id=menu_id, area=area)
        taps[menu_id].append(row)
        keep.write(row)


# --- The file -------------------------------------------------------------------------------------------------------
def recall() -> None:
    """Read everything from the file, at the start."""
    global _numbers
    with keep.lock:
        menus.update({row.menu_id: row for row in Menu._default_manager.order_by("number")})
        aliases.update({row.alias_id: row.menu_id for row in Alias._default_manager.exclude(menu_id="")})
        linked.update({row.user_id: row.menu_id for row in Link._default_manager.exclude(menu_id="")})
        for job in MenuJob._default_manager.order_by("number"):
            job.people, job.done = bytes(job.people), bytes(job.done)
            jobs.append(job)
        for tap in Tap._default_manager.order_by("number"):
            taps[tap.menu_id].append(tap)
        rows: list[Any] = [*menus.values(), *jobs, *(some[-1] for some in taps.values())]
        _numbers = itertools.count(max((row.number for row in rows), default=0) + 1)


def forget() -> None:
    """No menus; the rows go with all others (`keep.forget_all`)."""
    with keep.lock:
        for held in (menus, aliases, linked, jobs, taps):
            held.clear()
