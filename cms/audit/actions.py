"""Names that people read for the actions of the trail. A room adds its own by the hook `register_audit_actions`,
which returns a dict of action to (lazy) text; an action without a name is shown as it is stored.
"""

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.log_actions import registry

NAMES = {
    "access.refuse": _("Access refused"),
    "audit.export": _("Audit log exported"),
    "audit.verify": _("Audit log checked"),
    "list.export": _("List exported"),
    "role.change": _("Role changed"),
    "role.restore": _("Role made as delivered"),
    "staff.add_second_factor": _("Second factor set up"),
    "staff.change_password": _("Password changed"),
    "staff.expire": _("Account closed on its last day"),
    "staff.export": _("Staff list exported"),
    "staff.lock_out": _("Locked out after wrong passwords"),
    "staff.make_recovery_codes": _("New recovery codes made"),
    "staff.remove_second_factor": _("Second factor removed"),
    "staff.reset_password": _("One-time password given"),
    "staff.reset_second_factor": _("Second factor reset"),
    "staff.roles": _("Roles of a staff member changed"),
    "staff.second_factor": _("Code of the second factor"),
    "staff.session_end": _("Session ended by time"),
    "staff.sign_in": _("Sign-in"),
    "staff.sign_out": _("Sign-out"),
    "staff.sign_out_everywhere": _("Signed out everywhere"),
    "staff.use_recovery_code": _("Recovery code used"),
}


def names() -> dict[str, Any]:
    """Action → text, of this room, the others, and Wagtail."""
    registry.scan_for_actions()
    known = {action: formatter.label for action, formatter in registry.formatters.items()} | NAMES
    for hook in hooks.get_hooks("register_audit_actions"):
        known |= hook()
    return known


def label_of(action: str) -> str:
    """The text for one action; a fallback that says it plainly when nobody named it."""
    return str(names().get(action, action))


def labels() -> list[tuple[str, str]]:
    """Choices for a filter, in the order of the texts."""
    return sorted(((action, str(text)) for action, text in names().items()), key=lambda pair: pair[1])
