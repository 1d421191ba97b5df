"""The form and what the editor asks for while a menu is drawn."""

import io
import json
from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

from cms.demo.pages import go_live
from linebridge.richmenus.models import MenuSet, Original, Picture
from linebridge.richmenus.start_from import READY
from tests.linebridge.richmenus.menus import live, menu_of


def url(action, *args):
    return reverse(f"wagtailsnippets_line_richmenus_menuset:{action}", args=args)


def ask(name, *args):
    return reverse(f"line_richmenus:{name}", args=args)


@pytest.fixture
def aoi(client, town):
    client.force_login(town.aoi, backend="cms.users.sign_in.StaffBackend")
    return client


def form(town, menu, **values):
    fields = {
        "name": menu.name, "department": town.departments["koho"].pk, "size": menu.size, "theme": menu.theme,
        "chat_bar_text": menu.chat_bar_text, "opened": "on", "purpose": menu.purpose, "order": menu.order,
        "segment": "", "tabs": json.dumps(menu.tabs),
    }  # fmt: skip
    return fields | values


def body(menu, **values):
    return json.dumps({"tabs": menu.tabs, "size": menu.size, "theme": menu.theme, "chat_bar_text": "メニュー"} | values)


def picture(width, height, form="PNG"):
    out = io.BytesIO()
    Image.new("RGB", (width, height), "#0017c1").save(out, form)
    return SimpleUploadedFile(f"a.{form.lower()}", out.getvalue())


def test_a_menu_is_saved_as_a_draft_and_stays_as_it_was_drawn(aoi, town):
    menu = menu_of(6)
    assert aoi.post(url("add"), form(town, menu)).status_code == 302
    row = MenuSet.objects.get()
    assert (row.live, row.tabs) == (False, menu.tabs)
    changed = menu_of(4, 4, 4)
    assert aoi.post(url("edit", row.pk), form(town, changed)).status_code == 302
    row.refresh_from_db()
    assert row.get_latest_revision_as_object().tabs == changed.tabs


@pytest.mark.parametrize(
    "wrong",
    ["", "{", "null", "{}", "[1]", "[" * 100_000, '[{"key": "a", "name": "b", "areas": []}]', "[" + "1," * 9 + "1]"],
)
def test_what_is_no_menu_never_becomes_an_empty_one(aoi, town, wrong):
    menu = menu_of(6)
    aoi.post(url("add"), form(town, menu))
    row = MenuSet.objects.get()
    answer = aoi.post(url("edit", row.pk), form(town, menu, tabs=wrong, name="ほかの名前"))
    assert answer.status_code == 200
    page = answer.content.decode()
    assert "メニューの内容を読み取れないため、保存しませんでした。" in page
    assert "ほかの名前" in page
    assert row.get_latest_revision_as_object().tabs == menu.tabs


def test_no_menu_in_the_request_leaves_the_stored_one(aoi, town):
    menu = menu_of(6)
    aoi.post(url("add"), form(town, menu))
    row = MenuSet.objects.get()
    fields = form(town, menu)
    del fields["tabs"]
    answer = aoi.post(url("edit", row.pk), fields)
    assert (answer.status_code, menu.tabs[0]["key"] in answer.content.decode()) == (200, True)
    assert row.get_latest_revision_as_object().tabs == menu.tabs


def test_an_error_elsewhere_keeps_the_menu_that_was_drawn(aoi, town):
    menu = menu_of(5)
    answer = aoi.post(url("add"), form(town, menu, chat_bar_text="あ" * 15))
    page = answer.content.decode()
    assert "文字が15文字あります。LINEでは14文字までです。" in page
    assert menu.tabs[0]["key"] in page


def test_the_words_on_the_bar_are_counted_as_a_reader_counts(aoi, town):
    family = "👨‍👩‍👧"
    assert aoi.post(url("add"), form(town, menu_of(1), chat_bar_text=family * 14)).status_code == 302
    assert aoi.post(url("add"), form(town, menu_of(1), chat_bar_text=family * 15)).status_code == 200


def test_the_picture_is_drawn_for_the_menu_in_the_form(aoi):
    menu = menu_of(6)
    at = f"{ask('picture')}?tab={menu.tabs[0]['key']}"
    answer = aoi.post(at, body(menu), content_type="application/json")
    assert (answer.status_code, answer["Content-Type"]) == (200, "image/png")
    assert Image.open(io.BytesIO(answer.content)).size == (1000, 674)
    menu.tabs[0]["areas"][0]["label"] = ""  # a draft in work is seen too
    assert aoi.post(at, body(menu), content_type="application/json").status_code == 200
    menu.tabs[0]["areas"][0]["bounds"] = [-50, 0, 100, 100]
    answer = aoi.post(at, body(menu), content_type="application/json")
    assert (answer.status_code, "はみ出" in answer.json()["refused"]) == (422, True)
    assert aoi.post(at, "[[[", content_type="application/json").status_code == 422


def test_what_is_wrong_is_told_at_its_place(aoi):
    menu = menu_of(2)
    area = menu.tabs[0]["areas"][1]
    area["target"] = {"kind": "url", "value": "http://example.jp/"}
    told = aoi.post(ask("findings"), body(menu), content_type="application/json").json()
    assert [(each["area"], each["field"], each["error"]) for each in told["findings"]] == [
        (area["key"], "target", True)
    ]
    assert told["words"][menu.tabs[0]["areas"][0]["key"]] == "トークで「ごみ」と送ります"


def test_pages_are_found_by_their_title(aoi, town):
    page = town.publish(town.write("ごみの収集日"))
    town.write("ごみの下書き")
    assert aoi.get(ask("find"), {"words": "ごみ"}).json() == {"found": [[str(page.pk), "ごみの収集日"]]}


