"""What the public gets: the same bytes for everybody, only what is public, in a bounded number of queries."""

import io
import json
import re
from datetime import timedelta
from itertools import pairwise
from xml.etree import ElementTree

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from PIL import Image
from wagtail.models import Page
from wagtail.rich_text import RichText

from cms.workflow.take_down import take_down
from linebridge.delivery.models import LineMessageIndexPage
from site_pages.content.models import AnnouncementPage, Category
from site_pages.web import draw_picture, list_pages, look
from site_pages.web.read_frame import address
from site_pages.web.views import broken

PUBLIC = ["/", "/news/", "/updates/", "/search/", "/search/?q=a", "/feed.atom", "/sitemap.xml", "/robots.txt", "/nope/"]


def many(town, count: int, **values):
    """Live announcements, made without approval because only their number matters here."""
    category = Category.objects.get(slug="kurashi")
    body = [("paragraph", RichText("<p>本文です。</p>")), ("contact", {"department": None, "note": ""})]
    pages = [town.write(f"お知らせ{n}", category=category, body=body, **values) for n in range(count)]
    for n, page in enumerate(pages):
        when = timezone.now() - timedelta(days=n)
        Page.objects.filter(pk=page.pk).update(live=True, first_published_at=when, last_published_at=when)
    return pages


@pytest.fixture
def media(settings, tmp_path):
    settings.MEDIA_ROOT = str(tmp_path)
    return tmp_path


@pytest.mark.parametrize("path", [*PUBLIC, "/api/v2/pages/"])
def test_every_visitor_gets_the_same_bytes_and_no_cookie(town, client, path):
    first, second = client.get(path), client.get(path, headers={"accept-language": "en", "user-agent": "another"})
    assert first.content == second.content
    assert not first.cookies and "Set-Cookie" not in first.headers
    assert "Cookie" not in first.get("Vary", "")
    assert "csrf" not in first.content.decode().lower() and "nonce" not in first.content.decode().lower()
    client.force_login(town.admin)
    assert client.get(path).content == first.content


def test_pages_carry_no_inline_style_or_script(town, client):
    page = many(town, 1)[0]
    for path in (*PUBLIC[:5], address(page)):
        html = BeautifulSoup(client.get(path).content, "html.parser")
        assert not html.select("style, [style], script, [onclick], [onload]")


def test_a_page_has_one_h1_headings_in_order_dates_and_where_to_ask(town, client):
    page = town.publish(town.write("親子で学ぶ防災教室", body=[("heading", {"text": "日時", "level": "2"})]))
    AnnouncementPage.objects.filter(pk=page.pk).update(first_published_at=timezone.now() - timedelta(days=3))
    html = BeautifulSoup(client.get(address(page)).content, "html.parser")
    levels = [int(h.name[1]) for h in html.select("main h1, main h2, main h3, main h4")]
    assert levels[0] == 1 and levels.count(1) == 1 and all(b - a <= 1 for a, b in pairwise(levels))
    assert html.title.string == "親子で学ぶ防災教室｜みどり市"
    assert [re.sub(r"\s", "", dt.get_text()) for dt in html.select(".dates dt")] == ["公開日", "更新日"]
    assert all(re.fullmatch(r"令和\d+年\d+月\d+日（.曜日）", dd.get_text().strip()) for dd in html.select(".dates dd"))
    assert (
        "このページに関するお問い合わせ" in html.get_text() and "広報課" in html.select_one(".page-contact").get_text()
    )
    assert html.select_one("nav.breadcrumb [aria-current=page]").get_text() == "親子で学ぶ防災教室"
    assert html.select_one("html")["lang"] == "ja" and html.select_one(".skip-link")["href"] == "#main"


def test_a_page_taken_down_says_what_when_and_whom_to_ask(town, client):
    page = town.publish(town.write("秋の親子まつり"))
    take_down(page, town.aoi, "雨のため中止しました。")
    answer = client.get(address(page))
    text = answer.content.decode()
    assert answer.status_code == 410
    for part in ("秋の親子まつり", "公開を終了しました", "広報課", "令和"):
        assert part in text, part


def test_lists_are_cut_into_pages_that_have_addresses(town, client):
    many(town, 45)
    second = client.get("/updates/page/2/")
    html = BeautifulSoup(second.content, "html.parser")
    assert len(html.select(".news > li")) == list_pages.PER_PAGE
    assert (
        html.select_one("a[rel=prev]")["href"] == "/updates/"
        and html.select_one("a[rel=next]")["href"] == "/updates/page/3/"
    )
    assert [client.get(f"/news/page/{n}/").status_code for n in (2, 3, 4)] == [200, 200, 404]
    assert client.get("/updates/page/4/").status_code == 404
    assert client.get("/news/page/1/").headers["Location"] == "/news/"
    assert client.get("/updates/?category=kurashi").headers["Location"] == "/updates/category/kurashi/"
    assert client.get("/updates/?q=").headers.get("Location") is None
    assert "お知らせ7" in client.get("/updates/?q=お知らせ7&category=kurashi").content.decode()
    for odd in (
        "?category=a b",
        "?category=日本",
        "?department=../x",
        "?year=99999",
        "?year=2026x",
        "?page=0",
        "?q=%00",
    ):
        assert client.get(f"/updates/?{odd}").status_code in (200, 302), odd


