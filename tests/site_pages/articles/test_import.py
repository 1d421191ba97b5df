"""Imports: drafts in short transactions, nothing twice, and one decision by somebody else about all of it."""

import csv
import io
from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.management import CommandError, call_command
from django.urls import reverse
from django.utils import timezone

from cms.tables.read import FileRefused
from cms.workflow.refusal import ChangedSince
from site_pages.articles import approve_import, import_articles, work_on_import
from site_pages.articles.models import ArticleImport, ImportedArticle
from site_pages.content.models import AnnouncementPage

State = ArticleImport.State
COLUMNS = ["自治体名", "公開年月", "発行号タイトル", "記事タイトル", "カテゴリ", "記事本文"]


def a_file(*titles: str, encoding: str = "utf-8", extra: str = "") -> bytes:
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(COLUMNS)
    for title in titles:
        writer.writerow(
            ["みどり市", "2024.04.15", "広報みどり 第1号", title, "くらし", f"{title}の本文です。\n■日時\n5月1日"]
        )
    return (out.getvalue() + extra).encode(encoding)


def imported(town, *titles: str, user: str = "aoi") -> ArticleImport:
    made = import_articles.begin([("a.csv", a_file(*titles))], town.news, town.users[user])
    import_articles.confirm(made)
    return import_articles.carry_on(made.pk)


@pytest.fixture
def asked(town):
    made = approve_import.ask(imported(town, "一", "二", "三"), town.aoi)
    return approve_import.carry_on_asking(made.pk)


def test_rows_become_drafts_with_the_date_of_the_issue(town):
    made = imported(town, "春の観察会")
    page = AnnouncementPage.objects.get(title="春の観察会")
    assert (made.state, made.added, made.refused) == (State.DRAFTS, 1, 0)
    assert not page.live
    assert page.updated_on == date(2024, 4, 15)
    assert [block.block_type for block in page.body] == ["paragraph", "heading", "paragraph"]
    assert page.category.name == "くらし"
    assert page.department == town.departments["koho"]
    assert page.get_parent().specific == town.news
    assert made.sources.get().text == ""


def test_the_same_rows_again_add_nothing_in_whatever_file(town):
    imported(town, "一", "二")
    again = import_articles.begin([("b.csv", a_file("二", "一", "三", encoding="cp932"))], town.news, None)
    import_articles.look(again)
    assert (again.added, again.already) == (1, 2)
    import_articles.confirm(again)
    again = import_articles.carry_on(again.pk)
    assert (again.added, again.already) == (1, 2)
    assert AnnouncementPage.objects.filter(title__in=["一", "二", "三"]).count() == 3


def test_a_bad_row_is_refused_alone_and_named(town):
    data = a_file("一", "", extra="みどり市,いつか,号,日付のない記事,くらし,本文\r\n")
    made = import_articles.begin([("a.csv", data), ("b.csv", b"x,y\n1,2\n")], town.news, town.aoi)
    import_articles.look(made)
    assert (made.added, made.refused) == (1, 2)
    refused = [(p["file"], p["row"], p["column"]) for p in made.problems if p["refused"]]
    assert refused == [("b.csv", None, ""), ("a.csv", 3, "記事タイトル"), ("a.csv", 4, "公開年月")]
    assert not AnnouncementPage.objects.filter(title="一").exists()


def test_no_readable_file_makes_no_import(town):
    with pytest.raises(FileRefused, match=r"b\.csv"):
        import_articles.begin([("b.csv", b"x,y\n1,2\n")], town.news, town.aoi)
    assert not ArticleImport.objects.exists()


def test_an_import_that_stopped_goes_on_from_where_it_was(town, monkeypatch):
    monkeypatch.setattr(import_articles, "CHUNK", 1)
    made = import_articles.begin([("a.csv", a_file("一", "二", "三"))], town.news, town.aoi)
    import_articles.confirm(made)
    import_articles.carry_on(made.pk, until=0.0)
    assert ImportedArticle.objects.count() == 1
    ArticleImport.objects.filter(pk=made.pk).update(touched_at=timezone.now() - timedelta(hours=1))
    assert work_on_import.take_up(timezone.now()) == 1
    work_on_import.work_on(made.pk)
    work_on_import.work_on(made.pk)
    assert ImportedArticle.objects.count() == 3
    assert ArticleImport.objects.get(pk=made.pk).state == State.DRAFTS


