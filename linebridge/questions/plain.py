"""How names of places are compared. Pure."""

import re
import unicodedata

NUMERALS = str.maketrans("一二三四五六七八九", "123456789")


def plain(text: str) -> str:
    """Width and case do not matter, katakana is hiragana, 十二丁目 is 12丁目, ヶ is け."""
    text = unicodedata.normalize("NFKC", text).lower().replace("ヶ", "け").replace(" ", "")
    text = "".join(chr(ord(c) - 96) if "ァ" <= c <= "ヴ" else c for c in text).translate(NUMERALS)
    return re.sub(r"([1-9]?)十([1-9]?)", lambda found: (found[1] or "1") + (found[2] or "0"), text)
