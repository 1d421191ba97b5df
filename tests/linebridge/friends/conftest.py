"""Friends, and a department."""

import pytest

from cms.users.models import Department, User
from cms.users.roles import give
from linebridge.friends.models import Friend
from tests.linebridge.gateway.conftest import wire  # noqa: F401  a fixture


def friend(number: int, choices=(), **values) -> Friend:
    return Friend.objects.create(line_user_id=f"U{number:032x}", choices=list(choices), **values)


@pytest.fixture
def koho(db) -> Department:
    return Department.objects.get_or_create(code="koho", defaults={"name": "広報課"})[0]


@pytest.fixture
def staff(koho):
    """Aoi edits in 広報課, Chika in 子育て課."""
    other = Department.objects.get_or_create(code="kosodate", defaults={"name": "子育て課"})[0]
    made = {}
    for name, department in (("aoi", koho), ("chika", other)):
        made[name] = User.objects.create(username=name, department=department)
        give(made[name], "editor")
    return made


@pytest.fixture
def aoi(client, staff):
    client.force_login(staff["aoi"], backend="cms.users.sign_in.StaffBackend")
    return client