def test_somebody_else_approves_all_of_it_at_once(town, asked):
    assert approve_import.waiting(asked).count() == 3
    made = approve_import.begin_approval(asked, town.ben, approve_import.shown(asked))
    made = approve_import.carry_on_approving(made.pk)
    assert (made.state, made.approved_count, made.rest) == (State.APPROVED, 3, 0)
    page = AnnouncementPage.objects.get(title="一")
    assert page.live
    assert page.first_published_at.date() == date(2024, 4, 14)  # midnight in Japan
    assert page.updated_on == date(2024, 4, 15)


@pytest.mark.parametrize("who", ["aoi", "chika", "dan"])
def test_nobody_involved_or_of_another_department_approves(town, asked, who):
    with pytest.raises(PermissionDenied):
        approve_import.begin_approval(asked, town.users[who], approve_import.shown(asked))
    assert not AnnouncementPage.objects.filter(title="一", live=True).exists()


def test_what_changed_after_it_was_shown_stays_a_draft(town, asked):
    page = AnnouncementPage.objects.get(title="二")
    page.summary = "あとから変えた"
    page.save_revision(user=town.chika)
    made = approve_import.begin_approval(asked, town.ben, approve_import.shown(asked))
    made = approve_import.carry_on_approving(made.pk)
    assert (made.approved_count, made.rest) == (2, 1)
    assert not AnnouncementPage.objects.get(title="二").live


def test_a_decision_about_something_else_is_refused(town, asked):
    with pytest.raises(ChangedSince):
        approve_import.begin_approval(asked, town.ben, "0" * 64)


def test_an_approval_that_stopped_goes_on(town, asked, monkeypatch):
    approve_import.begin_approval(asked, town.ben, approve_import.shown(asked))
    told = []

    def stop(made):
        told.append(made)
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        approve_import.carry_on_approving(asked.pk, stop)
    assert AnnouncementPage.objects.filter(title__in="一二三", live=True).count() == 1
    work_on_import.work_on(asked.pk)
    made = ArticleImport.objects.get(pk=asked.pk)
    assert (made.state, made.approved_count) == (State.APPROVED, 3)


def test_what_to_look_at_names_the_article_and_what_was_refused_comes_first(town, client):
    new_category = "みどり市,2024.04.15,号,滝を見る会,滝,本文\r\n"
    data = a_file(extra=f"{new_category}みどり市,いつか,号,日付のない記事,くらし,本文\r\n")
    made = import_articles.begin([("a.csv", data)], town.news, town.aoi)
    import_articles.look(made)
    client.force_login(town.aoi, "cms.users.sign_in.StaffBackend")
    page = reverse("wagtailsnippets_articles_articleimport:inspect", args=[made.pk])
    shown = client.get(page)
    assert "取り込みます" in shown.content.decode()
    assert [p["title"] for p in shown.context["problems"]] == ["日付のない記事", "滝を見る会"]
    import_articles.confirm(made)
    import_articles.carry_on(made.pk)
    edit = reverse("wagtailadmin_pages:edit", args=[AnnouncementPage.objects.get(title="滝を見る会").pk])
    text = client.get(page).content.decode()
    assert "取り込みました" in text and text.count(edit) == 2  # in the list of articles and in that of problems
    approve_import.carry_on_asking(approve_import.ask(made, town.aoi).pk)
    client.force_login(town.ben, "cms.users.sign_in.StaffBackend")
    assert "先に確認すること 2件" in client.get(page).content.decode()


def take_the_address_of(page: AnnouncementPage) -> None:
    """Somebody makes another page with the address that `page` means to have."""
    page.slug = "taken"
    page.save_revision()
    page.get_parent().add_child(instance=AnnouncementPage(title="先にできたページ", slug="taken"))


