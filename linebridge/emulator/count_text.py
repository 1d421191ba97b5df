"""Lengths as LINE counts them: UTF-16 code units nearly everywhere, grapheme clusters for labels and the like."""

import unicodedata

JOINER = "\u200d"


def utf16_units(text: str) -> int:
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def graphemes(text: str) -> int:
    """What a reader takes for one character: letter with marks, family emoji, flag, emoji with skin colour."""
    count, joined, flag_open = 0, False, False
    for char in text:
        if char == JOINER:
            joined = True
            continue
        is_flag = "\U0001f1e6" <= char <= "\U0001f1ff"
        extends = count > 0 and (joined or _extends(char) or (is_flag and flag_open))
        flag_open = is_flag and not (extends and flag_open)
        joined = False
        if not extends:
            count += 1
    return count


def _extends(char: str) -> bool:
    return (
        unicodedata.category(char) in ("Mn", "Me", "Mc")
        or "\ufe00" <= char <= "\ufe0f"
        or "\U0001f3fb" <= char <= "\U0001f3ff"
        or "\U000e0020" <= char <= "\U000e007f"
    )