def test_a_finished_picture_must_have_the_size_of_the_menu(aoi):
    answer = aoi.post(ask("upload"), {"as": "finished", "size": "compact", "file": picture(2500, 843)}).json()
    kept = Picture.objects.get(pk=answer["key"])
    assert (kept.width, kept.height, kept.content_type) == (2500, 843, "image/png")
    answer = aoi.post(ask("upload"), {"as": "finished", "size": "large", "file": picture(2500, 843)})
    assert "2500×1686" in answer.json()["refused"]
    answer = aoi.post(ask("upload"), {"as": "finished", "file": SimpleUploadedFile("a.png", b"<svg onload=x>")})
    assert answer.status_code == 422


def test_a_picture_for_an_icon_is_made_smaller(aoi):
    key = aoi.post(ask("upload"), {"as": "icon", "file": picture(3000, 1500, "JPEG")}).json()["key"]
    kept = Picture.objects.get(pk=key)
    assert (kept.width, kept.height) == (600, 300)
    menu = menu_of(1)
    menu.tabs[0]["areas"][0]["picture"] = key
    at = f"{ask('picture')}?tab={menu.tabs[0]['key']}"
    assert aoi.post(at, body(menu), content_type="application/json").status_code == 200


@pytest.mark.parametrize("key", READY)
def test_every_ready_menu_can_be_started_from(aoi, town, key):
    page = aoi.get(url("add"), {"from": key}).content.decode()
    assert str(READY[key].name) in page
    assert aoi.get(ask("ready", key))["Content-Type"] == "image/png"
    assert not MenuSet.objects.exists()


def test_the_screen_for_a_new_menu_offers_the_ready_ones(aoi, town):
    page = aoi.get(url("add")).content.decode()
    assert "data-menu-value>[]<" in page
    assert all(str(ready.name) in page for ready in READY.values())


def test_a_copy_has_areas_of_its_own(aoi, town):
    row = live(town, 4, 4)
    page = aoi.get(url("copy", row.pk)).content.decode()
    assert "くらしのメニュー（複製）" in page
    assert row.tabs[0]["key"] not in page
    assert MenuSet.objects.count() == 1


def test_pictures_are_taken_out_as_svg_png_and_jpg(aoi, town):
    row = live(town, 6)
    tab = row.tabs[0]["key"]
    svg = aoi.get(ask("export_svg", row.pk, tab))
    assert svg.content.decode().count("inkscape:groupmode") == 7
    assert "attachment" in svg["Content-Disposition"]
    for form, kind in (("png", "PNG"), ("jpg", "JPEG")):
        made = Image.open(io.BytesIO(aoi.get(ask(f"export_{form}", row.pk, tab)).content))
        assert (made.format, made.size) == (kind, (2500, 1686))


def test_originals_are_kept_for_staff_of_the_department_only(aoi, town, client, django_capture_on_commit_callbacks):
    row = live(town, 6)
    psd = b"8BPS\x00\x01" + bytes(500)
    aoi.post(ask("files", row.pk), {"file": SimpleUploadedFile("元の画像.psd", psd)})
    kept = Original.objects.get()
    assert (kept.name, kept.kind, kept.size) == ("元の画像.psd", "psd", 506)
    assert settings.MEDIA_ROOT not in kept.file.path
    answer = aoi.get(ask("original", row.pk, kept.pk))
    assert (b"".join(answer.streaming_content), answer["Content-Type"]) == (psd, "application/octet-stream")
    aoi.post(ask("files", row.pk), {"file": SimpleUploadedFile("だめ.psd", b"MZ" + bytes(50))})
    assert Original.objects.count() == 1
    client.force_login(town.chika, backend="cms.users.sign_in.StaffBackend")
    for at in (ask("files", row.pk), ask("original", row.pk, kept.pk)):
        assert client.get(at).status_code in (302, 403)
    assert client.post(ask("remove_original", row.pk, kept.pk)).status_code in (302, 403)
    assert Path(kept.file.path).exists()
    client.force_login(town.aoi, backend="cms.users.sign_in.StaffBackend")
    with django_capture_on_commit_callbacks(execute=True):
        client.post(ask("remove_original", row.pk, kept.pk))
    assert not Original.objects.exists()
    assert not Path(kept.file.path).exists()


def test_the_city_changes_its_figures(client, town):
    client.force_login(town.admin, backend="cms.users.sign_in.StaffBackend")
    assert client.post(ask("rules"), {"areas": 6, "tabs": 2, "total": 12}).status_code == 302
    menu = menu_of(7)
    told = client.post(ask("findings"), body(menu), content_type="application/json").json()["findings"]
    assert [(each["error"], "市の決まりでは6個まで" in each["sentence"]) for each in told] == [(False, True)]
    client.force_login(town.aoi, backend="cms.users.sign_in.StaffBackend")
    assert client.post(ask("rules"), {"areas": 20, "tabs": 3, "total": 60}).status_code in (302, 403)


def test_the_document_holds_every_live_menu_and_needs_nothing_else(aoi, town):
    row = live(town, 6)
    go_live(menu_saved(town, name="下書きで終わる"), town.aoi, town.ben)
    page = aoi.get(ask("document"), {"download": ""})
    words = page.content.decode()
    assert "attachment" in page["Content-Disposition"]
    assert all(
        word in words
        for word in (row.name, "別府", "ごみ", "トークで「ごみ」と送ります", "0, 0, 833, 843", "Noto Sans")
    )
    assert 'src="data:image/png;base64,' in words and "http" not in words.replace("http-equiv", "")


def menu_saved(town, **values):
    menu = menu_of(2, department=town.departments["koho"], **values)
    menu.save()
    return menu
