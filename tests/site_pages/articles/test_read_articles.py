"""Files of newsletter articles: encodings, headers, rows, and bodies turned into blocks."""

from datetime import date

import pytest
from django.utils import translation

from cms.tables.read import FileRefused, decode
from cms.tables.read import rows as rows_of
from site_pages.articles.compose import compose
from site_pages.articles.read_articles import COLUMNS, key_of, read_day, understand

HEADER = "自治体名,公開年月,発行号タイトル,記事タイトル,カテゴリ,記事本文"
ROW = "みどり市,2026.04.15,広報みどり 第1号,春の観察会,イベント,本文です。"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp932", "utf-16"])
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_the_same_article_is_the_same_in_every_encoding(encoding, newline):
    text, _found = decode(newline.join([HEADER, ROW, ""]).encode(encoding))
    plain, _found = decode(f"{HEADER}\n{ROW}\n".encode())
    assert [key_of(row) for row in rows_of(text, COLUMNS)] == [key_of(row) for row in rows_of(plain, COLUMNS)]
    assert understand(rows_of(text, COLUMNS)[0]).title == "春の観察会"


@pytest.mark.parametrize("data", [b"PK\x03\x04....", b"%PDF-1.7", b"\x89PNG\r\n", b"a\x00b", bytes(range(128, 256))])
def test_what_is_no_text_is_refused(data):
    with pytest.raises(FileRefused):
        decode(data)


@pytest.mark.parametrize(
    "text", ["", "名前,電話\n山田,123\n", "ただの文章です。", f"{ROW}\n{ROW}\n", f'{HEADER}\n"閉じていない,a\n']
)
def test_a_file_without_the_header_or_with_broken_quotes_is_refused(text):
    with pytest.raises(FileRefused):
        rows_of(text, COLUMNS)


def test_line_breaks_in_cells_blank_rows_and_a_header_twice_do_no_harm():
    text = f'{HEADER}\n\nみどり市,2026.04.15,号,題,くらし,"一行目\n二行目"\n{HEADER}\n,,,,,\n{ROW}\n'
    found = rows_of(text, COLUMNS)
    assert [row.number for row in found] == [3, 6]
    assert found[0].values["記事本文"] == "一行目\n二行目"


def test_columns_in_another_order_and_with_older_names_are_understood():
    found = rows_of("本文,タイトル,公開日\nほん,だい,令和8年4月1日\n", COLUMNS)
    article = understand(found[0])
    assert (article.title, article.text, article.issued.date()) == ("だい", "ほん", date(2026, 4, 1))


@pytest.mark.parametrize(
    ("row", "column"),
    [
        ("みどり市,2026.04.15,号,,くらし,本文", "記事タイトル"),
        ("みどり市,2026.04.15,号,題,くらし,", "記事本文"),
        ("みどり市,四月ごろ,号,題,くらし,本文", "公開年月"),
        ("みどり市,2026.13.45,号,題,くらし,本文", "公開年月"),
        ("みどり市,2026.04.15,号,題," + "長" * 51 + ",本文", "カテゴリ"),
        ("みどり市,2026.04.15,号,題", ""),
        ("みどり市,2026.04.15,号,題,くらし,本文,余り", ""),
    ],
)
def test_a_faulty_row_says_which_column_and_why(row, column):
    [found] = rows_of(f"{HEADER}\n{row}\n", COLUMNS)
    with pytest.raises(ValueError, match=r".*") as fault:
        understand(found)
    assert fault.value.args[0] == column
    assert fault.value.args[1]


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2024.04.15", date(2024, 4, 15)),
        ("2024/4", date(2024, 4, 1)),
        ("２０２４年４月１５日", date(2024, 4, 15)),
        ("令和元年5月1日", date(2019, 5, 1)),
        ("R6.4.15", date(2024, 4, 15)),
        ("きのう", None),
    ],
)
def test_days_are_read_as_cities_write_them(text, day):
    assert read_day(text) == day


def kinds(text: str) -> list[tuple[str, object]]:
    return [(block["type"], block["value"]) for block in compose(text).body]


def test_marks_make_headings_and_dots_make_lists():
    assert kinds("はじめに。\n\n■午前の部\n・定員：20人\n・費用：無料\n▽持ち物\n水筒") == [
        ("paragraph", "<p>はじめに。</p>"),
        ("heading", {"text": "午前の部", "level": "2"}),
        ("paragraph", "<ul><li>定員：20人</li><li>費用：無料</li></ul>"),
        ("heading", {"text": "持ち物", "level": "3"}),
        ("paragraph", "<p>水筒</p>"),
    ]


def test_marks_that_the_text_refers_to_stay():
    made = kinds("■お手軽教室\n日時：5月11日\n\n申込み：\n■は直接、電話で公園課へ。")
    assert made[0] == ("heading", {"text": "■お手軽教室", "level": "2"})
    assert "■は直接" in made[1][1]


@pytest.mark.parametrize(
    ("text", "rich"),
    [
        ("3<5 & <申込み>", "<p>3&lt;5 &amp; &lt;申込み&gt;</p>"),
        ("<script>alert(1)</script>安全", "<p>安全</p>"),
        ("<b onclick=x>太字</b><br>次", "<p>太字<br/>次</p>"),
        ('<a href="javascript:alert(1)">押す</a>', "<p>押す</p>"),
        ('<a href="https://a.jp/?x=1&y=2">案内</a>', '<p><a href="https://a.jp/?x=1&amp;y=2">案内</a></p>'),
        ("詳しくはhttps://a.jp/b(c)。", '<p>詳しくは<a href="https://a.jp/b(c)">https://a.jp/b(c)</a>。</p>'),
        ("(https://a.jp/b)", '<p>(<a href="https://a.jp/b">https://a.jp/b</a>)</p>'),
        ("&lt;img src=x onerror=alert(1)&gt;", "<p>&lt;img src=x onerror=alert(1)&gt;</p>"),
    ],
)
def test_no_raw_html_gets_through_and_addresses_become_links(text, rich):
    assert kinds(text) == [("paragraph", rich)]


def test_a_picture_elsewhere_becomes_a_link_with_a_warning():
    made = compose('<img class="a" src="https://a.jp/x/ha.jpg" alt="" />\n本文です。')
    assert '<a href="https://a.jp/x/ha.jpg">' in made.body[0]["value"]
    assert len(made.warnings) == 1
    assert made.summary == "本文です。"


def test_a_wave_that_was_lost_is_told_not_guessed():
    with translation.override("ja"):
        made = compose("日時：5月11日 10時?12時、費用：500?2000円。元気ですか?")
    assert "10時?12時" in made.body[0]["value"]
    assert "2か所" in made.warnings[0]


def test_numbers_are_a_list_only_where_nothing_refers_to_them():
    assert kinds("(1)申込み\n(2)参加")[0][1] == "<ol><li>申込み</li><li>参加</li></ol>"
    assert "(1)申込み" in kinds("(1)申込み\n(2)参加\n\n(1)は電話で。")[0][1]
