"""A menu as text: tab by tab, what each area is called and where it leads. For the web, the talk and our screens.

Read from the set as it stands; what leads nowhere any more is left out. Pure but for looking up pages.
"""

import unicodedata
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from linebridge.messages.length import utf16_units
from site_pages.web.read_frame import absolute

from .draw_menu import label_of
from .models import MenuSet
from .targets import Broken, Destination, lead

LONGEST = 5000  # UTF-16 units of a text message
ASKED = {"メニュー", "メニュ", "MENU", "リッチメニュー"}
AROUND = " \t\r\n。.!?「」"
HIRAGANA = {code: code + 0x60 for code in range(ord("ぁ"), ord("ゖ") + 1)}  # to katakana


@dataclass(frozen=True)
class Row:
    label: str
    second_line: str
    destination: Destination


@dataclass(frozen=True)
class Section:
    name: str
    rows: list[Row]


def twin(menu: MenuSet) -> list[Section]:
    """Tabs with what they lead to; what only opens another tab is no entry."""
    tabs = menu.read()
    names, found = {tab.key: tab.name for tab in tabs}, []
    for tab in tabs:
        rows = []
        for area in tab.tapped:
            try:
                destination = lead(area.target, tabs)
            except Broken:
                continue
            if not destination.tab:
                rows.append(Row(label_of(area, names), area.second_line, destination))
        found.append(Section(tab.name, rows))
    return found


def asks_for_menu(text: str) -> bool:
    """Whether these words, however they are typed, ask for the menu."""
    plain = unicodedata.normalize("NFKC", text).translate(HIRAGANA).upper()
    return plain.strip(AROUND) in ASKED


def as_text(menu: MenuSet) -> str:
    """The list as one text message; where it would be too long for LINE it gives the address of the page instead."""
    sections = twin(menu)
    whole = "\n\n".join([_("Menu"), *(_section(each, len(sections) > 1) for each in sections if each.rows)])
    if utf16_units(whole) <= LONGEST:
        return whole
    return _("The menu in words is here: %(address)s") % {"address": absolute(reverse("line_menu"))}


def _section(section: Section, named: bool) -> str:
    head = [f"【{section.name}】"] if named and section.name else []
    return "\n".join([*head, *map(_row, section.rows)])


def _row(row: Row) -> str:
    label = f"{row.label}（{row.second_line}）" if row.second_line else row.label
    to = row.destination
    if to.says:
        return f"・{label}\n　" + _("Send “%(words)s”") % {"words": to.says}
    return f"・{label}\n　{to.words if to.address.startswith('tel:') else to.address}"
