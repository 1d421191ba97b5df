"""How LINE counts text: UTF-16 code units in most places, grapheme clusters in labels and titles."""

import regex


def utf16_units(text: str) -> int:
    """LINE's length of a text message or an alternative text: 🍎 counts two."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def graphemes(text: str) -> int:
    """What a reader sees as one character counts one, however many code points it is made of."""
    return len(regex.findall(r"\X", text))


def shorten(text: str, limit: int) -> str:
    """At most `limit` graphemes; a text that was cut ends with …"""
    clusters = regex.findall(r"\X", text)
    return text if len(clusters) <= limit else "".join(clusters[: limit - 1]).rstrip() + "…"


def shorten_units(text: str, limit: int) -> str:
    """At most `limit` UTF-16 units, cut between graphemes; a text that was cut ends with …"""
    if utf16_units(text) <= limit:
        return text
    kept, left = [], limit - 1
    for cluster in regex.findall(r"\X", text):
        left -= utf16_units(cluster)
        if left < 0:
            break
        kept.append(cluster)
    return "".join(kept).rstrip() + "…"
