"""Make the ASCII name under which a page stands in addresses from its Japanese title, by the reading of the words.

Pure: which names are taken already is known to the page.
"""

import re
import unicodedata

import jaconv

from .cut import VARIANTS, words

LONGEST = 60  # characters; a longer name is shortened at a word
SIGNS = ("補助記号", "空白", "記号")
ASCII_WORD = re.compile(r"[a-z0-9]+")


def romanize(text: str, fallback: str = "page") -> str:
    """避難所の一覧 -> hinan-jo-no-ichiran. Never empty: `fallback` if nothing can be read."""
    parts = [part for word in words(unicodedata.normalize("NFKC", text).translate(VARIANTS)) for part in _spell(word)]
    return _shorten(parts) or fallback


def _spell(word) -> list[str]:
    surface = word.surface().casefold()
    if surface.isascii():
        return ASCII_WORD.findall(surface)
    if word.part_of_speech()[0] in SIGNS:
        return []
    reading = jaconv.kata2hira(word.reading_form()).replace("ー", "")
    return ["".join(ASCII_WORD.findall(jaconv.kana2alphabet(reading).casefold()))]


def _shorten(parts: list[str]) -> str:
    name = ""
    for part in filter(None, parts):
        longer = f"{name}-{part}" if name else part[:LONGEST]
        if len(longer) > LONGEST:
            break
        name = longer
    return name
