"""What a room hands to the approval screen: one panel about an object, with what of it is approved."""

from typing import Any

from django.http import HttpRequest
from django.utils.safestring import SafeString


class ApprovalPanel:
    """Subclass it and return one from the hook `register_approval_panel(obj)`; `obj` is a revision as an object.

    `name` is the part in the fingerprint and never changes, `heading` is for the reader. Where the room compares its
    part again itself before it acts, `checked_at_go_live = False` lets the page go live although the part changed.
    """

    name: str = ""
    heading: Any = ""
    checked_at_go_live = True

    def __init__(self, obj: Any, request: HttpRequest | None = None):
        self.obj = obj
        self.request = request

    def render_html(self) -> SafeString:
        """What the approver sees; everything of `fingerprint()` must be readable in it."""
        return SafeString("")

    def fingerprint(self) -> Any:
        """What is approved, fit for JSON and the same whenever nothing changed. None: nothing of ours here."""
        return None

    def has_changed(self, before: Any, now: Any) -> bool:
        """Whether `now` differs from `before`, the approved value of this part, in a way the approver must know."""
        return bool(before != now)

    def figures(self) -> dict[str, Any]:
        """What is worth keeping but moves by itself, such as a head-count. Stored with the approval, not hashed."""
        return {}

    def problems(self) -> list[str]:
        """Sentences that say what must be mended before anybody can approve."""
        return []

    def authors(self) -> set[int]:
        """Keys of the staff who made what this panel shows, where the object's revisions do not tell."""
        return set()

    def differences(self, before: Any) -> SafeString:
        """What changed against `before`, the approved value of this part; empty if we cannot say it readably."""
        return SafeString("")
