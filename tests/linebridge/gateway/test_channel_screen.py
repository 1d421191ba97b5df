"""The channel's own screen: is LINE there, which secret is in use, and what staff have set in LINE's own screens."""

from datetime import timedelta

import pytest
import time_machine
from django.contrib.auth import get_user_model
from django.core.cache import cache
from django.utils import timezone

from cms.audit.models import AuditEntry
from cms.users.models import Department, User
from cms.users.roles import give
from linebridge.gateway import reach, secret
from linebridge.gateway.confirm import ITEMS, confirm, items
from linebridge.gateway.models import Confirmed, Secret

pytestmark = pytest.mark.django_db
PAGE, CONFIRM, TEST = "/admin/line/", "/admin/line/confirm/", "/admin/line/webhook/test/"


@pytest.fixture
def admin(client):
    department = Department.objects.get_or_create(code="koho", defaults={"name": "広報課"})[0]
    user = User.objects.create(username="1002", last_name="安藤", first_name="実", department=department)
    give(user, "administrator")
    client.force_login(user, backend="cms.users.sign_in.StaffBackend")
    return user


def answers(wire, **info):
    wire.will(200, {"displayName": "みどり市", "basicId": "@midori", **info})
    wire.will(200, {"endpoint": "", "active": False}).will(200, {"type": "none"}).will(200, {"totalUsage": 1})


def test_the_screen_says_how_fast_line_answered(client, admin, wire):
    answers(wire)
    page = client.get(PAGE).content.decode()
    assert "ミリ秒で応答しました" in page and "チャットがオンになっています" not in page
    wire.will(401, {"message": "no"}).will(401, {"message": "no"})
    page = client.get(PAGE).content.decode()
    assert "LINEから正しい応答がありませんでした" in page and "ミリ秒で応答しました" not in page


def test_clocks_that_differ_are_told(client, admin, wire):
    answers(wire)
    cache.set(reach.KEY, {"reached": True, "skew": -600})  # as the minute's look has found
    assert "600秒ずれています" in client.get(PAGE).content.decode()


def test_chat_that_is_on_is_pointed_out(client, admin, wire):
    answers(wire, chatMode="chat")
    assert "チャットがオンになっています" in client.get(PAGE).content.decode()


def test_the_secret_is_never_shown_only_its_end_and_since_when(client, admin, wire, settings):
    settings.LINE_CHANNEL_SECRET = "0123456789abcdef0123456789abWXYZ"
    answers(wire)
    page = client.get(PAGE).content.decode()
    assert settings.LINE_CHANNEL_SECRET not in page and "9abWXYZ" not in page
    assert "<code>WXYZ</code>" in page
    assert settings.LINE_CHANNEL_SECRET not in str(list(Secret.objects.values()))
    settings.LINE_CHANNEL_SECRET = "short"
    assert secret.ending() == ""


def test_a_new_secret_is_noticed_by_the_clock_once(settings):
    first = secret.in_use_since()
    with time_machine.travel(timezone.now() + timedelta(days=3)):
        assert secret.in_use_since() == first
        settings.LINE_CHANNEL_SECRET = "f" * 32
        assert secret.in_use_since() - first > timedelta(days=2)
    assert AuditEntry.objects.filter(action="line.secret").count() == 2
    assert "f" * 32 not in str(list(AuditEntry.objects.values()))


def test_settings_in_lines_screens_are_confirmed_by_name_and_taken_back(client, admin, wire):
    client.post(CONFIRM, {"item": "greeting", "yes": "1"})
    client.post(CONFIRM, {"item": "greeting", "yes": "1"})
    row = Confirmed.objects.get()
    assert (row.item, row.by) == ("greeting", admin)
    answers(wire)
    page = client.get(PAGE).content.decode()
    assert "確認済み：安藤 実" in page or "確認済み：実 安藤" in page
    assert page.count("確認済みにする") == len(ITEMS)  # one is confirmed, and the explanation names the button
    client.post(CONFIRM, {"item": "greeting"})
    assert not Confirmed.objects.exists()
    entries = AuditEntry.objects.filter(action="line.confirm").order_by("pk")
    assert [entry.data["confirmed"] for entry in entries] == [True, True, False]


def test_another_channel_begins_with_an_empty_list(admin, settings):
    confirm("chat", admin, yes=True)
    assert [item.name for item in items() if item.confirmed] == ["chat"]
    settings.LINE_CHANNEL_ID = "999"
    assert not any(item.confirmed for item in items())


def test_a_setting_that_does_not_exist_cannot_be_confirmed(client, admin):
    assert client.post(CONFIRM, {"item": "world-peace", "yes": "1"}).status_code == 404
    assert client.get(CONFIRM).status_code == 405


def test_the_sixty_first_test_in_an_hour_is_explained(client, admin, wire):
    wire.will(429, {"message": "The API rate limit has been exceeded. Try again later."})
    assert "1時間に60回まで" in client.post(TEST, follow=True).content.decode()


def test_only_who_manages_the_connection_may_confirm(client):
    client.force_login(get_user_model().objects.create_user("1001", password="x"))
    client.post(CONFIRM, {"item": "greeting", "yes": "1"})
    assert not Confirmed.objects.exists()
