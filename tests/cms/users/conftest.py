"""Signing in is counted in the cache; each test starts with none counted."""

import pytest
from django.core.cache import cache


@pytest.fixture(autouse=True)
def nothing_counted():
    cache.clear()
