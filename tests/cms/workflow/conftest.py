"""The small town, built once for each file of tests; what a test does to it is rolled back."""

from dataclasses import replace

import pytest
from django.db import transaction
from django.test import override_settings

from cms.users.models import User
from tests.town import build_town

QUICK = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture(scope="module")
def town_of_this_file(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock(), transaction.atomic():
        with override_settings(PASSWORD_HASHERS=QUICK):
            built = build_town()
        yield built
        transaction.set_rollback(True)


@pytest.fixture
def town(town_of_this_file, db):
    """Fresh objects: permissions are cached on a user."""
    built = town_of_this_file
    return replace(
        built,
        users={name: User.objects.get(pk=user.pk) for name, user in built.users.items()},
        home=type(built.home).objects.get(pk=built.home.pk),
        news=type(built.news).objects.get(pk=built.news.pk),
        childcare=type(built.childcare).objects.get(pk=built.childcare.pk),
    )