def test_one_that_cannot_go_live_is_named_and_holds_back_no_other(town):
    made = imported(town, "一", "二", "三")
    take_the_address_of(AnnouncementPage.objects.get(title="二"))
    made = approve_import.carry_on_asking(approve_import.ask(made, town.aoi).pk)
    approve_import.begin_approval(made, town.ben, approve_import.shown(made))
    work_on_import.work_on(made.pk)
    made.refresh_from_db()
    assert (made.state, made.approved_count, made.rest, made.done) == (State.APPROVED, 2, 1, 3)
    assert not AnnouncementPage.objects.get(title="二").live
    left = made.articles.get(page__title="二")
    assert left.request.status == "in_progress"
    assert [(p["file"], p["row"]) for p in made.problems if "承認" in p["reason"]] == [(left.file, left.row)]


def test_one_for_which_approval_cannot_be_asked_is_named_and_holds_back_no_other(town):
    made = imported(town, "一", "二", "三")
    AnnouncementPage.objects.filter(title="二").update(latest_revision=None)
    approve_import.ask(made, town.aoi)
    work_on_import.work_on(made.pk)
    made.refresh_from_db()
    assert (made.state, approve_import.waiting(made).count()) == (State.ASKED, 2)
    assert len([p for p in made.problems if "承認" in p["reason"]]) == 1


def test_a_long_work_takes_turns_and_goes_on_from_where_it_was(town, asked, monkeypatch, mailoutbox):
    page = AnnouncementPage.objects.get(title="一")
    page.summary = "あとから変えた"
    page.save_revision(user=town.chika)
    approve_import.begin_approval(asked, town.ben, approve_import.shown(asked))
    monkeypatch.setattr(work_on_import, "TURN", -1)
    nudged = []
    monkeypatch.setattr(work_on_import, "nudge", nudged.append)
    for until in (0.0, 0.0, 0.0):  # a turn that is over after one article
        approve_import.carry_on_approving(asked.pk, until=until)
    work_on_import.work_on(asked.pk)
    assert nudged == [asked.pk]
    made = approve_import.carry_on_approving(asked.pk)
    assert (made.state, made.approved_count, made.rest, made.done) == (State.APPROVED, 2, 1, 3)
    [told] = [mail for mail in mailoutbox if "2件" in mail.body]
    assert town.aoi.email in told.to


def test_an_import_takes_turns_too(town, monkeypatch):
    monkeypatch.setattr(import_articles, "CHUNK", 1)
    made = import_articles.begin([("a.csv", a_file("一", "二", "三"))], town.news, town.aoi)
    import_articles.confirm(made)
    assert import_articles.carry_on(made.pk, until=0.0).added == 1
    assert import_articles.carry_on(made.pk, until=0.0).added == 2


def test_a_stop_between_an_article_and_its_count_leaves_the_figures_right(town, asked, monkeypatch):
    approve_import.begin_approval(asked, town.ben, approve_import.shown(asked))

    def stop(*_args):
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(approve_import, "_count", stop)
        with pytest.raises(KeyboardInterrupt):
            approve_import.carry_on_approving(asked.pk)
    made = approve_import.carry_on_approving(asked.pk)
    assert (made.state, made.approved_count, made.done) == (State.APPROVED, 3, 3)


def test_two_at_work_on_one_approval_count_each_article_once(town, asked):
    approve_import.begin_approval(asked, town.ben, approve_import.shown(asked))
    begun = []

    def let_another_go_first(made):
        if not begun:
            begun.append(made)
            approve_import.carry_on_approving(asked.pk)

    approve_import.carry_on_approving(asked.pk, let_another_go_first)
    made = ArticleImport.objects.get(pk=asked.pk)
    assert (made.state, made.approved_count, made.rest, made.done) == (State.APPROVED, 3, 0, 3)


def test_the_command_imports_approves_and_tells_the_counts(town, tmp_path, capsys):
    path = tmp_path / "a.csv"
    path.write_bytes(a_file("一", "二"))
    for expected in (2, 0):
        call_command("import_announcements", str(path), "--section=news", "--approved-by=ben")
        assert f"{expected}" in capsys.readouterr().out
    assert AnnouncementPage.objects.filter(title__in="一二", live=True).count() == 2


