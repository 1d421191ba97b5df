"""What must be set in LINE's own screens, where we cannot look: staff set it there and say so here."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cms.audit.write import record

from .models import Confirmed


@dataclass(frozen=True)
class Item:
    """One setting: what it should be, why, and where it is."""

    name: str
    title: str | Promise
    why: str | Promise
    where: str | Promise
    confirmed: Confirmed | None = None


RESPONSES = _("LINE Official Account Manager: Settings → Response settings")
ITEMS = (
    Item(
        "greeting",
        _("Greeting message: off"),
        _("This site greets new friends itself. Otherwise they get two greetings."),
        RESPONSES,
    ),
    Item(
        "auto_reply",
        _("Auto-response messages: off"),
        _("This site answers itself. Otherwise residents get two answers that may contradict each other."),
        RESPONSES,
    ),
    Item(
        "chat",
        _("Chat: off"),
        _("Otherwise staff and this site both answer, and nobody knows who has answered what."),
        RESPONSES,
    ),
    Item(
        "rich_menu",
        _("Rich menus made there: ended"),
        _("This site neither sees nor removes them. They may appear in place of the menu that was approved here."),
        _("LINE Official Account Manager: Rich menus"),
    ),
    Item("webhook", _("Webhook: on"), _("Otherwise nothing that residents write or tap arrives here."), RESPONSES),
    Item(
        "redelivery",
        _("Webhook redelivery: on"),
        _("If this site cannot take an event for a moment, LINE then sends it again."),
        _("LINE's developers' console: Messaging API"),
    ),
)


def items() -> list[Item]:
    """All of them with who confirmed each, for the channel in use."""
    rows = Confirmed.objects.filter(channel=settings.LINE_CHANNEL_ID).select_related("by")
    found = {row.item: row for row in rows}
    return [Item(i.name, i.title, i.why, i.where, found.get(i.name)) for i in ITEMS]


@transaction.atomic
def confirm(name: str, user: Any, *, yes: bool) -> None:
    """Say, or take back, that this is set. KeyError for an unknown name."""
    item = {each.name: each for each in ITEMS}[name]
    key = {"channel": settings.LINE_CHANNEL_ID, "item": item.name}
    if yes:
        Confirmed.objects.get_or_create(**key, defaults={"by": user})
    else:
        Confirmed.objects.filter(**key).delete()
    record("line.confirm", actor=user, item=item.name, confirmed=yes)
