"""The accounts of the demo town that a clone offers on its sign-in page. Outside development there are none."""

from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from wagtail import hooks


def demo_accounts() -> list[Any]:
    """Active accounts whose staff numbers the hook `register_demo_accounts` names, in its order."""
    if not settings.DEVELOPMENT:
        return []
    names = [name for hook in hooks.get_hooks("register_demo_accounts") for name in hook()]
    users = get_user_model().objects.select_related("department").prefetch_related("groups__role")
    found = users.filter(username__in=names, is_active=True).in_bulk(field_name="username")
    return [found[name] for name in names if name in found]
