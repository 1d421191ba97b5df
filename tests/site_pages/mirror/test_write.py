"""What is published stands as files with the site's own bytes; what is taken down does not."""

import os
from datetime import timedelta

import pytest
import time_machine
from django.core.management import call_command
from django.db import connections
from django.utils import timezone
from django_q.brokers import get_broker
from wagtail import hooks
from wagtail.models import Page

from cms.clock.publish import publish_due
from cms.workflow.take_down import take_down
from site_pages.content.models import AnnouncementPage, Category
from site_pages.mirror import place, write
from site_pages.mirror.catch_up import catch_up, what_waits
from site_pages.mirror.compare import compare
from site_pages.mirror.mark import mark, mark_all
from site_pages.mirror.models import MirrorFile
from site_pages.mirror.write import rebuild, write_dirty
from site_pages.web.read_frame import address

LISTS = ("/", "/news/", "/updates/", "/feed.atom", "/sitemap.xml", "/api/v2/pages/")


def body(path):
    held = place.held(path)
    assert held is not None, path
    return held.body


def test_a_published_page_and_all_that_shows_it_stand_as_the_sites_own_bytes(town, client):
    rebuild()
    page = town.publish(town.write("図書館の休館日を変更します", category=Category.objects.first()))
    write_dirty()
    own = [
        address(page),
        f"/api/v2/pages/{page.pk}/",
        "/updates/category/kurashi/",
        f"/updates/year/{timezone.now().year}/",
    ]
    for path in (*LISTS, *own, "/updates/department/koho/", "/updates/department/koho/feed.atom"):
        answer = client.get(path)
        assert body(path) == answer.content, path
        assert "図書館の休館日" in answer.content.decode() or "json" in answer["Content-Type"] or path == "/sitemap.xml"
    assert list(compare()) == []


def test_a_page_taken_down_leaves_an_explanation_and_no_list_names_it(town, client):
    page = town.publish(town.write("中止になった催し"))
    rebuild()
    take_down(page, town.aoi, "雨のため中止しました。")
    write_dirty()
    held = place.held(address(page))
    assert held.status == 410 and "中止になった催し" in held.body.decode()
    assert held.body == client.get(address(page)).content
    assert not place.file_of("pages", address(page)).exists()
    assert not place.file_of("pages", f"/api/v2/pages/{page.pk}/", "application/json").exists()
    for path in LISTS:
        assert "中止になった催し" not in body(path).decode(), path
    assert list(compare()) == []


def test_a_deleted_page_leaves_its_tombstone_too(town):
    page = town.publish(town.write("消したページ"))
    rebuild()
    Page.objects.get(pk=page.pk).delete()
    write_dirty()
    assert place.held(address(page)).status == 410
    assert "消したページ" not in body("/updates/").decode()


def test_a_page_that_moves_to_another_category_leaves_the_old_list(town):
    old, new = Category.objects.create(name="催し", slug="moyooshi"), Category.objects.create(name="健康", slug="kenko")
    town.publish(town.write("のこる", category=old))
    page = town.publish(town.write("うつる", category=old))
    rebuild()
    assert "うつる" in body("/updates/category/moyooshi/").decode()
    page.category = new
    town.publish(page)
    write_dirty()
    assert "うつる" not in body("/updates/category/moyooshi/").decode()
    assert "うつる" in body("/updates/category/kenko/").decode()


def test_the_first_announcement_of_a_category_is_offered_on_every_list(town):
    town.publish(town.write("ふるい", category=Category.objects.create(name="催し", slug="moyooshi")))
    rebuild()
    town.publish(town.write("あたらしい", category=Category.objects.create(name="健康", slug="kenko")))
    write_dirty()
    assert "健康" in body("/updates/category/moyooshi/").decode()
    assert list(compare()) == []


def test_a_changed_address_leads_to_the_new_one(town, client, django_capture_on_commit_callbacks):
    page = town.publish(town.write("住所が変わる", slug="before"))
    rebuild()
    page.slug = "after"
    with django_capture_on_commit_callbacks(execute=True):
        town.publish(page)
    write_dirty()
    held = place.held("/news/before/")
    assert (held.status, held.location) == (301, "/news/after/")
    assert client.get("/news/before/").headers["Location"] == "/news/after/"
    assert place.held("/news/after/").status == 200
    assert '"/news/before/" "/news/after/";' in (place.root() / "moves.map").read_text()
    assert "/news/after/" in place.file_of("moved", "/news/before/").read_text()
    assert list(compare()) == []


