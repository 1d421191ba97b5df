"""The menu in words: on the web, in the talk, for the right person."""

import pytest
from bs4 import BeautifulSoup

from cms.workflow.take_down import take_down
from linebridge.friends.models import Friend
from linebridge.messages.length import utf16_units
from linebridge.richmenus.choose import menu_for
from linebridge.richmenus.models import MenuSet, Target
from linebridge.richmenus.twin import as_text, asks_for_menu, twin
from linebridge.segments.models import Segment
from linebridge.webhook.process import work
from site_pages.mirror.expect import of_hooks
from site_pages.mirror.models import MirrorFile
from tests.linebridge.richmenus.menus import live, menu_of


@pytest.mark.parametrize(
    "words",
    ["メニュー", "めにゅー", "メニュ", "ﾒﾆｭｰ", "menu", "ＭＥＮＵ", "Menu", " メニュー\n", "「メニュー」", "メニュー！"],
)
def test_the_menu_is_asked_for_in_many_ways(words):
    assert asks_for_menu(words)


@pytest.mark.parametrize("words", ["", "メニューの見方を教えて", "メモ", "給食の献立メニュー"])
def test_other_words_are_left_to_others(words):
    assert not asks_for_menu(words)


def test_each_tab_says_what_leads_where(town):
    menu = live(town, 2, 2)
    assert [(section.name, [row.label for row in section.rows]) for section in twin(menu)] == [
        ("メイン", ["ごみ", "子育て"]), ("防災", ["ごみ", "子育て"]),
    ]  # fmt: skip
    assert as_text(menu).splitlines()[:5] == [
        "メニュー", "", "【メイン】", "・ごみ", "　「ごみ」と 送ってください",
    ]  # fmt: skip


def test_telephone_numbers_can_be_read(db):
    menu = menu_of(1, target=Target("phone", "03-1234-5678"))
    assert as_text(menu).splitlines()[-1] == "　03-1234-5678 に電話をかけます"


def test_a_list_too_long_for_line_gives_the_address_of_the_page(db):
    menu = menu_of(12, 12, 12, target=Target("url", "https://example.jp/" + "a" * 300))
    assert as_text(menu).endswith("/menu/")
    assert utf16_units(as_text(menu)) < 5000


def test_the_menu_on_the_web_is_a_list_of_links(client, town):
    assert client.get("/menu/").status_code == 404
    assert of_hooks() == []
    page = town.publish(town.write("ごみの収集日"))
    row = live(town, 2, 1, target=Target("page", str(page.pk)))
    found = BeautifulSoup(client.get("/menu/").content, "html.parser").main
    assert [link["href"].rsplit("/", 2)[1] for link in found.select("li a")] == [page.slug] * 3
    assert [heading.text for heading in found.select("h2")] == ["メイン", "防災"]
    assert of_hooks() == ["/menu/"]
    assert MirrorFile.objects.get(path="/menu/").dirty_since
    take_down(page, town.ben, "終わりました。")
    assert "ごみ" not in BeautifulSoup(client.get("/menu/").content, "html.parser").main.text
    take_down(row, town.ben, "やめました。")
    assert client.get("/menu/").status_code == 404


def test_segments_come_first_then_the_order(town):
    answered = Segment.objects.create(name="回答した人", department=town.departments["koho"], rule={"leaf": "answered"})
    one, other = (Friend.objects.create(line_user_id=f"U{n:032x}") for n in range(2))
    Friend.objects.filter(pk=one.pk).update(answered_at="2026-04-01T00:00:00Z")
    assert menu_for(one) is None
    live(town, 1, name="全員1", order=5)
    live(town, 1, name="全員2", order=1)
    live(town, 1, name="回答者", order=900, segment=answered)
    live(town, 1, name="緊急", purpose=MenuSet.Purpose.EMERGENCY, order=0)
    assert [menu_for(who).name for who in (one, other, None)] == ["回答者", "全員2", "全員2"]
    Segment.objects.filter(pk=answered.pk).update(rule={"leaf": "no such leaf"})
    assert menu_for(one).name == "全員2"


@pytest.mark.django_db(transaction=True)
def test_who_writes_menu_in_the_talk_gets_it_in_words(own_town, emulator, live_server):
    live(own_town, 2)
    emulator.point_webhook(f"{live_server.url}/line/webhook/")
    phone = emulator.add_phone("はな")
    emulator.say(phone, "ﾒﾆｭｰ")
    emulator.wait_until_told()
    work()
    assert [message["text"].splitlines()[0] for message in emulator.received(phone)] == ["メニュー"]
