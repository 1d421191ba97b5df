"""Text is cut so that both databases find Japanese inside words."""

import pytest

from site_pages.content.cut import cut, cut_query, endings, fold
from site_pages.content.romanize import LONGEST, romanize


def finds(query: str, text: str) -> bool:
    tokens = set(cut(text).split())
    return any(set(way.split()) <= tokens for way in cut_query(query))


@pytest.mark.parametrize("query", ["避難", "難", "避難所", "緊急避難所一覧", "指定", "覧"])
def test_every_part_of_a_long_word_is_found(query):
    assert finds(query, "指定緊急避難所一覧")


def test_what_is_not_there_is_not_found():
    assert not finds("避難路", "指定緊急避難所一覧")
    assert not finds("難避", "指定緊急避難所一覧")


@pytest.mark.parametrize(
    ("query", "text"),
    [
        ("ごみ", "粗大ゴミの出し方"),
        ("ｺﾞﾐ", "粗大ごみの出し方"),
        ("LINE", "市のｌｉｎｅで配信"),
        ("高橋", "髙橋さんの教室"),
        ("2024年", "２０２４年4月"),
        ("引越し", "引っ越しの手続き"),
        ("引っ越し", "引越しの手続き"),
        ("子供 医療費", "子どもの医療費を助成します"),
        ("コンピューター", "コンピュータ教室"),
        ("10", "定員：各回10人"),
    ],
)
def test_spelling_does_not_hide_a_text(query, text):
    assert finds(query, text)


@pytest.mark.parametrize("query", ["", "   ", "！？", "😀", "・"])
def test_a_query_of_signs_looks_for_nothing(query):
    assert cut_query(query) == []


def test_a_text_longer_than_the_dictionary_takes_at_once_is_cut_whole():
    text = "避難所" * 20_000 + "開設"
    assert finds("開設", text)


def test_endings_let_a_search_by_beginnings_find_the_middle():
    assert any(ending.startswith(fold("避難")) for ending in endings("指定緊急避難所一覧").split())


@pytest.mark.parametrize(
    ("title", "slug"),
    [
        ("子育て支援センター", "kosodate-shien-senta"),
        ("第2回 説明会", "dai-2-kai-setsumei-kai"),
        ("２０２４年度の予算", "2024-nendo-no-yosan"),
        ("LINE公式アカウント", "line-koushiki-akaunto"),
        ("Budget 2024", "budget-2024"),
        ("😀！？", "page"),
        ("", "page"),
    ],
)
def test_a_title_gets_a_name_for_addresses(title, slug):
    assert romanize(title) == slug


def test_a_long_title_is_shortened_at_a_word():
    slug = romanize("市民の皆さんの意見を聞く会を市内の十か所で開きますのでぜひお越しください" * 3)
    assert len(slug) <= LONGEST
    assert slug.isascii()
    assert not slug.endswith("-")
    assert romanize("市民の皆さんの意見") == slug[: len(romanize("市民の皆さんの意見"))]