def test_search_finds_words_inside_japanese_and_helps_when_it_finds_nothing(town, client):
    town.publish(town.write("指定緊急避難所一覧"))
    found = client.get("/search/?q=避難").content.decode()
    assert "指定緊急避難所一覧" in found and "1件" in found
    assert "短い言葉" in client.get("/search/?q=存在しない言葉").content.decode()
    assert "&lt;script&gt;" in client.get("/search/?q=<script>").content.decode()


def test_the_feed_and_the_sitemap_name_public_pages_only(town, client, settings):
    page, draft = town.publish(town.write("公開した")), town.write("下書きのまま")
    for path in ("/feed.atom", "/sitemap.xml"):
        text = client.get(path).content.decode()
        assert f"{settings.SITE_URL}{address(page)}" in text, path
        assert address(draft) not in text and "下書きのまま" not in text, path
    feed = ElementTree.fromstring(client.get("/feed.atom").content)
    assert feed.get("{http://www.w3.org/XML/1998/namespace}lang") == "ja"
    assert len(feed.findall("{http://www.w3.org/2005/Atom}entry")) == 1


def test_the_api_gives_a_hundred_pages_with_bounded_queries(town, client, settings):
    many(town, 100)
    with CaptureQueriesContext(
        connection,
    ) as ten:
        client.get("/api/v2/pages/?type=content.AnnouncementPage&fields=*&limit=10")
    with CaptureQueriesContext(connection) as hundred:
        answer = client.get("/api/v2/pages/?type=content.AnnouncementPage&fields=*&limit=100")
    pages = json.loads(answer.content)["items"]
    assert len(pages) == 100 and len(hundred) <= len(ten) + 2 <= 25, (len(ten), len(hundred))
    assert "<p>本文です。</p>" in json.dumps(pages[0]["body"], ensure_ascii=False)
    assert pages[0]["meta"]["html_url"].startswith(f"{settings.SITE_URL}/news/")


def test_the_api_knows_only_live_public_pages(town, client):
    live, draft = town.publish(town.write("公開した")), town.write("下書きのまま")
    top = LineMessageIndexPage(title="LINEだけのお知らせ", slug="line-only")
    Page.get_first_root_node().add_child(instance=top)
    ids = {p["id"] for p in json.loads(client.get("/api/v2/pages/?limit=100").content)["items"]}
    assert live.pk in ids and not {draft.pk, top.pk} & ids
    assert client.get(f"/api/v2/pages/{draft.pk}/").status_code == 404
    assert client.post("/api/v2/pages/", {}).status_code == 405
    assert json.loads(client.get("/api/v2/images/").content)["items"] == []
    assert json.loads(client.get("/api/v2/documents/").content)["items"] == []


def test_pages_cost_few_queries_however_much_there_is(town, client):
    pages = many(town, 30)
    for path, most in (("/", 30), ("/news/", 30), ("/updates/", 30), (address(pages[0]), 35), ("/feed.atom", 6)):
        client.get(path)
        with CaptureQueriesContext(connection) as queries:
            client.get(path)
        assert len(queries) <= most, (path, len(queries))


@pytest.mark.skipif(not draw_picture.font_file(), reason="no Japanese font on this machine")
def test_a_picture_with_the_title_is_drawn_once_and_only_for_real_titles(town, client, media, settings):
    page = town.publish(town.write("とても長い題名のお知らせ、" * 6))
    html = BeautifulSoup(client.get(address(page)).content, "html.parser")
    url = html.select_one('meta[property="og:image"]')["content"].removeprefix(settings.SITE_URL)
    answer = client.get(url)
    assert Image.open(io.BytesIO(b"".join(answer.streaming_content))).size == (1200, 630)
    assert len(list((media / "social").iterdir())) == 1
    assert client.get(f"/picture/{page.pk}/{'0' * 20}.png").status_code == 404


def test_titles_break_into_four_lines_that_never_begin_with_a_closing_mark():
    lines = draw_picture.wrap("あいう、えお。" * 20, lambda text: len(text), 10)
    assert len(lines) == 4 and lines[-1].endswith("…") and not any(line[0] in "、。" for line in lines)


def test_the_page_for_a_broken_site_asks_nothing_of_the_database(rf, django_assert_num_queries, db):
    for page in (lambda: broken(rf.get("/")).content, look.broken_page, lambda: look.moved_page("/new/")):
        with django_assert_num_queries(0):
            assert "みどり市" in page().decode()
