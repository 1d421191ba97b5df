"""What an approved snippet's viewset needs, so that its screens offer the second person and nothing past it."""

from typing import Any

from cms.users.scope import DepartmentScopedViewSet

from .permissions import SecondPersonPolicy


class NobodyPublishes:
    """Put it before a SnippetViewSet: its permission policy, without the permission to publish."""

    @property
    def permission_policy(self) -> Any:
        policy = super().permission_policy  # type: ignore[misc]  # a mixin: the viewset behind it has one
        kind = type("SecondPerson" + type(policy).__name__, (SecondPersonPolicy, type(policy)), {})
        return kind(policy.model)


class ApprovedViewSet(NobodyPublishes, DepartmentScopedViewSet):
    """Screens of an approved snippet that belongs to a department."""
