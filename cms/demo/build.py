"""Build the demo town through the verbs that staff use. If it stops half-way, `make reset` clears what there is."""

import logging
from collections.abc import Callable
from typing import Any

from cms.demo import menus, pages, people, residents
from site_pages.content.models import HomePage


def is_built() -> bool:
    return HomePage.objects.exists()


def build(say: Callable[[str], Any]) -> None:
    """Departments, accounts, pages, menus, questions, segments and residents. Needs the emulator to answer."""
    logging.disable(logging.INFO)  # a hundred lines of audit that nobody did
    departments = people.make_departments()
    users = people.make_accounts(departments)
    residents.make_questions(departments, users)
    residents.make_segments(departments)
    pages.make_site(departments, users, say)
    menus.make_menus(departments, users)
    residents.move_in()
    logging.disable(logging.NOTSET)


def addresses(site: str, emulator: str) -> str:
    """What to open and who to be, as the last thing `make run` says before the processes speak."""
    accounts = "\n".join(
        f"  {a.username:8} {a.last_name} {a.first_name}（{'・'.join(a.roles)}）" for a in people.ACCOUNTS
    )
    return (
        f"\n  {site}/             the city's site\n"
        f"  {site}/admin/       staff (sign in by one press, or with the password {people.PASSWORD})\n"
        f"  {emulator}/             LINE on this machine: the residents' phones\n"
        f"  {site}/api/v2/pages/  the same content for machines\n\n{accounts}\n\n  Ctrl-C stops everything.\n"
    )
