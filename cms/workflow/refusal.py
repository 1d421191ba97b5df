"""Refusals with a reason. The person at the screen reads the sentence; the audit log keeps that it happened."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _

from cms.audit.write import current_request


class NotApproved(PermissionDenied):
    """Something would have gone live without the evidence that somebody else approved exactly this."""


class MayNotApprove(PermissionDenied):
    """This person may not decide here; `str()` is the reason as a sentence."""


class AlreadyDecided(PermissionDenied):
    """Somebody else was first."""


class Blocked(Exception):
    """The rooms see problems that must be mended first: `problems` is a list of sentences."""

    def __init__(self, problems: list[str]):
        super().__init__(" ".join(problems))
        self.problems = problems


class ChangedSince(Exception):
    """What would go live is no longer what the approver saw."""


def approve_on_our_screen(state: Any) -> MayNotApprove:
    """The refusal of every way to approve but our screen. It leaves a message with the address for the next page."""
    text = _("Approve or send back on the approval screen, where everything is shown on one page.")
    tell(
        format_html(
            '{} <a href="{}">{}</a>', text, reverse("approvals:detail", args=[state.pk]), _("Open the approval screen")
        )
    )
    return MayNotApprove(text)


def not_approved(obj: Any) -> NotApproved:
    """The refusal of the guard."""
    text = _("“%(name)s” was not published: somebody else must approve exactly this version first.") % {"name": obj}
    tell(text)
    return NotApproved(text)


def tell(message: Any) -> None:
    """Leave `message` for the person whose request is in hand, if there is one."""
    request = current_request.get()
    if request is not None and hasattr(request, "_messages"):
        messages.error(request, message)
