"""What other programs are told: HTML and addresses, in few queries however many pages."""

import pytest
from django.apps import apps
from django.core.files.base import ContentFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.images.tests.utils import get_test_image_file

from site_pages.content.models import FAQIndexPage, FAQPage

# Wagtail leaves the temporary file of a new rendition to the garbage collector.
pytestmark = pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")


@pytest.fixture
def picture(db, settings, tmp_path):
    settings.MEDIA_ROOT = str(tmp_path)
    return get_image_model().objects.create(title="公園", file=get_test_image_file())


def a_body(town, picture) -> list:
    return [
        {"type": "heading", "value": {"text": "場所 <と> 時間", "level": "2"}},
        {"type": "paragraph", "value": f'<p><a linktype="page" id="{town.news.pk}">お知らせ</a></p>'},
        {
            "type": "image",
            "value": {"image": {"image": picture.pk, "alt_text": "桜", "decorative": False}, "caption": ""},
        },
        {"type": "contact", "value": {"department": town.departments["kosodate"].pk, "note": ""}},
        {"type": "map", "value": {"name": "中央公園", "address": "緑町1", "url": ""}},
        {
            "type": "table",
            "value": {
                "data": [["年齢", "料金"], ["大人", "<100>"]],
                "table_caption": "料金",
                "table_header_choice": "row",
            },
        },
    ]


def test_blocks_are_html_and_addresses(town, picture, client):
    page = town.publish(town.write("桜まつり", body=a_body(town, picture)))
    body = {b["type"]: b for b in client.get(f"/api/v2/pages/{page.pk}/").json()["body"]}
    assert body["heading"]["html"] == "<h2>場所 &lt;と&gt; 時間</h2>"
    assert body["paragraph"]["value"] == f'<p><a href="{town.news.url}">お知らせ</a></p>'
    assert body["image"]["value"]["alt"] == "桜"
    assert body["image"]["value"]["url"].startswith("/media/")
    assert body["contact"]["value"]["name"] == town.departments["kosodate"].name
    assert body["map"]["value"]["url"].startswith("https://")
    assert '<th scope="col">料金</th>' in body["table"]["html"]
    assert "&lt;100&gt;" in body["table"]["html"]


def test_more_pages_cost_no_more_queries(town, picture, client, django_assert_max_num_queries):
    address = "/api/v2/pages/?type=content.AnnouncementPage&fields=*&limit=100"
    for number in range(8):
        town.publish(town.write(f"桜まつり{number}", body=a_body(town, picture)))
    client.get(address)
    with django_assert_max_num_queries(15):
        answer = client.get(address).json()
    assert len(answer["items"]) == 8
    assert answer["items"][0]["body"]


@pytest.mark.parametrize("kind", ["AnnouncementPage", "FreePage", "SectionPage", "FAQPage"])
def test_every_field_of_every_kind_is_told_in_a_bounded_number_of_queries(town, picture, client, kind):
    """With pictures for sharing, files, links and related pages of their own on each page."""
    index = FAQIndexPage(title="よくある質問", live=False)
    town.home.add_child(instance=index)
    town.publish(index)
    paper = get_document_model()(title="案内", collection=town.departments["koho"].collection)
    paper.file.save("annai.pdf", ContentFile(b"%PDF-1.4"))

    def publish(number):
        values = {"title": f"桜{number}", "slug": f"sakura-{number}", "social_image": picture, "live": False}
        if kind == "FAQPage":
            page = FAQPage(answer=f'<p><a linktype="page" id="{town.news.pk}">お知らせ</a></p>', **values)
            page.related_pages.create(page=town.news)
            index.add_child(instance=page)
        else:
            body = [*a_body(town, picture), {"type": "file", "value": {"document": paper.pk, "title": ""}}]
            page = apps.get_model("content", kind)(body=body, department=town.departments["koho"], **values)
            town.news.add_child(instance=page)
        town.publish(page)

    def asked():
        with CaptureQueriesContext(connection) as queries:
            answer = client.get(f"/api/v2/pages/?type=content.{kind}&fields=*&limit=100").json()
        return len(queries), len(answer["items"])

    publish(0)
    asked()  # makes the pictures in the size that is shown
    before, count = asked()
    for number in range(1, 4):
        publish(number)
    assert asked() == (before, count + 3)
    assert before <= 20


def test_an_answer_and_its_public_related_pages(town, client):
    index = FAQIndexPage(title="よくある質問")
    town.home.add_child(instance=index)
    town.publish(index)
    question = FAQPage(title="転入", answer=f'<p><a linktype="page" id="{town.news.pk}">お知らせ</a></p>')
    index.add_child(instance=question)
    question.related_pages.create(page=town.childcare)
    question.related_pages.create(page=town.write("下書き"))
    question = town.publish(question)
    told = client.get(f"/api/v2/pages/{question.pk}/").json()
    assert told["answer"] == f'<p><a href="{town.news.url}">お知らせ</a></p>'
    assert [row["title"] for row in told["related_pages"]] == ["子育て"]
