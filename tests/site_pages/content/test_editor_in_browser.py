"""The page editor in a browser: each block reaches the public page, a refusal names its field, no editor loses text."""

import os

import pytest
from django.core.files.base import ContentFile
from django.db import connections
from django.test import Client
from playwright.sync_api import expect, sync_playwright
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.images.tests.utils import get_test_image_file

from site_pages.content.models import AnnouncementPage
from tests.find_browser import ARGUMENTS, find_browser

pytestmark = [
    pytest.mark.journey,
    # Wagtail leaves the temporary file of a new rendition to the garbage collector.
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]
LONG = 30_000  # milliseconds, on a busy machine


@pytest.fixture
def office(own_town, live_server, settings, tmp_path):
    """Hands out desks: `office(user)` is a browser tab of that member of staff, `office()` a resident's."""
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"  # Playwright's loop runs in this thread, beside our queries
    settings.MEDIA_ROOT = str(tmp_path)
    collection = own_town.departments["koho"].collection
    get_image_model().objects.create(title="sakura", file=get_test_image_file(), collection=collection)
    paper = get_document_model()(title="申込書", collection=collection)
    paper.file.save("form.pdf", ContentFile(b"%PDF-1.4"))
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_browser(), args=ARGUMENTS)

        def desk(user=None):
            context = browser.new_context(locale="ja-JP", viewport={"width": 1280, "height": 1000})
            context.set_default_timeout(LONG)
            if user is not None:
                client = Client()
                client.force_login(user, "cms.users.sign_in.StaffBackend")
                value = client.cookies[settings.SESSION_COOKIE_NAME].value
                context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": value, "url": live_server.url}])
            return context.new_page()

        yield desk
        browser.close()
        connections.close_all()  # those made beside Playwright's loop are seen from here only
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture
def editor(office, own_town, live_server):
    """Aoi at an empty new announcement with title and summary typed in."""
    page = office(own_town.aoi)
    page.goto(f"{live_server.url}/admin/pages/add/content/announcementpage/{own_town.news.pk}/")
    page.wait_for_timeout(2500)  # until then Wagtail takes what is typed for the beginning
    page.get_by_role("textbox", name="題名").fill("桜まつりのお知らせ")
    page.locator("[name=summary]").fill("今年も開きます。")
    return page


def add_block(page, name):
    """The last button opens the list of kinds; pressed while the block before it still unfolds, it closes again."""
    option = page.get_by_role("option", name=name, exact=True)
    for _press in range(5):
        page.wait_for_timeout(1000)
        if option.is_visible():
            break
        page.locator("button.c-sf-add-button").last.click()
    option.click()


def choose(page, button, title):
    """Choose what is called `title` in the window that `button` opens."""
    page.get_by_role("button", name=button, exact=True).click()
    page.locator(".modal").get_by_role("link", name=title).click()
    expect(page.locator(".modal")).to_have_count(0, timeout=LONG)


def submit(page):
    page.locator("footer").get_by_role("button", name="他のアクション").click()
    page.get_by_role("button", name="承認を依頼する").click()


def test_an_image_without_alternative_text_is_refused_at_its_field_and_nothing_typed_is_lost(editor):
    add_block(editor, "画像")
    choose(editor, "画像を選択", "sakura")
    alt = editor.locator("[name=body-0-value-image-alt_text]")
    expect(alt).to_have_value("sakura")  # what Wagtail proposes: the name of the file
    editor.locator("[name=body-0-value-caption]").fill("中央公園の桜")
    for text, said in (("sakura", "ファイルの名前のままです"), ("", "代替テキストを入力する")):
        alt.fill(text)
        submit(editor)
        field = editor.locator("[data-contentpath=alt_text]")
        expect(field).to_contain_text("代替テキスト", timeout=LONG)
        expect(field.locator(".w-field__errors")).to_contain_text(said, timeout=LONG)
        expect(editor.locator("[name=title]")).to_have_value("桜まつりのお知らせ")
        expect(editor.locator("[name=summary]")).to_have_value("今年も開きます。")
        expect(editor.locator("[name=body-0-value-caption]")).to_have_value("中央公園の桜")
        alt = editor.locator("[name=body-0-value-image-alt_text]")
    alt.fill("満開の桜の下を歩く親子")
    submit(editor)
    expect(editor.locator(".messages")).to_contain_text("承認を依頼しました", timeout=LONG)


