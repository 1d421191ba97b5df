"""The administrator announces, changes and ends a maintenance in the admin."""

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Permission

from cms.modes.models import Mode
from cms.modes.switch import current

pytestmark = pytest.mark.django_db
FORM = {"why": "更新", "text": "", "announced_from": "2026-04-10 09:00", "announced_until": "2026-04-10 12:00"}


@pytest.fixture
def admin_client(client):
    client.force_login(get_user_model().objects.create_superuser("admin", password="x"))
    return client


def test_announcing_changing_and_ending(admin_client):
    assert admin_client.get("/admin/modes/new/").status_code == 200
    assert admin_client.post("/admin/modes/new/", FORM).status_code == 302
    assert current() == {"maintenance"}
    mode = Mode.objects.get()
    assert "メンテナンスを終了する" in admin_client.get("/admin/modes/").content.decode()
    assert mode.started_by.username == "admin" and mode.since is not None
    admin_client.post(f"/admin/modes/edit/{mode.pk}/", {**FORM, "text": "夜間に止まります"})
    mode.refresh_from_db()
    assert mode.text == "夜間に止まります"
    page = admin_client.get(f"/admin/modes/delete/{mode.pk}/").content.decode()
    assert "メンテナンスを終了する" in page and "Yes, delete" not in page
    admin_client.post(f"/admin/modes/delete/{mode.pk}/")
    assert current() == set() and Mode.objects.get().ended_by.username == "admin"
    assert admin_client.get("/admin/modes/").status_code == 200
    assert admin_client.get(f"/admin/modes/edit/{mode.pk}/").status_code == 404


def test_a_second_announcement_is_refused_while_the_first_stands(admin_client):
    admin_client.post("/admin/modes/new/", FORM)
    assert admin_client.get("/admin/modes/new/").status_code == 302
    assert Mode.objects.count() == 1


def test_an_editor_can_neither_see_nor_announce(client):
    aoi = get_user_model().objects.create_user("1001", password="x")
    aoi.user_permissions.add(Permission.objects.get(codename="access_admin"))
    client.force_login(aoi)
    assert client.get("/admin/modes/").status_code == 302
    client.post("/admin/modes/new/", FORM)
    assert current() == set()
