"""The demo city's rich menus: one for everybody with three tabs, one prepared for disasters; drawn, and approved."""

from cms.demo import texts
from cms.demo.pages import go_live
from cms.users.models import Department, User
from linebridge.richmenus.models import MenuSet, Target, write_tabs
from linebridge.richmenus.start_from import Entry, divided
from site_pages.web.list_pages import public_pages


def make_menus(departments: dict[str, Department], users: dict[str, User]) -> list[MenuSet]:
    """Both sets, live."""
    made = []
    for name, code, author, approver, values, tabs in texts.MENUS:
        menu = MenuSet(name=name, department=departments[code], **values)
        rows = [(tab, [_entry(row) for row in entries]) for tab, entries in tabs]
        menu.tabs = write_tabs(divided(menu, rows))
        menu.save()
        go_live(menu, users[author], users[approver])
        made.append(MenuSet.objects.get(pk=menu.pk))
    return made


def _entry(row: tuple[str, str, str, str]) -> Entry:
    label, icon, kind, value = row
    return label, icon, Target(kind, _key(value) if kind == "page" else value)


def _key(title: str) -> str:
    """Pages are named by what their title begins with; one that this town does not have stays to be chosen."""
    page = public_pages().filter(title__startswith=title).first()
    return str(page.pk) if page else ""
