"""Pages: their names in addresses, dates, copies, redirects, and the traces of those taken down."""

from datetime import date, timedelta

import pytest
import time_machine
from django.utils import timezone
from wagtail import hooks
from wagtail.admin.panels import FieldPanel, ObjectList
from wagtail.contrib.redirects.models import Redirect

from cms.workflow.fingerprint import content
from cms.workflow.take_down import take_down
from site_pages.content.leave_trace import catch_up
from site_pages.content.models import AnnouncementPage, Category, FAQIndexPage, FAQPage, FreePage, TakenDown


def test_a_page_without_a_slug_gets_one_from_the_reading_of_its_title(town):
    assert town.write("子育て支援センター").slug == "kosodate-shien-senta"
    assert town.write("子育て支援センター").slug == "kosodate-shien-senta-2"
    assert town.write("😀").slug == "page"


def test_categories_that_read_alike_get_different_slugs(db):
    assert [Category.objects.create(name=n).slug for n in ("機関", "期間", "気管")] == ["kikan", "kikan-2", "kikan-3"]


def test_the_date_of_the_content_moves_only_with_the_content(town):
    with time_machine.travel("2026-04-01 10:00+09:00", tick=True):
        page = town.publish(town.write("入園の申し込み"))
    assert page.updated_on == date(2026, 4, 1)
    with time_machine.travel("2026-04-02 10:00+09:00", tick=True):
        page.show_in_menus = True
        page = town.publish(page)
    assert page.updated_on == date(2026, 4, 1)
    with time_machine.travel("2026-04-03 10:00+09:00", tick=True):
        page.summary = "締切を延ばしました。"
        page.save_revision(user=town.aoi)
        assert AnnouncementPage.objects.get(pk=page.pk).updated_on == date(2026, 4, 1)
        page = town.publish(page)
    assert page.updated_on == date(2026, 4, 3)


def test_related_pages_are_content(town):
    index = FAQIndexPage(title="よくある質問")
    town.home.add_child(instance=index)
    town.publish(index)
    question = FAQPage(title="転入の手続き", answer="<p>市民課へ。</p>")
    index.add_child(instance=question)
    with time_machine.travel("2026-04-01 10:00+09:00", tick=True):
        question = town.publish(question)
    with time_machine.travel("2026-04-02 10:00+09:00", tick=True):
        question = town.publish(question)
        assert question.updated_on == date(2026, 4, 1)
        question.related_pages.create(page=town.news)
        assert town.publish(question).updated_on == date(2026, 4, 2)


def test_what_is_derived_stays_out_of_revisions(town):
    content = town.write("下書き").latest_revision.content
    assert not {"search_text", "content_mark", "updated_on"} & set(content)


def test_a_new_slug_leaves_a_redirect(town, django_capture_on_commit_callbacks):
    page = town.publish(town.write("ごみの出し方"))
    old = page.url
    page.slug = "gomi"
    with django_capture_on_commit_callbacks(execute=True):
        page = town.publish(page)
    redirect = Redirect.objects.get(old_path=old.rstrip("/"))
    assert redirect.redirect_page.specific == page


def test_a_moved_page_leaves_a_redirect(town, django_capture_on_commit_callbacks):
    page = town.publish(town.write("ごみの出し方"))
    old = page.url
    with django_capture_on_commit_callbacks(execute=True):
        page.move(town.home, "last-child")
    assert Redirect.objects.get(old_path=old.rstrip("/")).redirect_page_id == page.pk


def test_a_page_taken_down_leaves_a_trace_and_takes_it_back(town):
    page = town.publish(town.write("夏祭り", department=town.departments["koho"]))
    take_down(page, town.aoi, "雨")
    trace = TakenDown.objects.get()
    assert (trace.path, trace.title, trace.kind) == (page.url, "夏祭り", "withdrawn")
    assert trace.department == town.departments["koho"]
    page = town.publish(AnnouncementPage.objects.get(pk=page.pk))
    assert not TakenDown.objects.exists()


def test_an_expired_page_says_that_its_period_is_over(town, settings):
    from django.core.management import call_command

    page = town.write("夏祭り", expire_at=timezone.now() + timedelta(hours=1))
    town.publish(page)
    with time_machine.travel(timezone.now() + timedelta(hours=2)):
        call_command("publish_scheduled")
    assert TakenDown.objects.get().kind == "expired"


def test_deleted_pages_leave_traces_the_pages_below_too(town):
    below = town.publish(town.write("夏祭り"))
    town.write("下書き")
    paths = {town.news.url, below.url}
    town.news.delete()
    assert set(TakenDown.objects.values_list("path", flat=True)) == paths
    assert set(TakenDown.objects.values_list("kind", flat=True)) == {"deleted"}


def test_a_draft_leaves_no_trace(town):
    town.write("下書き").delete()
    assert not TakenDown.objects.exists()


def test_a_trace_that_was_missed_is_left_by_the_clock(town):
    page = town.publish(town.write("夏祭り"))
    AnnouncementPage.objects.filter(pk=page.pk).update(live=False)
    assert catch_up() == 1
    assert catch_up() == 0
    AnnouncementPage.objects.filter(pk=page.pk).update(live=True)
    catch_up()
    assert not TakenDown.objects.exists()


@pytest.mark.parametrize(
    ("child", "parent", "allowed"),
    [
        (AnnouncementPage, "news", True),
        (FreePage, "news", True),
        (FAQIndexPage, "home", True),
        (FAQPage, "news", False),
        (AnnouncementPage, "home", True),
    ],
)
def test_each_page_type_has_its_place(town, child, parent, allowed):
    assert child.can_create_at(getattr(town, parent)) is allowed


def test_rooms_above_add_tabs_and_keep_their_rows_out_of_copies(town):
    tab = ObjectList([FieldPanel("seo_title")], heading="LINE")
    with (
        hooks.register_temporarily("register_announcement_tab", lambda cls: tab),
        hooks.register_temporarily("register_announcement_tab", lambda cls: None),
        hooks.register_temporarily("register_announcement_copy_exclusions", lambda: ["seo_title"]),
    ):
        AnnouncementPage.get_edit_handler.cache_clear()
        headings = [str(tab.heading) for tab in AnnouncementPage.get_edit_handler().children]
        copy = town.write("夏祭り", seo_title="X").copy(update_attrs={"slug": "copy"}, user=town.aoi)
    AnnouncementPage.get_edit_handler.cache_clear()
    assert "LINE" in headings
    assert headings.index("LINE") == 1
    assert copy.seo_title == ""


def test_a_copy_starts_without_the_dates_of_its_source(town):
    page = town.publish(town.write("夏祭り"))
    copy = page.copy(update_attrs={"slug": "copy"}, user=town.aoi, keep_live=False)
    assert copy.updated_on is None


def test_a_body_has_one_spelling_however_the_database_keeps_it(town):
    page = town.write("夏祭り", body=[("paragraph", "<p>雨天中止</p>")])
    loaded = AnnouncementPage.objects.get(pk=page.pk)
    untouched = content(loaded)["body"]
    assert [block.block_type for block in loaded.body] == ["paragraph"]
    assert content(loaded)["body"] == untouched == content(page)["body"]
    assert town.publish(loaded).live
