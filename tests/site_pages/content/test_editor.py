"""The page editor: what is filled in by itself, what is refused in plain words, and that nothing typed is lost."""

import json
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from site_pages.content.models import AnnouncementPage


def typed(town, **values) -> dict:
    """What the browser posts for a new announcement."""
    data = {
        "title": "夏祭りのお知らせ", "summary": "今年も開きます。", "slug": "", "category": "", "body-count": "0",
        "department": town.departments["koho"].pk, "go_live_at": "", "expire_at": "", "seo_title": "",
        "search_description": "", "social_image": "",
        "line_instructions-TOTAL_FORMS": "0", "line_instructions-INITIAL_FORMS": "0",
        "line_instructions-MIN_NUM_FORMS": "0", "line_instructions-MAX_NUM_FORMS": "1000",
        "comments-TOTAL_FORMS": "0", "comments-INITIAL_FORMS": "0", "comments-MIN_NUM_FORMS": "0",
        "comments-MAX_NUM_FORMS": "",
    }  # fmt: skip
    return data | values


def blocks(*pairs) -> dict:
    data = {"body-count": str(len(pairs))}
    for n, (kind, values) in enumerate(pairs):
        data |= {f"body-{n}-deleted": "", f"body-{n}-order": str(n), f"body-{n}-type": kind, f"body-{n}-id": ""}
        data |= {f"body-{n}-value{name}": value for name, value in values.items()}
    return data


def address(town) -> str:
    return reverse("wagtailadmin_pages:add", args=["content", "announcementpage", town.news.pk])


@pytest.fixture
def editor(town, client):
    client.force_login(town.aoi)
    return client


def test_the_address_is_made_from_the_reading_when_it_is_left_empty(town, editor):
    editor.post(address(town), typed(town))
    page = AnnouncementPage.objects.get(title="夏祭りのお知らせ")
    assert page.slug.startswith("natsumatsuri")
    editor.post(address(town), typed(town))
    assert AnnouncementPage.objects.filter(slug__endswith="-2").exists()


def test_the_own_department_is_chosen_already_and_no_other_is_offered(town, editor):
    html = editor.get(address(town)).content.decode()
    assert f'value="{town.departments["koho"].pk}" selected' in html
    assert town.departments["kosodate"].name not in html.split('name="department"')[1].split("</select>")[0]
    answer = editor.post(address(town), typed(town, department=town.departments["kosodate"].pk))
    assert answer.status_code == 200
    assert not AnnouncementPage.objects.filter(title="夏祭りのお知らせ").exists()


def test_a_time_that_has_passed_is_refused_and_nothing_typed_is_lost(town, editor):
    past = (timezone.localtime() - timedelta(days=1)).strftime("%Y-%m-%d %H:%M")
    html = editor.post(address(town), typed(town, go_live_at=past)).content.decode()
    assert "公開日時が過去になっています" in html
    assert "今年も開きます。" in html
    assert not AnnouncementPage.objects.filter(title="夏祭りのお知らせ").exists()


def test_a_table_without_a_caption_is_refused_at_its_place(town, editor):
    table = json.dumps({"data": [["a", "b"]], "table_caption": "", "table_header_choice": "row"})
    body = blocks(("table", {"": table}))
    answer = editor.post(address(town), typed(town, **body) | {"action-submit": "1"})
    said = answer.content.decode()
    assert "表の題名がありません" in said or json.dumps("表の題名がありません")[1:-1] in said
    assert not AnnouncementPage.objects.filter(title="夏祭りのお知らせ", live=True).exists()
