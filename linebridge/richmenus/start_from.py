"""Ready menus that a draft may start from: the entries that cities ask for, each to be filled with its own target.

Pure: each call makes a new set with new keys that is nowhere stored.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import Any
from uuid import uuid4

from django.utils.translation import gettext_lazy, pgettext

from linebridge.drawing.arrange import grid

from .models import Area, MenuSet, Tab, Target, read_tabs, write_tabs

Entry = tuple[str, str, Target]  # words, icon, target
SETTINGS = Target("liff", "settings")
PAGE, WEB, BOOKING, FAQ = Target("page"), Target("url"), Target("booking"), Target("faq")


@dataclass(frozen=True)
class Ready:
    name: Any
    about: Any
    theme: str
    tabs: Callable[[], list[tuple[str, list[Entry]]]]
    purpose: str = MenuSet.Purpose.EVERYDAY


def start_from(key: str) -> MenuSet | None:
    """A new set made from this ready one; None where there is none of this name."""
    ready = READY.get(key)
    if ready is None:
        return None
    menu = MenuSet(name=str(ready.name), theme=ready.theme, purpose=ready.purpose)
    menu.tabs = write_tabs(divided(menu, ready.tabs()))
    return menu


def divided(menu: MenuSet, rows: Iterable[tuple[str, list[Entry]]]) -> list[Tab]:
    """Tabs with these entries, evenly divided; where there are several, each has the strip that switches them."""
    rows = list(rows)
    keys = [str(uuid4()) for _row in rows]
    strip = len(rows) if len(rows) > 1 else 0
    tabs = []
    for key, (name, entries) in zip(keys, rows, strict=True):
        bounds = grid(len(entries), menu.pixels, strip)
        areas = [
            Area(str(uuid4()), place, strip=True, target=Target("tab", to))
            for place, to in zip(bounds, keys[:strip], strict=False)
        ]
        areas += [
            Area(str(uuid4()), place, label=label, icon=icon, target=target)
            for place, (label, icon, target) in zip(bounds[strip:], entries, strict=True)
        ]
        tabs.append(Tab(key, name, areas=tuple(areas)))
    return tabs


def with_new_keys(value: Any) -> list[dict[str, Any]]:
    """The same tabs as another menu's: new keys, and what switches tabs leads to the new ones."""
    tabs = read_tabs(value)
    new = {tab.key: str(uuid4()) for tab in tabs}

    def moved(target: Target) -> Target:
        return Target("tab", new.get(target.value, "")) if target.kind == "tab" else target

    return write_tabs(
        [
            replace(
                tab,
                key=new[tab.key],
                areas=tuple(replace(area, key=str(uuid4()), target=moved(area.target)) for area in tab.areas),
            )
            for tab in tabs
        ]
    )


def _main() -> list[Entry]:
    return [
        (pgettext("menu", "City website"), "website", WEB),
        (pgettext("menu", "City newsletter"), "newsletter", PAGE),
        (pgettext("menu", "Booking calendar"), "booking", BOOKING),
        (pgettext("menu", "Garbage"), "garbage", PAGE),
        (pgettext("menu", "Doctor on duty"), "emergency_doctor", PAGE),
        (pgettext("menu", "Bus timetable"), "bus", WEB),
        (pgettext("menu", "Childcare"), "childcare", PAGE),
        (pgettext("menu", "Receive settings"), "receive_settings", SETTINGS),
    ]


def _disaster() -> list[Entry]:
    return [
        (pgettext("menu", "Hazard map"), "hazard_map", WEB),
        (pgettext("menu", "Warnings and advisories"), "warning", WEB),
        (pgettext("menu", "Disaster links"), "disaster", PAGE),
        (pgettext("menu", "Look for a shelter"), "shelter", Target("shelters")),
    ]


def _recommended() -> list[Entry]:
    return [
        (pgettext("menu", "Social media"), "sns", PAGE),
        (pgettext("menu", "Tourism"), "tourism", WEB),
        (pgettext("menu", "Hometown tax"), "furusato_tax", WEB),
        (pgettext("menu", "Moving here"), "migration", PAGE),
    ]


def _three_with_disaster() -> list[tuple[str, list[Entry]]]:
    return [
        (pgettext("menu", "Main"), _main()),
        (pgettext("menu", "Disasters"), _disaster()),
        (pgettext("menu", "Recommended"), _recommended()),
    ]


def _three_with_infection() -> list[tuple[str, list[Entry]]]:
    main: list[Entry] = [
        (pgettext("menu", "City website"), "website", WEB),
        (pgettext("menu", "Doctor on duty"), "emergency_doctor", PAGE),
        (pgettext("menu", "City newsletter"), "newsletter", PAGE),
        (pgettext("menu", "Procedures"), "desk", Target("procedures")),
        (pgettext("menu", "FAQ"), "faq", FAQ),
        (pgettext("menu", "Notices"), "news", PAGE),
        (pgettext("menu", "Receive settings"), "receive_settings", SETTINGS),
    ]
    infection = [(pgettext("menu", "Infectious diseases"), "infection", PAGE), *_disaster()]
    living: list[Entry] = [
        (pgettext("menu", "Garbage sorting"), "recycling", Target("garbage")),
        (pgettext("menu", "Childcare"), "childcare", PAGE),
        (pgettext("menu", "Events"), "event", PAGE),
        (pgettext("menu", "Tourism"), "tourism", WEB),
    ]
    return [
        (pgettext("menu", "Main"), main),
        (pgettext("menu", "Infections and disasters"), infection),
        (pgettext("menu", "Living and outings"), living),
    ]


def _emergency() -> list[tuple[str, list[Entry]]]:
    return [
        (
            pgettext("menu", "Disasters"),
            [
                (pgettext("menu", "Evacuation orders"), "evacuation", PAGE),
                (pgettext("menu", "Look for a shelter"), "shelter", Target("shelters")),
                (pgettext("menu", "Hazard map"), "hazard_map", WEB),
                (pgettext("menu", "Warnings and advisories"), "warning", WEB),
                (pgettext("menu", "Disaster links"), "disaster", PAGE),
                (pgettext("menu", "Receive settings"), "receive_settings", SETTINGS),
            ],
        )
    ]


READY: dict[str, Ready] = {
    "with_disaster": Ready(
        gettext_lazy("Main, disasters, recommended"),
        gettext_lazy("Three tabs with 8, 4 and 4 entries"),
        "blue",
        _three_with_disaster,
    ),
    "with_infection": Ready(
        gettext_lazy("Main, infections and disasters, living"),
        gettext_lazy("Three tabs with 7, 5 and 4 entries"),
        "green",
        _three_with_infection,
    ),
    "main": Ready(
        gettext_lazy("Main only"),
        gettext_lazy("One menu with 8 entries"),
        "blue",
        lambda: [(pgettext("menu", "Main"), _main())],
    ),
    "emergency": Ready(
        gettext_lazy("Prepared for disasters"),
        gettext_lazy("One red menu with 6 entries, for an emergency"),
        "disaster",
        _emergency,
        MenuSet.Purpose.EMERGENCY,
    ),
}
