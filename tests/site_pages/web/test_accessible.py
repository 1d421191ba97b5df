"""Every public address, taken from the resolver, read by axe at two widths: as it is, empty, and with an error."""

import re
from datetime import timedelta

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.test import RequestFactory
from django.urls import URLPattern, URLResolver, get_resolver
from django.utils import timezone
from wagtail.models import Page
from wagtail.rich_text import RichText

from cms.demo.pages import go_live
from cms.modes.switch import switch_on
from cms.workflow.take_down import take_down
from linebridge.richmenus.models import MenuSet, Target, write_tabs
from linebridge.richmenus.start_from import divided
from site_pages.content.models import Category, FAQIndexPage, FAQPage, FreePage, HomePage
from site_pages.web.views import broken
from tests.browser import WIDTHS, chromium, show

# What the public does not open as a page, and whose tests look at it.
ELSEWHERE = {
    "admin/": "staff", "accounts/": "staff", "documents/": "files", "media/": "files", "line/": "LINE's webhook",
    "r/": "leads on", "liff/": "linebridge.liff", "health/": "machines", "emulator/": "development",
    "_util/": "Wagtail's passwords on pages, which the site does not use", "api/v2/": "JSON",
}  # fmt: skip
NO_PAGE = {"feed.atom", "sitemap.xml", "robots.txt", "favicon.ico", "picture/<int:pk>/<slug:digest>.png"}
TABLE = {
    "table_header_choice": "both", "first_row_is_table_header": True, "first_col_is_header": True,
    "table_caption": "日程", "data": [["回", "日時", "会場", "対象"], ["第1回", "12月5日", "中央公園", "小学生"]],
}  # fmt: skip


def patterns(resolver=None, before="") -> list[str]:
    found = []
    for each in (resolver or get_resolver()).url_patterns:
        route = before + re.sub(r"^\^", "", str(each.pattern))
        found += patterns(each, route) if isinstance(each, URLResolver) else [route]
    assert all(isinstance(f, str) for f in found) and URLPattern
    return found


def public_patterns() -> set[str]:
    own = {p for p in patterns() if not p.startswith(tuple(ELSEWHERE))}
    return {p for p in own if not p.endswith(tuple(NO_PAGE))}


@pytest.fixture
def full_town(town):
    category = Category.objects.get(slug="kurashi")
    body = [
        ("heading", {"text": "日時と場所", "level": "2"}),
        ("paragraph", RichText("<p>本文<b>です</b>。</p><ul><li>一つ目</li></ul>")),
        ("heading", {"text": "持ち物", "level": "3"}), ("table", TABLE),
        ("contact", {"department": town.departments["koho"], "note": "窓口で"}),
        ("map", {"name": "中央公園", "address": "みどり市1", "url": ""}),
    ]  # fmt: skip
    for n in range(21):
        page = town.write(f"お知らせ{n}", category=category, body=body)
        Page.objects.filter(pk=page.pk).update(live=True, first_published_at=timezone.now() - timedelta(days=n))
    town.publish(town.write("川に近づかないでください", category=category, urgent=True))
    take_down(town.publish(town.write("終わった催し", slug="owatta")), town.aoi, "雨のため")
    index, free = (
        FAQIndexPage(title="よくある質問", slug="faq"),
        FreePage(title="使いかた", slug="tsukaikata", body=body),
    )
    for page in (index, free):
        town.home.add_child(instance=page)
        go_live(page, town.aoi, town.ben)
    for n, kind in enumerate((category, None)):
        question = FAQPage(title=f"質問{n}", slug=f"q{n}", answer="<p>答え</p>", category=kind)
        index.add_child(instance=question)
        go_live(question, town.aoi, town.ben)
    FAQPage.objects.get(slug="q0").related_pages.create(page=town.news)
    menu = MenuSet(name="くらしのメニュー", department=town.departments["koho"], chat_bar_text="メニュー")
    words = [(word, "garbage", Target("text", word)) for word in ("ごみ", "子育て", "防災")]
    menu.tabs = write_tabs(divided(menu, [("メイン", words), ("防災", words)]))
    menu.save()
    town.publish(menu)
    switch_on("maintenance", town.admin, "点検", text="点検のため、申し込みを止めます。")
    return town


