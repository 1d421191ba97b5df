import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from linebridge.drawing.fit import NOT_FIRST, NOT_LAST, advance, break_lines, clean, fit, font, missing

JAPANESE = st.text("ごみ分別救急当番医、。，・（）「」ーァっカーﾊﾞｽｶﾞ髙﨑辻A1 ", min_size=1, max_size=24)


@given(JAPANESE, st.integers(1, 12), st.integers(1, 4))
@example("ごみ、（粗大）ー。", 3, 4)
def test_no_line_begins_or_ends_with_a_sign_that_may_not_stand_there(text, limit, most):
    lines = break_lines(text, limit, most) or ()
    assert all(line[0] not in NOT_FIRST for line in lines[1:])
    assert all(line[-1] not in NOT_LAST for line in lines[:-1])


@given(JAPANESE, st.integers(1, 12), st.integers(1, 4))
def test_lines_hold_the_whole_text_within_their_limit(text, limit, most):
    lines = break_lines(text, limit, most)
    if lines is not None:
        assert "".join(lines).replace(" ", "") == clean(text).replace("\n", "").replace(" ", "")
        assert len(lines) <= most
        assert all(advance(line) <= limit for line in lines)


@pytest.mark.parametrize(
    ("text", "limit", "lines"),
    [
        ("粗大ごみの収集を申し込む", 7, ("粗大ごみの", "収集を申し込む")),
        ("よくある質問", 4, ("よくある", "質問")),
        ("子育て・教育", 4, ("子育て・", "教育")),
        ("マイナンバーカードの受け取り予約", 10, ("マイナンバーカードの", "受け取り予約")),
        ("道路や公園の不具合を知らせる", 8, ("道路や公園の", "不具合を知らせる")),
        ("Online Application", 6, ("Online", "Application")),
        ("健診は3か月から", 5, ("健診は", "3か月から")),
        ("ごみ（粗大）", 4, ("ごみ", "（粗大）")),
    ],
)
def test_lines_break_where_a_reader_pauses(text, limit, lines):
    assert break_lines(text, limit, 2) == lines


def test_lines_of_the_writer_stay():
    assert break_lines("ごみ\n分別", 10, 2) == ("ごみ", "分別")
    assert break_lines("ごみ\n分別\n資源", 10, 2) is None


def test_a_word_of_latin_letters_is_never_broken():
    assert break_lines("Internationalisation", 4, 8) is None
    assert break_lines("https://example.lg.jp/a-b", 4, 8) is None


def test_a_word_breaks_only_where_no_smaller_size_holds_it_whole():
    assert fit("コミュニティ", 400, 400, (100, 60), 3).lines == ("コミュニティ",)
    assert fit("コミュニティ", 300, 400, (100, 60), 3).lines == ("コミュ", "ニティ")


def test_a_little_smaller_is_better_than_one_more_line():
    fitted = fit("施設マップ", 460, 400, (100, 60), 3)
    assert fitted.lines == ("施設マップ",)
    assert 85 <= fitted.size < 100


def test_words_are_as_large_as_they_may_be_and_no_smaller_than_they_must():
    assert fit("ごみ", 1000, 1000, (120, 60), 3).size == 120
    assert fit("ごみ分別ごみ分別", 480, 60, (120, 60), 1).size == 60
    assert fit("ごみ分別ごみ分別", 479, 60, (120, 60), 1) is None


@pytest.mark.parametrize("size", [19, 60, 97, 190])
@pytest.mark.parametrize(
    "text", ["子育て・教育（ゼロ歳から）", "Tiếng Việt", "ﾊﾞｽ・12:30", "髙﨑さん", "한국어", "简体中文"]
)
def test_what_was_measured_is_what_is_drawn(text, size):
    assert font(size).getlength(clean(text)) == pytest.approx(advance(clean(text)) * size, abs=0.6 * len(text))


def test_letters_that_came_in_parts_are_joined_and_old_kanji_stay():
    assert clean("か\u3099ふ\u309a") == "がぷ"
    assert clean("髙﨑\ufe0f\u200b\x00 ") == "髙﨑"


def test_signs_without_a_shape_are_named():
    assert missing("防災🚨と🎉🎉") == "🚨🎉"
    assert missing("नेपाली") != ""
    assert missing("髙﨑辻德ﾊﾞｽ☎①Ⅳ㈱～−한국어简体Tiếng") == ""
