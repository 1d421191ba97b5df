"""Cut text into tokens that both databases can search: single characters and pairs of Japanese, words of the rest.

Neither SQLite's FTS5 nor PostgreSQL's parser finds 避難 inside 指定緊急避難所一覧; with every pair a token of
its own both do. Spelling is evened out for the search only; what residents read is never changed. Stores nothing.
"""

import re
import unicodedata
from functools import cache
from threading import local

from sudachipy import Dictionary, SplitMode

# Variants that names are written with and that NFKC keeps apart.
VARIANTS = str.maketrans("髙﨑濵濱邊邉齋齊澤廣德瀨曻栁舘", "高崎浜浜辺辺斎斉沢広徳瀬昇柳館")
KATAKANA = {code: code - 0x60 for code in range(ord("ァ"), ord("ヶ") + 1)}  # to hiragana
JAPANESE = r"々〆〇ぁ-ゖー\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
RUN = re.compile(rf"([{JAPANESE}]+)|((?:(?![{JAPANESE}])[^\W_])+)")
PIECE = 8000  # characters; Sudachi refuses more than 49,149 bytes at once
_thread = local()


def fold(text: str) -> str:
    """The same text for the eyes of the search: NFKC, lower case, katakana as hiragana, one form for each variant."""
    return unicodedata.normalize("NFKC", text).casefold().translate(VARIANTS).translate(KATAKANA)


def cut(text: str) -> str:
    """Tokens of a text to be searched, separated by spaces: as it is written, and what its normal spelling adds."""
    written = _tokens(fold(text), singles=True)
    seen = set(written)
    return " ".join(written + [t for t in dict.fromkeys(_tokens(_normal(text), singles=True)) if t not in seen])


def cut_query(query: str) -> list[str]:
    """What to look for, each entry one way to find it: all its tokens must occur. Empty for signs only."""
    ways = (" ".join(_tokens(form, singles=False)) for form in (fold(query), _normal(query)))
    return list(dict.fromkeys(way for way in ways if way))


def endings(text: str) -> str:
    """Every ending of each Japanese run, so that a search by beginnings finds what stands inside. For short texts."""
    found = []
    for match in RUN.finditer(fold(text)):
        run = match[0]
        found += [run[i:] for i in range(len(run))] if match[1] else [run]
    return " ".join(found)


def words(text: str, mode: SplitMode = SplitMode.C) -> list:
    """The morphemes of a text of any length."""
    return [m for i in range(0, len(text), PIECE) for m in _tokenizer().tokenize(text[i : i + PIECE], mode)]


def _tokens(folded: str, *, singles: bool) -> list[str]:
    """Pairs in reading order; single characters too where `singles`, or where a run is only one long."""
    tokens = []
    for match in RUN.finditer(folded):
        run = match[0]
        if not match[1]:
            tokens.append(run)
            continue
        tokens += [run[i : i + 2] for i in range(len(run) - 1)]
        if singles or len(run) == 1:
            tokens += run
    return tokens


def _normal(text: str) -> str:
    return fold("".join(m.normalized_form() for m in words(text)))


@cache
def _dictionary() -> Dictionary:
    return Dictionary(dict="small")


def _tokenizer():
    """One for each thread: a tokenizer may not be used by two at once, the dictionary may."""
    if not hasattr(_thread, "tokenizer"):
        _thread.tokenizer = _dictionary().tokenizer()
    return _thread.tokenizer
