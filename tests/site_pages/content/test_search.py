"""Search finds Japanese inside words, titles first, on whichever database the tests run."""

import pytest
from django.core.management import call_command

from site_pages.content.models import AnnouncementPage, FAQIndexPage, FAQPage
from site_pages.content.search import find


def titles(query: str, pages=None) -> list[str]:
    return [page.title for page in find(query, pages)[:]]


@pytest.fixture
def shelters(town):
    body = [("paragraph", "<p>避難のときは市民会館も使えます。</p>")]
    return [
        town.publish(town.write("指定緊急避難所一覧")),
        town.publish(town.write("市民会館の工事", body=body)),
        town.publish(town.write("ごみの出し方")),
    ]


@pytest.mark.parametrize("query", ["避難", "難", "避難所", "指定緊急避難所一覧"])
def test_a_part_of_a_word_finds_the_page(shelters, query):
    assert titles(query)[0] == "指定緊急避難所一覧"


def test_titles_come_before_bodies(shelters):
    assert titles("避難") == ["指定緊急避難所一覧", "市民会館の工事"]


def test_the_newest_comes_first_among_equals(town):
    town.publish(town.write("水道の工事のお知らせ"))
    town.publish(town.write("道路の工事のお知らせ"))
    assert titles("工事") == ["道路の工事のお知らせ", "水道の工事のお知らせ"]


def test_all_words_must_occur(shelters):
    assert titles("避難 工事") == ["市民会館の工事"]
    assert titles("避難 ごみ") == []


@pytest.mark.parametrize("query", ["", "!!!", "' OR 1=1 --", 'title:"x" NEAR(', "*", "難 AND NOT", "\x00避難"])
def test_no_query_breaks_the_search(shelters, query):
    assert isinstance(titles(query), list)


def test_drafts_and_what_was_taken_down_are_not_found(town, shelters):
    town.write("避難の下書き")
    shelters[0].unpublish()
    assert titles("避難") == ["市民会館の工事"]


def test_an_unpublished_change_is_not_found_before_it_is_public(town, shelters):
    page = shelters[2]
    page.title = "ごみと資源の出し方"
    page.save_revision(user=town.aoi)
    assert titles("資源") == []
    town.publish(page)
    assert titles("資源") == ["ごみと資源の出し方"]


def test_other_wordings_of_a_question_are_searched(town):
    index = FAQIndexPage(title="よくある質問")
    town.home.add_child(instance=index)
    town.publish(index)
    question = FAQPage(title="転入の手続き", other_wordings="引越してきました", answer="<p>市民課へ。</p>")
    index.add_child(instance=question)
    town.publish(question)
    assert titles("引っ越し") == ["転入の手続き"]


def test_a_search_can_be_narrowed_to_any_pages(town, shelters):
    assert titles("避難", AnnouncementPage.objects.exclude(pk=shelters[0].pk)) == ["市民会館の工事"]


def test_the_index_can_be_filled_anew(shelters, capsys):
    call_command("update_index", verbosity=0)
    assert titles("避難")[0] == "指定緊急避難所一覧"


def test_a_page_of_results_costs_few_queries(shelters, django_assert_max_num_queries):
    with django_assert_max_num_queries(6):
        titles("避難")


def test_the_staff_search_finds_the_middle_of_a_title(shelters):
    found = AnnouncementPage.objects.all().autocomplete("緊急避難")
    assert [page.title for page in found] == ["指定緊急避難所一覧"]
