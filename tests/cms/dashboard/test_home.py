"""The admin home: what waits, what goes out, what is wrong; and the look of the staff screens."""

from datetime import timedelta

from django.utils import timezone
from wagtail import hooks
from wagtail.admin.ui.components import Component
from wagtail.models import Revision

from cms.workflow.send_back import send_back
from tests.cms.workflow.test_approve import ask


def home(client, user):
    client.force_login(user)
    response = client.get("/admin/")
    assert response.status_code == 200
    return response.content.decode()


def test_an_approver_sees_what_waits(town, client):
    ask(town.write("ごみの収集日が変わります"), town.aoi)
    text = home(client, town.ben)
    assert "あなたの承認を待っているもの" in text
    assert "ごみの収集日が変わります" in text
    assert "ごみの収集日が変わります" not in home(client, town.dan)


def test_an_editor_sees_what_came_back_and_the_drafts(town, client):
    town.write("書きかけ", slug="draft")
    send_back(ask(town.write("戻ったもの", slug="back"), town.aoi), town.ben, "日付が違います")
    text = home(client, town.aoi)
    assert "日付が違います" in text
    assert "書きかけ" in text
    assert "あなたの承認を待っているもの" not in text


def test_what_goes_out_today_is_listed_for_its_department(town, client):
    midnight = timezone.localtime().replace(hour=23, minute=59, second=59)
    town.publish(town.write("今日の公開", go_live_at=midnight))
    assert "今日の公開" in home(client, town.aoi)
    assert "今日の公開" not in home(client, town.chika)


def test_what_is_overdue_is_named(town, client):
    page = town.publish(town.write("遅れている公開", go_live_at=timezone.now() + timedelta(hours=30)))
    Revision.objects.filter(pk=page.latest_revision_id).update(approved_go_live_at=timezone.now() - timedelta(hours=1))
    text = home(client, town.aoi)
    assert "まだ公開されていません" in text
    assert "遅れている公開" in text


def test_rooms_above_add_panels_and_warnings(town, client):
    class Weather(Component):
        order = 50

        def render_html(self, parent_context=None):
            return "あすの天気は晴れ"

    with (
        hooks.register_temporarily("register_dashboard_panel", lambda request: Weather()),
        hooks.register_temporarily("register_dashboard_warning", lambda request: ["台風が来ています"]),
    ):
        text = home(client, town.aoi)
    assert "あすの天気は晴れ" in text
    assert "台風が来ています" in text


def test_the_city_is_named_and_wagtails_panels_are_gone(town, client):
    text = home(client, town.admin)
    assert "みどり市" in text
    assert "dashboard/admin.css" in text
    assert "Wagtail" not in text.split("<main")[1]


def test_a_training_environment_says_so_everywhere(town, client, settings):
    assert "【訓練環境】" not in home(client, town.aoi)
    settings.MODE = "training"
    assert "【訓練環境】" in home(client, town.aoi)
    assert "【訓練環境】" in client.get("/admin/approvals/").content.decode()
