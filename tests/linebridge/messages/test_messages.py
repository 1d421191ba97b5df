"""Whatever staff write, what we build is either taken by LINE or refused by us in a plain sentence first."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linebridge.messages.build import build, card, image, marked, marked_text, text
from linebridge.messages.check import check
from linebridge.messages.length import graphemes, shorten, shorten_units, utf16_units

FAMILY = "👨‍👩‍👧‍👦"  # one for a reader, eleven for LINE's text length
SITE = "https://www.example.jp"
anything = st.text(st.characters(), max_size=300)
emoji_text = st.lists(st.sampled_from(["🍎", FAMILY, "𠮷", "が", "か\u3099", "a", "\n", "$"]), max_size=200).map(
    "".join
)


def sentences(messages):
    return [problem.sentence for problem in check(messages)]


@pytest.mark.parametrize(
    ("content", "units", "seen"),
    [("あ", 1, 1), ("🍎", 2, 1), ("𠮷", 2, 1), (FAMILY, 11, 1), ("か\u3099", 2, 1), ("", 0, 0)],
)
def test_lengths_are_counted_as_line_counts_them(content, units, seen):
    assert (utf16_units(content), graphemes(content)) == (units, seen)


def test_a_text_of_five_thousand_passes_and_one_more_is_said_plainly():
    assert check([text("あ" * 5000)]) == []
    expected = "本文が5,000文字（LINEの数え方）を超えています（5,012文字）。短くしてください。"
    assert sentences([text("あ" * 5012)]) == [expected]
    assert check([text("🍎" * 2500)]) == []
    assert len(check([text("🍎" * 2501)])) == 1


def test_an_empty_text_and_nothing_at_all_are_refused():
    assert sentences([text(" \n")]) == ["本文が空です。本文を書くか、この部分を削除してください。"]
    assert "送るものがありません" in sentences([])[0]


def test_six_messages_are_one_too_many():
    assert "5つまで" in sentences([text("あ")] * 6)[0]
    assert check([text("あ")] * 5) == []


def test_a_problem_names_its_place():
    assert [problem.field for problem in check([text("あ"), text("")])] == ["2.text"]


@given(emoji_text, st.integers(1, 60))
def test_what_is_shortened_keeps_to_its_limit_and_cuts_no_character(content, limit):
    assert graphemes(shorten(content, limit)) <= limit
    assert utf16_units(shorten_units(content, limit)) <= limit
    if graphemes(content) <= limit:
        assert shorten(content, limit) == content


@given(title=anything, summary=anything, label=anything)
def test_a_card_of_any_texts_keeps_to_lines_limits(title, summary, label):
    message = card(f"題{title}", summary, f"{SITE}/r/abc", f"{SITE}/media/a.jpg", f"題{title}", f"見る{label}")
    assert check([message]) == []
    assert 0 < utf16_units(message["altText"]) <= 400
    assert graphemes(message["contents"]["footer"]["contents"][0]["action"]["label"]) <= 20
    assert len(json.dumps(message["contents"], ensure_ascii=False).encode("utf-8")) <= 30_000


@given(anything)
def test_a_text_can_always_be_sent_as_json(content):
    sent = text(content)["text"]
    assert "\x00" not in sent
    json.dumps(text(content), ensure_ascii=False).encode("utf-8")


def test_a_card_without_a_picture_has_no_hero_and_one_without_a_summary_one_line():
    message = card("題", "", f"{SITE}/", "", "題", "見る")
    assert "hero" not in message["contents"]
    assert [line["text"] for line in message["contents"]["body"]["contents"]] == ["題"]


def test_line_emoji_are_pointed_at_in_utf16_units():
    message = marked_text("🍎と{emoji:5ac1bfd5040ab15980c9b435/001}です")
    assert message["text"] == "🍎と$です"
    assert message["emojis"] == [{"index": 3, "productId": "5ac1bfd5040ab15980c9b435", "emojiId": "001"}]
    assert check([message]) == []


def test_a_dollar_written_by_hand_stays_a_dollar():
    message = marked_text("$5 {emoji:5ac1bfd5040ab15980c9b435/001}")
    assert [emoji["index"] for emoji in message["emojis"]] == [3]


def test_twenty_one_line_emoji_are_one_too_many():
    assert "20個まで" in sentences([marked_text("{emoji:5ac1bfd5040ab15980c9b435/001}" * 21)])[0]


@given(emoji_text)
def test_a_mark_in_front_moves_the_emoji_with_the_text(content):
    message = marked_text(f"{content}{{emoji:5ac1bfd5040ab15980c9b435/001}}")
    first = marked([message], "【テスト】")[0]
    assert first["text"].startswith("【テスト】\n")
    assert check([first]) == []


def test_a_mark_stands_before_a_card_too():
    messages = marked([card("題", "", f"{SITE}/", "", "題", "見る")], "【テスト】")
    assert messages[0] == {"type": "text", "text": "【テスト】"}
    assert messages[1]["altText"] == "【テスト】題"


def test_pictures_need_https_except_on_ones_own_machine():
    assert "https" in sentences([image("http://www.example.jp/a.jpg", f"{SITE}/b.jpg")])[0]
    assert check([image("http://localhost:8000/a.jpg", f"{SITE}/b.jpg")]) == []


def test_blocks_become_messages_in_their_order():
    blocks = [
        {"type": "text", "content": "こんにちは"},
        {"type": "image", "original_url": f"{SITE}/a.jpg", "preview_url": f"{SITE}/b.jpg"},
    ]
    assert [message["type"] for message in build(blocks)] == ["text", "image"]