FULL = {  # pattern: (addresses as they are, addresses with an error)
    "updates/": (["/updates/", "/updates/?q=お&category=kurashi"], ["/updates/?category=none", "/updates/?year=x"]),
    "updates/page/<page_number:number>/": (["/updates/page/2/"], ["/updates/page/99/"]),
    "updates/category/<slug:category>/": (["/updates/category/kurashi/"], ["/updates/category/none/"]),
    "updates/category/<slug:category>/page/<page_number:number>/": (["/updates/category/kurashi/page/2/"], []),
    "updates/department/<slug:department>/": (["/updates/department/koho/"], ["/updates/department/none/"]),
    "updates/department/<slug:department>/page/<page_number:number>/": (["/updates/department/koho/page/2/"], []),
    "updates/year/<year4:year>/": ([f"/updates/year/{timezone.localdate().year}/"], ["/updates/year/1999/"]),
    "updates/year/<year4:year>/page/<page_number:number>/": ([], ["/updates/year/2026/page/9/"]),
    "menu/": (["/menu/"], []),
    "search/": (["/search/", "/search/?q=お知らせ", "/search/?q=お知らせ&page=2"], ["/search/?q=zzz", "/search/?q=。"]),
    r"(?P<path>(?:[-\w]+/)+)page/(?P<number>[1-9][0-9]{0,3})/$": (["/news/page/2/"], ["/news/page/9/"]),
    "((?:[\\w\\-]+/)*)$": (
        ["/", "/news/", "/childcare/", "/faq/", "/faq/q0/", "/faq/q1/", "/tsukaikata/", "/announcement"],
        ["/no-such-page/", "/news/owatta/"],
    ),
}  # fmt: skip
EMPTY = ["/", "/news/", "/updates/", "/search/", "/search/?q=市", "/faq/", "/menu/", "/no-such-page/"]


def test_every_public_pattern_is_read():
    assert public_patterns() == set(FULL)


def rendered(client, paths) -> dict[str, str]:
    found = {}
    for path in paths:
        answer = client.get(path, follow=True)
        assert answer.status_code in (200, 404, 410), path
        found[path] = answer.content.decode()
    return found


def violations(documents: dict[str, str]) -> list[str]:
    found = []
    with chromium() as browser:
        for width in WIDTHS:
            for name, html in documents.items():
                tab = show(browser, html, width)
                tab.evaluate("document.querySelectorAll('details').forEach(d => { d.open = !d.matches('.site-menu') })")
                result = Axe().run(tab).response["violations"]
                found += [f"{name} {width}: {v['id']} {v['nodes'][0]['html'][:150]}" for v in result]
                if width == 390 and '<details class="site-menu">' in html:
                    tab.click(".site-menu > summary")
                    result = Axe().run(tab).response["violations"]
                    found += [f"{name} with menu: {v['id']} {v['nodes'][0]['html'][:150]}" for v in result]
                wide = tab.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
                found += [f"{name} {width}: {wide} px too wide"] if wide > 0 else []
                tab.close()
    return found


@pytest.mark.journey
def test_axe_finds_nothing_on_any_public_page(full_town, client):
    page = full_town.news.get_children().live().filter(title="お知らせ3").first()
    paths = [p for normal, wrong in FULL.values() for p in (*normal, *wrong) if p != "/announcement"]
    documents = rendered(client, [*paths, f"/news/{page.slug}/"])
    documents["500"] = broken(RequestFactory().get("/")).content.decode()
    assert violations(documents) == []


@pytest.mark.journey
def test_axe_finds_nothing_on_an_empty_site(town, client):
    index = FAQIndexPage(title="よくある質問", slug="faq")
    town.home.add_child(instance=index)
    go_live(index, town.aoi, town.ben)
    assert HomePage.objects.count() == 1
    assert violations(rendered(client, EMPTY)) == []


@pytest.mark.journey
def test_pages_hold_at_320_pixels_with_text_twice_as_large_and_in_forced_colours(full_town, client):
    page = full_town.news.get_children().live().filter(title="お知らせ3").first()
    documents = rendered(
        client, ["/", "/news/", f"/news/{page.slug}/", "/updates/?q=お", "/faq/", "/search/?q=お知らせ"]
    )
    wide = []
    with chromium() as browser:
        for name, html in documents.items():
            for width, size in ((320, "100%"), (640, "200%")):
                tab = show(browser, html, width, forced_colors="active" if size == "100%" else "none")
                tab.add_style_tag(content=f"html {{ font-size: {size} }}")
                extra = tab.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
                wide += [(name, width, size, extra)] if extra > 0 else []
                tab.close()
    assert wide == []