def test_an_announcement_of_every_block_is_read_on_the_public_page_after_approval(
    editor, office, own_town, live_server
):
    for name in ("見出し", "文章", "画像", "表", "ファイル", "問い合わせ先", "地図"):
        add_block(editor, name)
    editor.locator("[name$=value-text]").fill("催しの日時")
    editor.locator("[data-contentpath=body] .public-DraftEditor-content").fill("4月5日に開きます。")
    choose(editor, "画像を選択", "sakura")
    editor.locator("[name$=value-image-alt_text]").fill("満開の桜")
    editor.locator("[name$=value-caption]").fill("中央公園の桜")
    editor.get_by_label("表の見出し").select_option("row")
    editor.get_by_label("表の題名").fill("料金の表")
    for n, text in enumerate(("区分", "料金", "", "大人", "100円")):
        if text:
            editor.locator(".htCore td").nth(n).dblclick()
            editor.locator("textarea.handsontableInput").fill(text)
            editor.keyboard.press("Enter")
    choose(editor, "ドキュメントを選択", "申込書")
    editor.locator("[name$=value-note]").fill("平日だけ")
    editor.locator("[name$=value-name]").fill("中央公園")
    editor.locator("[name$=value-address]").fill("緑町1番地")
    submit(editor)
    expect(editor.locator(".messages")).to_contain_text("承認を依頼しました", timeout=LONG)

    page = AnnouncementPage.objects.get(title="桜まつりのお知らせ")
    ben = office(own_town.ben)
    ben.goto(f"{live_server.url}/admin/approvals/{page.current_workflow_task_state.pk}/")
    ben.locator("button[name=decision][value=approve]").click()
    expect(ben.locator(".messages")).to_contain_text("承認しました", timeout=LONG)

    page.refresh_from_db()
    resident = office()
    resident.goto(live_server.url + page.url)
    expect(resident.get_by_role("heading", name="催しの日時")).to_be_visible()
    expect(resident.get_by_text("4月5日に開きます。")).to_be_visible()
    expect(resident.get_by_role("img", name="満開の桜")).to_be_visible()
    expect(resident.get_by_text("中央公園の桜")).to_be_visible()
    table = resident.get_by_role("table", name="料金の表")
    expect(table.get_by_role("columnheader", name="料金")).to_be_visible()
    expect(table.get_by_role("cell", name="100円")).to_be_visible()
    expect(resident.get_by_role("link", name="申込書")).to_be_visible()
    expect(resident.get_by_text("平日だけ")).to_be_visible()
    expect(resident.get_by_role("link", name="中央公園")).to_be_visible()


def test_who_edits_a_page_that_somebody_else_has_saved_is_told_and_loses_nothing(office, own_town, live_server):
    page = own_town.write("ごみの収集日")
    address = f"{live_server.url}/admin/pages/{page.pk}/edit/"
    aoi, ben = office(own_town.aoi), office(own_town.ben)
    aoi.goto(address)
    ben.goto(address)
    aoi.wait_for_timeout(2500)
    aoi.locator("[name=summary]").fill("あおいが直しました。")
    aoi.get_by_role("button", name="下書きを保存").click()
    expect(aoi.locator(".messages")).to_contain_text("ごみの収集日", timeout=LONG)
    ben.locator("[name=summary]").fill("勉が直しました。")
    ben.get_by_role("button", name="下書きを保存").first.click()
    told = ben.get_by_role("dialog")
    expect(told).to_contain_text("青木 あおいが新しい版を保存しました", timeout=LONG)
    expect(
        told.get_by_role("button", name="最新の版を見る").or_(told.get_by_role("link", name="最新の版を見る"))
    ).to_be_visible()
    expect(ben.locator("[name=summary]")).to_have_value("勉が直しました。")
    page.refresh_from_db()
    assert page.get_latest_revision_as_object().summary == "あおいが直しました。", "nothing is written over unasked"
    told.get_by_role("button", name="下書きを保存").click()
    expect(ben.locator(".messages")).to_contain_text("ごみの収集日", timeout=LONG)
    page.refresh_from_db()
    assert page.get_latest_revision_as_object().summary == "勉が直しました。"