def test_numbered_pages_of_a_list_come_and_go_with_the_announcements(town, monkeypatch):
    monkeypatch.setattr("site_pages.web.list_pages.PER_PAGE", 2)
    pages = [town.publish(town.write(f"お知らせその{n}")) for n in range(5)]
    rebuild()
    assert place.held("/updates/page/3/") and place.held("/news/page/3/")
    assert place.held("/updates/page/4/") is None
    take_down(pages[0], town.aoi)
    write_dirty()
    assert place.held("/updates/page/3/") is None and place.held("/news/page/3/") is None
    assert place.held("/updates/page/2/")


def test_an_urgent_announcement_stands_on_every_page_and_leaves_every_page(town):
    town.publish(town.write("ふだんのお知らせ"))
    rebuild()
    page = town.publish(town.write("川に近づかないでください", urgent=True))
    write_dirty()
    for path in ("/childcare/", "/search/", "404", "/"):
        assert "川に近づかないでください" in body(path).decode(), path
    take_down(page, town.aoi)
    write_dirty()
    for path in ("/childcare/", "/search/", "404", "/"):
        assert "川に近づかないでください" not in body(path).decode(), path


def test_going_live_and_expiring_by_the_clock_reach_the_files(town):
    start, end = timezone.now() + timedelta(hours=1), timezone.now() + timedelta(hours=2)
    page = town.write("期間のあるお知らせ", go_live_at=start, expire_at=end)
    town.publish(page)
    rebuild()
    assert place.held(address(page)) is None
    with time_machine.travel(start + timedelta(minutes=1)):
        publish_due()
        catch_up(timezone.now() + timedelta(minutes=5))
        assert place.held(address(page)).status == 200
    with time_machine.travel(end + timedelta(minutes=1)):
        publish_due()
        catch_up(timezone.now() + timedelta(minutes=5))
        assert place.held(address(page)).status == 410


def test_what_no_signal_told_of_is_found_by_the_clock(town):
    page = town.publish(town.write("合図なし"))
    rebuild()
    Page.objects.filter(pk=page.pk).update(title="合図なしで変わった", last_published_at=timezone.now())
    other = town.write("いつのまにか公開")
    Page.objects.filter(pk=other.pk).update(
        live=True, first_published_at=timezone.now(), last_published_at=timezone.now()
    )
    catch_up(timezone.now() + timedelta(minutes=5))
    assert "合図なしで変わった" in body(address(page)).decode() and "合図なしで変わった" in body("/updates/").decode()
    assert place.held(address(other)).status == 200
    AnnouncementPage.objects.filter(pk=other.pk).update(live=False)
    catch_up(timezone.now() + timedelta(minutes=5))
    assert place.held(address(other)) is None or place.held(address(other)).status == 410
    assert "いつのまにか公開" not in body("/updates/").decode()


def test_a_mark_made_while_a_page_is_rendered_is_not_lost(town, monkeypatch):
    rebuild()
    mark(["/childcare/"])
    real, calls = write.answer_of, []

    def marked_meanwhile(path):
        answer = real(path)
        if not calls:
            calls.append(path)
            mark(["/childcare/"])
        return answer

    monkeypatch.setattr(write, "answer_of", marked_meanwhile)
    row = MirrorFile.objects.get(path="/childcare/")
    write.write_row(row)
    assert MirrorFile.objects.filter(path="/childcare/", dirty_since__isnull=False).exists()
    write_dirty()
    assert not MirrorFile.objects.filter(dirty_since__isnull=False).exists()


def test_lists_wait_until_the_many_approvals_are_over(town, monkeypatch):
    written: list[str] = []
    real = place.put
    monkeypatch.setattr(place, "put", lambda path, answer: (written.append(path), real(path, answer)))
    category = Category.objects.first()
    town.publish(town.write("はじめのお知らせ", category=category))
    rebuild()
    written.clear()
    monkeypatch.setattr(write, "CALM", timedelta(hours=1))
    monkeypatch.setattr(write, "LATELY", timedelta(hours=1))
    pages = []
    for n in range(6):
        pages.append(address(town.publish(town.write(f"つづくお知らせ{n}", category=category))))
        write_dirty(patient=False)
    assert [written.count(p) for p in pages] == [1] * 6
    assert [p for p in LISTS if p in written] == []
    with time_machine.travel(timezone.now() + timedelta(hours=2)):
        write_dirty()
        assert [written.count(p) for p in (*LISTS, "/updates/category/kurashi/")] == [1] * 7
        assert list(compare()) == []


def test_a_writer_waits_a_moment_for_what_still_changes(town, monkeypatch):
    rebuild()
    monkeypatch.setattr(write, "CALM", timedelta(seconds=0.5))
    town.publish(town.write("すぐあとのお知らせ"))
    write_dirty()
    assert "すぐあとのお知らせ" in body("/").decode()
    assert not MirrorFile.objects.filter(dirty_since__isnull=False).exists()


