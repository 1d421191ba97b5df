"""The sentences that the banner shows. They follow from the rows alone; `mode_changed` says when to draw anew."""

from dataclasses import dataclass

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from .models import Kind, Mode
from .switch import open_modes

PLAIN = {
    Kind.DRILL: gettext_lazy("A drill is in progress. What is shown now is for practice."),
    Kind.DISASTER: gettext_lazy("This site now shows information about the disaster first."),
}


@dataclass(frozen=True)
class Announcement:
    """One line of the banner: `kind` for its colour, `text` as plain text."""

    kind: str
    text: str


def announcements() -> list[Announcement]:
    """One for each mode that is on."""
    return [Announcement(mode.kind, mode.text or plain(mode)) for mode in open_modes()]


def plain(mode: Mode) -> str:
    """The sentence for a mode without a text of its own."""
    if mode.kind != Kind.MAINTENANCE:
        return str(PLAIN[Kind(mode.kind)])
    if not (mode.announced_from and mode.announced_until):
        return _("Maintenance is in progress. Some services may not be available.")
    return _("Maintenance from %(start)s until %(end)s. Some services may not be available.") % {
        "start": when(mode.announced_from),
        "end": when(mode.announced_until),
    }


def when(moment) -> str:
    """Date with weekday and time in the city: 4月10日（金曜日）13時30分."""
    return date_format(timezone.localtime(moment), _("l, j F, H:i"))
