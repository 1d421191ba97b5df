"""docs/nginx.conf in a real nginx before the mirror, with an application behind it and with none."""

import gzip

import pytest
from django.conf import settings
from django.db import connections

from cms.workflow.take_down import take_down
from site_pages.content.models import Category
from site_pages.mirror import place
from site_pages.mirror.write import rebuild, write_dirty
from site_pages.web.read_frame import address
from tests import services
from tests.site_pages.mirror.in_front import get, nginx

pytestmark = pytest.mark.journey


@pytest.fixture
def moved_and_gone(own_town, django_capture_on_commit_callbacks):
    """A mirrored site where one page has moved and another was taken down."""
    page = own_town.publish(own_town.write("移転する図書館", slug="before", category=Category.objects.first()))
    gone = own_town.publish(own_town.write("終わった催し"))
    rebuild()
    page.slug = "after"
    with django_capture_on_commit_callbacks(execute=True):
        own_town.publish(page)
    take_down(gone, own_town.aoi, "終わりました。")
    write_dirty()
    return address(gone)


@pytest.fixture
def alive(moved_and_gone, live_server, tmp_path):
    with nginx(tmp_path, int(live_server.url.rpartition(":")[2])) as port:
        yield port
    connections.close_all()


@pytest.fixture
def alone(moved_and_gone, tmp_path):
    """Nobody answers behind this nginx."""
    with nginx(tmp_path, services.free_port()) as port:
        yield port


@pytest.mark.parametrize("front", ["alive", "alone"])
def test_an_old_address_leads_on_and_a_page_taken_down_says_so(front, request, moved_and_gone):
    port = request.getfixturevalue(front)
    status, _body, _kind, headers = get(port, "/news/before/")
    assert (status, headers["location"]) == (301, "/news/after/")
    assert get(port, "/news/after/")[0] == 200
    status, body, kind, headers = get(port, moved_and_gone)
    assert status == 410 and "終わった催し" in body.decode() and kind == "text/html; charset=utf-8"
    assert headers["cache-control"] == "no-cache"


def test_a_move_that_nginx_has_not_read_yet_leads_on_too(
    own_town, live_server, tmp_path, django_capture_on_commit_callbacks
):
    page = own_town.publish(own_town.write("移転する図書館", slug="before"))
    rebuild()
    application = int(live_server.url.rpartition(":")[2])
    with nginx(tmp_path, application) as alive, nginx(tmp_path, services.free_port()) as alone:
        page.slug = "after"
        with django_capture_on_commit_callbacks(execute=True):
            own_town.publish(page)
        write_dirty()
        status, _body, _kind, headers = get(alive, "/news/before/")
        assert (status, headers["location"]) == (301, "/news/after/")
        status, body, _kind, _headers = get(alone, "/news/before/")
        assert status == 200 and '<meta http-equiv="refresh" content="0; url=/news/after/">' in body.decode()
        connections.close_all()


def test_a_forgotten_last_slash_is_put_there(alone):
    status, _body, _kind, headers = get(alone, "/news?from=line")
    assert (status, headers["location"]) == (301, "/news/?from=line")


def test_what_only_the_application_knows_says_that_it_is_away(alone):
    for path in ("/nobody/knows/this/", "/search/?q=a", "/admin/", "/liff/", "/updates/?year=2024"):
        status, body, kind, headers = get(alone, path)
        assert (status, body) == (503, place.file_of("pages", "503").read_bytes()), path
        assert (headers["retry-after"], headers["cache-control"]) == ("120", "no-store")
        assert headers["content-security-policy"].startswith("default-src 'self';") and kind.startswith("text/html")


def test_nothing_hidden_is_handed_out_and_no_folder_is_listed(alone, tmp_path):
    hidden = [".git/config", "news/.htaccess", ".hidden"]
    for file in (tmp_path / folder / name for folder in ("mirror/pages", "media", "media/images") for name in hidden):
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text("secret")
    said = place.file_of("pages", "404").read_bytes()
    for path in (*(f"/{name}" for name in hidden), "/media/.hidden", "/media/no.png", "/.gone/news/", "/.errors/"):
        assert get(alone, path)[:2] == (404, said), path
    for path in ("/media/", "/media/images/"):
        assert get(alone, path)[:2] == (404, said), path
    for path in ("/static/", "/static/web/", "/picture/"):
        assert get(alone, path)[0] == 503, "no such file: the application would answer"


def test_the_application_speaks_for_itself(alive, live_server):
    """Two policies at once would forbid LINE's script in LIFF pages and the editor's in the staff screens."""
    behind = int(live_server.url.rpartition(":")[2])
    for path in ("/liff/", "/accounts/login/", "/search/?q=a"):
        direct, through = get(behind, path)[3], get(alive, path)[3]
        sorted_policies = [sorted(told["content-security-policy"].split("; ")) for told in (direct, through)]
        assert sorted_policies[0] == sorted_policies[1], path
        assert through["x-content-type-options"] == "nosniff" and through["referrer-policy"] == "same-origin"
    assert settings.EMULATOR_URL in get(alive, "/liff/")[3]["content-security-policy"]


def test_files_carry_the_headers_that_the_application_gives(alone, live_server):
    told, behind = get(alone, "/news/")[3], get(int(live_server.url.rpartition(":")[2]), "/news/")[3]
    for name in ("content-security-policy", "x-content-type-options", "referrer-policy"):
        assert sorted(told[name].split("; ")) == sorted(behind[name].split("; ")), name
    assert "strict-transport-security" not in told
    secured = get(alone, "/news/", **{"X-Forwarded-Proto": "https"})[3]
    assert secured["strict-transport-security"].startswith("max-age=31536000")
    assert get(alone, "/news/", **{"X-Forwarded-Proto": "http"})[0] == 301


def test_what_may_be_kept_and_how_long(alone, tmp_path):
    style = tmp_path / "mirror/pages/static/web/site.0123456789ab.css"
    style.write_text("a{}")
    for path, expected in (
        ("/", "no-cache"), ("/news/", "no-cache"), ("/feed.atom", "no-cache"), ("/api/v2/pages/", "no-cache"),
        ("/static/web/site.css", "public, max-age=600"),
        ("/static/web/site.0123456789ab.css", "public, max-age=31536000, immutable"),
    ):  # fmt: skip
        status, _body, _kind, told = get(alone, path)
        assert (status, told["cache-control"]) == (200, expected), path
    assert get(alone, "/", **{"If-None-Match": get(alone, "/")[3]["etag"]})[0] == 304


def test_pages_are_compressed_and_secrets_are_not(alive):
    plain = get(alive, "/")[1]
    _status, body, _kind, told = get(alive, "/", **{"Accept-Encoding": "gzip"})
    assert told["content-encoding"] == "gzip" and "Accept-Encoding" in told["vary"] and gzip.decompress(body) == plain
    assert get(alive, "/static/web/site.css", **{"Accept-Encoding": "gzip"})[3]["content-encoding"] == "gzip"
    assert "content-encoding" not in get(alive, "/accounts/login/", **{"Accept-Encoding": "gzip"})[3]