def test_a_thousand_changes_ask_one_worker_once(own_town, django_capture_on_commit_callbacks):
    def change(times):
        before = get_broker().queue_size()
        for _n in range(times):
            with django_capture_on_commit_callbacks(execute=True):
                mark(["/news/", "/"])
        return get_broker().queue_size() - before

    write_dirty()
    assert change(5) == 1
    write_dirty()
    assert change(5) == 1, "who has begun may have passed the row already"
    with time_machine.travel(timezone.now() + timedelta(minutes=2)):
        assert change(5) == 1, "the request was lost"


def test_a_page_that_breaks_is_put_off_and_the_others_are_written(town, monkeypatch):
    rebuild()
    before = body("/news/")
    real = write.answer_of
    monkeypatch.setattr(
        write, "answer_of", lambda p: (_ for _ in ()).throw(ValueError(p)) if p == "/news/" else real(p)
    )
    mark(["/news/", "/childcare/"])
    write_dirty()
    row = MirrorFile.objects.get(path="/news/")
    assert row.attempts == 1 and row.dirty_since and row.claimed_until > timezone.now()
    assert body("/news/") == before
    assert not MirrorFile.objects.get(path="/childcare/").dirty_since
    monkeypatch.undo()
    mark(["/news/"])
    write_dirty()
    assert not MirrorFile.objects.get(path="/news/").dirty_since


@pytest.mark.parametrize("point", ["replace", "fsync"])
def test_a_process_killed_while_it_places_a_file_leaves_the_old_one_whole(own_town, point):
    rebuild()
    before = body("/news/")
    own_town.publish(own_town.write("途中で止まる"))
    connections.close_all()
    child = os.fork()
    if not child:
        setattr(os, point, lambda *a: os._exit(9))
        write_dirty()
        os._exit(0)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 9
    assert body("/news/") == before
    assert [f for f in place.files() if f.suffix == ".tmp"]
    with time_machine.travel(timezone.now() + timedelta(minutes=6)):
        catch_up()
        assert "途中で止まる" in body("/news/").decode()
        rebuild()
        assert not [f for f in place.files() if f.suffix == ".tmp"]
        assert list(compare()) == []


def test_the_health_page_says_what_is_overdue_and_what_cannot_be_written(town):
    rebuild()
    assert what_waits() == ""
    mark(["/news/"])
    assert what_waits() == ""
    assert "1件が10分以上" in what_waits(timezone.now() + timedelta(minutes=11))
    MirrorFile.objects.filter(path="/news/").update(attempts=3)
    assert "1件をミラーに書き出せません" in what_waits()
    write_dirty()
    assert what_waits() == ""


def test_a_rebuild_removes_what_belongs_to_nobody(town, folder, capsys):
    rebuild()
    for name in ("pages/old/index.html", "gone/x/index.html", "moved/y/index.html", "pages/.a.tmp"):
        stray = folder / name
        stray.parent.mkdir(parents=True, exist_ok=True)
        stray.write_text("stray")
        os.utime(stray, (1, 1))
    assert {what for _path, what in compare()} == {"stray"}
    with pytest.raises(SystemExit) as ended:
        call_command("compare_mirror")
    assert ended.value.code == 1
    call_command("rebuild_mirror")
    assert not (folder / "pages/old").exists() and not (folder / "pages/.a.tmp").exists()
    call_command("compare_mirror")
    assert list(compare()) == []


def test_a_file_that_differs_or_is_missing_is_named(town):
    rebuild()
    place.file_of("pages", "/news/").write_text("changed by hand")
    place.file_of("pages", "/childcare/").unlink()
    assert sorted(compare()) == [("/childcare/", "missing"), ("/news/", "different")]
    mark_all()
    write_dirty()
    assert list(compare()) == []


def test_rooms_above_add_pages_by_the_hook(town):
    with hooks.register_temporarily("register_mirror_pages", lambda: ["/robots.txt?no", "/childcare/"]):
        rebuild()
    assert place.held("/childcare/").status == 200


def test_every_file_that_a_page_uses_stands_in_the_folder_and_unused_ones_leave(town, folder):
    rebuild()
    used = {a for row in MirrorFile.objects.values_list("assets", flat=True) for a in row}
    assert "/static/web/site.css" in used and "/static/web/icons/right.svg" in used
    assert [a for a in used if place.held(a) is None] == []
    MirrorFile.objects.create(path="/media/images/unused.png", status=200)
    place._write(place.file_of("pages", "/media/images/unused.png"), b"x")
    mark(["/"])
    write_dirty()
    assert place.held("/media/images/unused.png") is None


@pytest.mark.parametrize("path", ["/../etc/passwd", "/a/../../b/", "relative", "/.hidden/", "/a\0b/"])
def test_no_address_leads_out_of_the_folder(path):
    with pytest.raises(ValueError, match="address"):
        place.file_of("pages", path)
    assert place.held(path) is None
