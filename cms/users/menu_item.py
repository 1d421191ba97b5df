"""An entry of the staff menu that stands there only for who may open it."""

from typing import Any

from wagtail.admin.menu import MenuItem


class GuardedItem(MenuItem):
    """Shown to whoever has `permission` ("app.codename")."""

    def __init__(self, *args: Any, permission: str, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.permission = permission

    def is_shown(self, request: Any) -> bool:
        return bool(request.user.has_perm(self.permission))
