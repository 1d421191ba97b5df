"""Live menus of which an area leads nowhere any more, such as to a page that was taken down. Reads only."""

from typing import Any

from django.utils.translation import gettext as _

from cms.users.scope import in_scope

from .check import broken_targets
from .models import MenuSet

MOST = 5  # sentences on the home of the admin


def broken_menus(user: Any) -> list[str]:
    """A sentence for each such menu of what this person looks after."""
    found = []
    for menu in in_scope(user, MenuSet).filter(live=True).order_by("name"):
        broken = broken_targets(menu)
        if broken:
            sentence = _("The live rich menu “%(menu)s”: “%(area)s” leads nowhere. %(why)s")
            found.append(sentence % {"menu": menu.name, "area": broken[0][0], "why": broken[0][1]})
    return found[:MOST]
