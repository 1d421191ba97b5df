"""The menu and design document: every live set with pictures, areas, targets, colours, fonts and its approval.

One HTML page that needs no other file: it is handed over, printed, kept. Reads only.
"""

from base64 import b64encode
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import timezone

from cms.users.scope import in_scope
from cms.workflow.guard import evidence
from linebridge.drawing.models import Refused, Undrawable
from linebridge.segments.rule import RuleError, count, in_words

from .compare import icon_name, where
from .draw_menu import label_of, plan_of, shown
from .models import MenuSet, Tab

FONT = "Noto Sans CJK JP Bold"


def write_document(user: Any) -> str:
    """The document of what is live and in this person's reach."""
    rows = in_scope(user, MenuSet).filter(live=True).select_related("segment", "department")
    context = {
        "sets": [_set(menu) for menu in rows.order_by("purpose", "order", "name")],
        "city": settings.CITY_NAME,
        "now": timezone.localtime(),
        "font": FONT,
    }
    return render_to_string("line_richmenus/document.html", context)


def _set(menu: MenuSet) -> dict[str, Any]:
    approval = evidence(menu.live_revision_id)
    tabs = menu.read()
    return {
        "menu": menu,
        "audience": audience_of(menu),
        "approved_by": approval.finished_by if approval else None,
        "approved_at": timezone.localtime(approval.finished_at) if approval else None,
        "tabs": [_tab(menu, tab, tabs) for tab in tabs],
    }


def audience_of(menu: MenuSet) -> dict[str, Any]:
    """Who sees it in words, and how many that is now."""
    try:
        return {"words": in_words(menu.rule), "count": count(menu.rule)}
    except RuleError as error:
        return {"words": " ".join(error.messages), "count": 0}


def _tab(menu: MenuSet, tab: Tab, tabs: list[Tab]) -> dict[str, Any]:
    plan, names = plan_of(menu, tab), {each.key: each.name for each in tabs}
    areas = [
        {
            "number": number,
            "area": area,
            "label": label_of(area, names),
            "where": where(tab, area, tabs),
            "icon": icon_name(area),
            "drawn": plan.areas[number - 1],
        }
        for number, area in enumerate(tab.areas, 1)
    ]
    return {"tab": tab, "picture": picture_in_page(menu, tab), "areas": areas}


def picture_in_page(menu: MenuSet, tab: Tab) -> str:
    """The picture as an address that holds it; empty where it cannot be drawn."""
    try:
        return f"data:image/png;base64,{b64encode(shown(menu, tab)).decode()}"
    except (Undrawable, Refused):
        return ""
