"""A rich menu as HTML: its picture at the phone's width, and over each area a button that carries its label."""

import json
from typing import Any

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from .models import Menu


def show_menu(menu: Menu) -> SafeString:
    size, areas = menu.body["size"], menu.body["areas"]
    buttons = format_html_join("", "{}", ((_button(i, area, size),) for i, area in enumerate(areas)))
    return format_html(
        '<div class="menu-picture" data-lb="aspect-ratio:{} / {}">'
        '<img src="/emulator/menus/{}.{}" alt="">{}</div>',
        size["width"], size["height"], menu.menu_id, menu.picture, buttons,
    )  # fmt: skip


def _button(number: int, area: dict[str, Any], size: dict[str, int]) -> SafeString:
    bounds = area["bounds"]
    places = {
        "left": bounds["x"] / size["width"],
        "top": bounds["y"] / size["height"],
        "width": bounds["width"] / size["width"],
        "height": bounds["height"] / size["height"],
    }
    written = ";".join(f"{side}:{part * 100:.3f}%" for side, part in places.items())
    return format_html(
        '<button type="button" class="menu-area" data-area="{}" data-line-action="{}" data-lb="{}" aria-label="{}">'
        "</button>",
        number, json.dumps(area["action"]), written,
        label_of(area["action"]) or _("Area {number}").format(number=number + 1),
    )  # fmt: skip


def label_of(action: dict[str, Any]) -> str:
    """What a reader aloud says: the label, else what the tap shows or opens."""
    return str(next((action[name] for name in ("label", "displayText", "text", "uri") if action.get(name)), ""))