@pytest.mark.parametrize(
    "arguments", [["--approved-by=dan"], ["--approved-by=nobody"], ["--section=nowhere"], ["--approved-by=aoi"]]
)
def test_the_command_refuses_in_one_sentence_and_imports_nothing(town, tmp_path, arguments):
    path = tmp_path / "a.csv"
    path.write_bytes(a_file("一"))
    with pytest.raises(CommandError) as refused:
        call_command("import_announcements", str(path), *(["--section=news", *arguments]))
    assert "\n" not in str(refused.value)
    assert not AnnouncementPage.objects.filter(title="一").exists()


def test_more_than_a_request_can_look_through_is_refused_before_it_is_read(town, client):
    from django.core.files.uploadedfile import SimpleUploadedFile as File

    client.force_login(town.aoi)
    files = [File(f"{n}.csv", a_file("一").ljust(2_000_000)) for n in range(3)]
    add = reverse("wagtailsnippets_articles_articleimport:add")
    answer = client.post(add, {"files": files, "section": town.news.pk})
    assert "5 MB" in answer.content.decode()
    assert not ArticleImport.objects.exists()


def test_the_screens_lead_from_files_to_the_public(town, client, django_capture_on_commit_callbacks):
    from django.core.files.uploadedfile import SimpleUploadedFile as File

    client.force_login(town.aoi)
    add = reverse("wagtailsnippets_articles_articleimport:add")
    bad = client.post(add, {"files": [File("x.csv", b"a,b\n")], "section": town.news.pk})
    assert "x.csv" in bad.content.decode()
    client.post(add, {"files": [File("a.csv", a_file("一", "二"))], "section": town.news.pk})
    made = ArticleImport.objects.get()
    page = reverse("wagtailsnippets_articles_articleimport:inspect", args=[made.pk])
    assert "一" in client.get(page).content.decode()
    for act, after in (("confirm", State.DRAFTS), ("ask", State.ASKED)):
        with django_capture_on_commit_callbacks(execute=True):
            client.post(page, {"act": act})
        work_on_import.work_on(made.pk)
        made.refresh_from_db()
        assert made.state == after
    assert 'value="approve"' not in client.get(page).content.decode()
    client.force_login(town.ben)
    assert 'value="approve"' in client.get(page).content.decode()
    client.post(page, {"act": "approve", "digest": approve_import.shown(made)})
    work_on_import.work_on(made.pk)
    assert AnnouncementPage.objects.filter(title__in="一二", live=True).count() == 2
    client.force_login(town.chika)
    assert client.get(page).status_code in (302, 403)


def test_the_whole_import_is_sent_back_in_the_background_with_one_comment(town, asked, mailoutbox):
    with pytest.raises(PermissionDenied):
        approve_import.begin_sending_back(asked, town.aoi, "だめです")
    with pytest.raises(ValidationError):
        approve_import.begin_sending_back(asked, town.ben, "  ")
    made = approve_import.begin_sending_back(asked, town.ben, "日付を直してください。")
    assert made.state == State.RETURNING
    work_on_import.work_on(made.pk)
    made = ArticleImport.objects.get(pk=made.pk)
    assert (made.state, made.done) == (State.DRAFTS, 3)
    told = [mail for mail in mailoutbox if "差し戻" in mail.body]
    assert len(told) == 1 and "日付を直してください。" in told[0].body
    asked_again = approve_import.carry_on_asking(approve_import.ask(made, town.aoi).pk)
    assert approve_import.waiting(asked_again).count() == 3


def test_the_bundle_of_an_import_is_decided_on_the_imports_own_screen(town, asked, client):
    client.force_login(town.ben)
    own = reverse("wagtailsnippets_articles_articleimport:inspect", args=[asked.pk])
    listed = client.get(reverse("approvals:list")).content.decode()
    assert own in listed and "待っているものはありません" in listed and "あなたの承認を待っている" not in listed
    assert client.get(reverse("approvals:bundle", args=[asked.bundle_id])).headers["Location"] == own
    answer = client.post(own, {"act": "send_back", "comment": ""})
    assert answer.status_code == 422 and "直してほしい点を書いてください" in answer.content.decode()
    client.post(own, {"act": "send_back", "comment": "日付を直してください。"})
    assert ArticleImport.objects.get().state == State.RETURNING
