"""Somebody who signs in. Signing in is counted in the cache; each test starts with none counted."""

import pytest
from django.core.cache import cache

from cms.users.models import User
from cms.users.roles import give

PASSWORD = "tanuki-no-yama-2026"


@pytest.fixture(autouse=True)
def nothing_counted():
    cache.clear()


@pytest.fixture
def staff():
    user = User.objects.create_user("100", password=PASSWORD, last_name="青木", first_name="あおい")
    give(user, "editor")
    return user
