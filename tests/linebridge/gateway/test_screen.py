"""The staff screens: what LINE says, halting with a reason, opening by two."""

import pytest
from django.contrib.auth import get_user_model

from linebridge.gateway import gate

pytestmark = pytest.mark.django_db


@pytest.fixture
def two(db):
    users = get_user_model().objects
    return users.create_superuser("1002", password="x"), users.create_superuser("1004", password="x")


def test_the_connection_is_shown_with_quota_and_webhook(client, two, wire):
    client.force_login(two[0])
    wire.will(200, {"displayName": "みどり市", "basicId": "@midori"})
    wire.will(200, {"endpoint": "https://other.example/hook", "active": False})
    wire.will(200, {"type": "limited", "value": 30000}).will(200, {"totalUsage": 1234})
    page = client.get("/admin/line/").content.decode()
    assert "みどり市" in page and "30,000中1,234" in page
    assert "このサイトではありません" in page and "LINEの管理画面で停止中" in page


def test_a_fault_of_line_is_a_sentence_and_no_error_page(client, two, wire):
    client.force_login(two[0])
    wire.will(500, {})
    answer = client.get("/admin/line/")
    assert answer.status_code == 200 and "LINE側で障害が起きています" in answer.content.decode()


def test_the_webhook_is_set_and_tested_from_the_screen(client, two, wire, settings):
    client.force_login(two[0])
    client.post("/admin/line/webhook/set/")
    assert settings.SITE_URL.encode() in wire.asked[0][3]
    wire.will(200, {"success": False, "statusCode": 401, "reason": "ERROR_STATUS_CODE", "detail": ""})
    page = client.post("/admin/line/webhook/test/", follow=True).content.decode()
    assert "届きませんでした" in page and "401" in page
    assert client.get("/admin/line/webhook/set/").status_code == 405


def test_halting_asks_for_the_reason_and_two_people_open_again(client, two, wire):
    ben, dan = two
    client.force_login(ben)
    assert client.post("/admin/line/halt/", {"why": ""}).status_code == 200 and gate.is_open()
    client.post("/admin/line/halt/", {"why": "誤配信"})
    assert not gate.is_open() and "誤配信" in client.get("/admin/line/").content.decode()
    client.post("/admin/line/release/")
    client.post("/admin/line/release/")
    assert not gate.is_open(), "one person is not enough"
    client.force_login(dan)
    client.post("/admin/line/release/")
    assert gate.is_open()


def test_nobody_is_told_that_it_is_open_while_the_halt_file_is_there(client, two, wire, settings):
    gate.close(two[0], "誤配信")
    gate.ask_open(two[0])
    settings.HALT_FILE.write_text("誤配信")
    client.force_login(two[1])
    page = client.post("/admin/line/release/", follow=True).content.decode()
    assert "配信を再開しました" not in page and page.count("停止ファイル") == 2


def test_who_may_not_is_sent_away(client, wire):
    aoi = get_user_model().objects.create_user("1001", password="x")
    client.force_login(aoi)
    for path in ("", "halt/", "release/"):
        assert client.get(f"/admin/line/{path}").status_code in (302, 403)
    client.post("/admin/line/halt/", {"why": "x"})
    assert gate.is_open()
