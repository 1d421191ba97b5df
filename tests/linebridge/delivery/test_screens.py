"""What staff see: the tab in the editor, the approval, the list and the page of a delivery, each for whom it is."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Page
from wagtail.test.utils.form_data import nested_form_data, rich_text, streamfield

from cms.workflow.approve import problems_of
from cms.workflow.fingerprint import digest, parts
from linebridge.delivery.approval import LinePanel
from linebridge.delivery.models import Delivery, LineMessageIndexPage, LineMessageInstruction, LineMessagePage
from linebridge.delivery.start import start
from linebridge.delivery.work import work
from tests.cms.workflow.forms import filled_in
from tests.linebridge.delivery.story import befriend, by_rule, instruct, soon

BACKEND = "cms.users.sign_in.StaffBackend"
LIST = "wagtailsnippets_line_delivery_delivery:list"
INSPECT = "wagtailsnippets_line_delivery_delivery:inspect"
assert rich_text


@pytest.fixture
def signed_in(client):
    def sign_in(user):
        client.force_login(user, BACKEND)
        session = client.session
        session["second_factor"] = True
        session.save()
        return client

    return sign_in


def planned(town, at=None, title="お知らせ"):
    page = town.write(title)
    instruct(page, at=at)
    town.publish(page)
    return Delivery.objects.get(title=title)


def shown(response):
    assert response.status_code == 200, response.status_code
    text = re.sub(r"<(script|style).*?</\1>", "", response.content.decode(), flags=re.S)
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", text))


def form_of(page, rows, **values):
    """What the editor posts for an announcement with these instructions."""
    return nested_form_data(
        {
            "title": page.title,
            "slug": page.slug,
            "summary": page.summary,
            "body": streamfield([]),
            "category": "",
            "department": page.department_id,
            "line_instructions": {
                "TOTAL_FORMS": len(rows),
                "INITIAL_FORMS": sum(1 for row in rows if row.get("id")),
                "MIN_NUM_FORMS": 0,
                "MAX_NUM_FORMS": 1000,
                **{str(i): {"ORDER": i + 1, "lead": "", **row} for i, row in enumerate(rows)},
            },
            "comments": {"TOTAL_FORMS": 0, "INITIAL_FORMS": 0, "MIN_NUM_FORMS": 0, "MAX_NUM_FORMS": 1000},
            **values,
        }
    )


def test_the_result_page_tells_the_figures_and_never_says_delivered(own_town, emulator, signed_in):
    befriend(emulator, 60)
    delivery = planned(own_town)
    work(delivery.pk)
    text = shown(signed_in(own_town.aoi).get(reverse(INSPECT, args=[delivery.pk])))
    assert "LINEが受け付けた人数 60" in text
    assert "配信終了" in text
    assert "届いた人数" not in text and "配信数" not in text
    assert "すべての友だち" in text


def test_a_running_delivery_renews_its_figures_and_offers_to_halt(own_town, emulator, signed_in):
    befriend(emulator, 60)
    delivery = planned(own_town)
    start(delivery.pk)
    page = signed_in(own_town.aoi).get(reverse(INSPECT, args=[delivery.pk])).content.decode()
    assert reverse("line_delivery:progress", args=[delivery.pk]) in page
    assert 'aria-live="polite"' in page
    confirm = shown(signed_in(own_town.aoi).get(reverse("line_delivery:halt", args=[delivery.pk])))
    assert "まだ送っていないのは60人です" in confirm
    signed_in(own_town.aoi).post(reverse("line_delivery:halt", args=[delivery.pk]))
    assert Delivery.objects.get(pk=delivery.pk).state == Delivery.State.HALTED


def test_a_held_delivery_is_released_on_a_page_that_names_the_number(own_town, emulator, signed_in):
    befriend(emulator, 20)
    delivery = planned(own_town)
    befriend(emulator, 10)
    work(delivery.pk)
    page = shown(signed_in(own_town.ben).get(reverse("line_delivery:release", args=[delivery.pk])))
    assert "30人に配信します" in page
    assert "1割を超えて変わりました" in page
    signed_in(own_town.ben).post(reverse("line_delivery:release", args=[delivery.pk]), {"looked_at": 30})
    work(delivery.pk)
    assert Delivery.objects.get(pk=delivery.pk).state == Delivery.State.DONE


def test_a_planned_delivery_is_cancelled_with_a_confirmation(own_town, emulator, signed_in):
    befriend(emulator, 3)
    delivery = planned(own_town, at=soon())
    client = signed_in(own_town.aoi)
    assert "取り消した配信は元に戻せません" in shown(client.get(reverse("line_delivery:cancel", args=[delivery.pk])))
    client.post(reverse("line_delivery:cancel", args=[delivery.pk]))
    assert Delivery.objects.get(pk=delivery.pk).state == Delivery.State.CANCELLED


def test_another_department_neither_lists_nor_opens_nor_acts(own_town, emulator, signed_in):
    befriend(emulator, 3)
    delivery = planned(own_town, at=soon(), title="広報課だけのお知らせ")
    client = signed_in(own_town.chika)
    assert "広報課だけのお知らせ" not in shown(client.get(reverse(LIST)))
    addresses = [reverse(INSPECT, args=[delivery.pk])]
    addresses += [
        reverse(f"line_delivery:{act}", args=[delivery.pk]) for act in ("halt", "cancel", "release", "progress")
    ]
    for address in addresses:
        for answer in (client.get(address), client.post(address)):
            assert answer.status_code in (302, 403, 404, 405), address
            assert "広報課だけのお知らせ" not in answer.content.decode()
    assert Delivery.objects.get(pk=delivery.pk).state == Delivery.State.PLANNED


def test_the_list_is_exported_without_formulas(own_town, emulator, signed_in):
    befriend(emulator, 3)
    planned(own_town, title="=1+1 のお知らせ")
    answer = signed_in(own_town.aoi).get(reverse(LIST) + "?export=csv")
    rows = b"".join(answer.streaming_content).decode("utf-8-sig").splitlines()
    assert "LINEが受け付けた人数" in rows[0]
    assert "'=1+1 のお知らせ" in rows[1] and ",通常,配信待ち," in rows[1]
    assert signed_in(own_town.aoi).get(reverse(LIST) + "?export=xlsx").status_code == 200


def test_nobody_adds_edits_or_deletes_deliveries_by_hand(own_town, emulator, signed_in):
    befriend(emulator, 3)
    delivery = planned(own_town, at=soon())
    client = signed_in(own_town.admin)
    base = "wagtailsnippets_line_delivery_delivery"
    for address in (
        reverse(f"{base}:add"),
        reverse(f"{base}:edit", args=[delivery.pk]),
        reverse(f"{base}:delete", args=[delivery.pk]),
    ):
        client.post(address, {"title": "x"})
    assert Delivery.objects.get(pk=delivery.pk).title == "お知らせ"


def test_the_tab_keeps_the_key_through_drafts_of_a_live_page(own_town, emulator, signed_in):
    befriend(emulator, 3)
    page = own_town.publish(own_town.write("公開中のお知らせ"))
    client = signed_in(own_town.aoi)
    address = reverse("wagtailadmin_pages:edit", args=[page.pk])
    row = {"id": "", "key": "", "audience": "everyone", "when": "now"}
    assert client.post(address, form_of(page, [row])).status_code == 302
    first = Page.objects.get(pk=page.pk).specific.get_latest_revision_as_object().line_instructions.get().key
    assert client.post(address, form_of(page, [row | {"key": str(first)}])).status_code == 302
    again = Page.objects.get(pk=page.pk).specific.get_latest_revision_as_object().line_instructions.get().key
    assert first == again


def test_the_empty_row_of_the_tab_carries_no_key(own_town, signed_in):
    page = own_town.write("下書き")
    html = signed_in(own_town.aoi).get(reverse("wagtailadmin_pages:edit", args=[page.pk])).content.decode()
    empty = re.search(r'<input[^>]*name="line_instructions-__prefix__-key"[^>]*>', html)
    assert empty and "value=" not in empty[0]


@pytest.mark.parametrize(
    ("row", "sentence"),
    [
        ({"audience": "everyone", "when": "at", "at": "2020-01-01 09:00"}, "配信日時が過去になっています"),
        ({"audience": "everyone", "when": "at", "at": ""}, "配信する日時を入力してください"),
        ({"audience": "segment", "segment": "", "when": "now"}, "セグメントを選ぶか、「友だち全員」を選んでください"),
    ],
)
def test_a_mistake_in_the_tab_is_said_at_its_place_and_nothing_is_lost(row, sentence, own_town, signed_in):
    page = own_town.write("下書き")
    address = reverse("wagtailadmin_pages:edit", args=[page.pk])
    posted = form_of(page, [{"id": "", "key": "", "lead": "打ち込んだ文", **row}])
    answer = signed_in(own_town.aoi).post(address, posted)
    assert answer.status_code == 200
    html = answer.content.decode()
    assert sentence in html
    assert "打ち込んだ文" in html


def test_a_segment_of_another_department_cannot_be_chosen(own_town, signed_in):
    segment = by_rule(own_town, {"leaf": "everyone"}, "子育て課の対象", "kosodate")
    page = own_town.write("下書き")
    row = {"id": "", "key": "", "audience": "segment", "segment": segment.pk, "when": "now"}
    client = signed_in(own_town.aoi)
    address = reverse("wagtailadmin_pages:edit", args=[page.pk])
    assert client.post(address, form_of(page, [row])).status_code == 200
    assert "子育て課の対象" not in client.get(address).content.decode()


def test_what_has_been_sent_cannot_be_changed_in_the_tab(own_town, emulator, signed_in):
    befriend(emulator, 3)
    delivery = planned(own_town)
    work(delivery.pk)
    page = delivery.page.specific
    row = {"id": page.line_instructions.get().pk, "key": delivery.source_key, "audience": "everyone"}
    later = {"when": "at", "at": f"{timezone.localtime() + timedelta(days=1):%Y-%m-%d %H:%M}"}
    address = reverse("wagtailadmin_pages:edit", args=[page.pk])
    answer = signed_in(own_town.aoi).post(address, form_of(page, [row | later]))
    assert "もう一度配信するときは、新しい配信を追加してください" in answer.content.decode()


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (
            lambda town, row: setattr(row, "lead", "あ" * 5012),
            "本文が5,000文字（LINEの数え方）を超えています（5,012文字）。",
        ),
        (lambda town, row: vars(row).update(when="at", at=timezone.now() - timedelta(hours=1)), "配信日時が過去に"),
        (
            lambda town, row: vars(row).update(
                audience="segment", segment_id=by_rule(town, {"leaf": "everyone"}, "よその対象", "kosodate").pk
            ),
            "ほかの所属のセグメント",
        ),
        (
            lambda town, row: vars(row).update(audience="segment", segment_id=by_rule(town, {"leaf": "answered"}).pk),
            "配信対象が0人です",
        ),
    ],
)
def test_what_must_be_mended_blocks_the_approval(change, sentence, own_town, emulator):
    befriend(emulator, 3)
    page = own_town.write("下書き")
    row = instruct(page)
    change(own_town, row)
    page.line_instructions = [row]
    page.save_revision(user=own_town.aoi)
    found = problems_of(page.get_latest_revision_as_object())
    assert [each for each in found if sentence in each], found


def test_what_line_refuses_blocks_the_approval(own_town, emulator):
    befriend(emulator, 3)
    page = own_town.write("下書き")
    instruct(page)
    page.save_revision(user=own_town.aoi)
    emulator.misbehave(endpoint="validate", fault="400")
    found = problems_of(page.get_latest_revision_as_object())
    assert "LINEが受け付けません" in found[0]


def test_the_approval_shows_the_very_messages_with_audience_number_and_time(own_town, emulator):
    befriend(emulator, 1234)
    page = own_town.write("インフルエンザの予防接種")
    row = instruct(page, lead="受け付けを始めました。", at=soon(60))
    page.save_revision(user=own_town.aoi)
    panel = LinePanel(page.get_latest_revision_as_object())
    text = re.sub(r"<[^>]+>", " ", panel.render_html())
    for words in ("すべての友だち", "1,234人", "受け付けを始めました。", "インフルエンザの予防接種", "くわしく見る"):
        assert words in text
    part = panel.fingerprint()[str(row.key)]
    assert part["messages"]["ja"][0]["text"] == "受け付けを始めました。"
    assert panel.figures()[str(row.key)]["count"] == 1234


def test_the_fingerprint_stays_the_same_when_only_the_number_moves(own_town, emulator):
    befriend(emulator, 10)
    page = own_town.write("下書き")
    instruct(page)
    page.save_revision(user=own_town.aoi)
    before = digest(parts(page.get_latest_revision_as_object()))
    befriend(emulator, 5)
    assert digest(parts(page.get_latest_revision_as_object())) == before


def test_a_line_only_message_is_approved_and_sent_and_never_on_the_web(own_town, emulator, client):
    friends = befriend(emulator, 3)
    folder = LineMessageIndexPage(title="広報課", slug="line-koho")
    Page.get_first_root_node().add_child(instance=folder)
    own_town.departments["koho"].pages.add(folder)
    page = LineMessagePage(title="救急の日のクイズ", slug="quiz", live=False, owner=own_town.aoi)
    page.body = [("text", "クイズです。🍎"), ("card", {"page": own_town.news, "label": ""})]
    folder.add_child(instance=page)
    row = LineMessageInstruction(audience="everyone", when="now")
    row.clean()
    page.line_instructions.add(row)
    page.save_revision(user=own_town.aoi)
    page = own_town.publish(page)
    work(Delivery.objects.get().pk)
    text, card = emulator.received(friends[0].line_user_id)
    assert text == {"type": "text", "text": "クイズです。🍎"}
    assert card["altText"] == "お知らせ"
    assert page.full_url is None
    for address in ("/sitemap.xml", "/api/v2/pages/?limit=100", "/search/?q=クイズ"):
        answer = client.get(address)
        assert answer.status_code == 200
        assert "救急の日" not in answer.content.decode()


def test_an_editor_writes_several_line_messages_and_no_address(own_town, client):
    folder = LineMessageIndexPage(title="広報課", slug="line-koho")
    Page.get_first_root_node().add_child(instance=folder)
    own_town.departments["koho"].pages.add(folder)
    client.force_login(own_town.aoi, BACKEND)
    add = reverse("wagtailadmin_pages:add", args=["line_delivery", "linemessagepage", folder.pk])
    titles = ["救急の日のクイズ", "消防団のお知らせ"]
    for title in titles:
        assert client.post(add, filled_in(client, add, LineMessagePage, title=title)).status_code == 302
    made = LineMessagePage.objects.child_of(folder)
    assert set(made.values_list("title", flat=True)) == set(titles)
    assert len(set(made.values_list("slug", flat=True))) == 2
    below = reverse("wagtailadmin_pages:add", args=["line_delivery", "linemessageindexpage", folder.pk])
    assert client.post(below, filled_in(client, below, LineMessageIndexPage, title="イベント")).status_code == 302
    assert LineMessageIndexPage.objects.child_of(folder).get().title == "イベント"


def test_the_preview_of_a_line_message_shows_its_bubbles(own_town, rf):
    page = LineMessagePage(title="クイズ", body=[("text", "こたえはどれ？")])
    page.body = [("text", "こたえはどれ？")]
    answer = page.serve_preview(rf.get("/"), "line")
    assert "こたえはどれ？" in answer.content.decode()
