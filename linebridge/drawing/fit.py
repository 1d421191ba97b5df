"""Words into a box: lines that Japanese readers expect, as large as the box allows, never cut.

Lines break between phrases first, then between words, then, where nothing else fits, inside a word; never before 、or
ー, never after （, never inside a word of Latin letters. Pure, and the same everywhere: the font comes with a package.
"""

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import accumulate, combinations, pairwise

import regex
from fontTools.ttLib import TTFont
from noto_cjk_sans_jp_bold import FONT_PATH
from PIL import ImageFont

from site_pages.content.cut import words

NOT_FIRST = set(
    "、。，．・：；？！）」』】〕〉》〙〗”’゛゜々ゝゞヽヾ〜～…‥％‰℃､｡｣･,.!?)]}:;%°"
    "ーぁぃぅぇぉっゃゅょゎァィゥェォッャュョヮヵヶｰｧｨｩｪｫｬｭｮｯﾞﾟ"
)
NOT_LAST = set("（「『【〔〈《〘〖“‘｢([{￥¥＄$＃#№")
BETWEEN_PHRASES, BETWEEN_WORDS, INSIDE_A_WORD = range(3)
CLINGING = ("助詞", "助動詞", "接尾辞", "補助記号", "空白")  # they belong to the word before them
LATIN = regex.compile(r"[\p{Latin}\p{Greek}\p{Cyrillic}\p{Nd}\p{Hangul}'’_@/&+\-]")
UNSEEN = regex.compile(r"[\p{Cc}\p{Cs}\p{Cn}\p{Co}\u200b\u2060\ufe00-\ufe0f\ufeff]")
LINE_HEIGHT = 1.3
ABOVE, BELOW = 0.88, 0.12  # how far a kanji reaches over and under its baseline
MEASURE = 1000  # px; advances grow with the size, so they are measured once
STEP = 4
A_LITTLE = 0.85


@dataclass(frozen=True)
class Fitted:
    lines: tuple[str, ...]
    size: int

    @property
    def height(self) -> float:
        return block_height(len(self.lines), self.size)

    @property
    def width(self) -> float:
        return max((advance(line) * self.size for line in self.lines), default=0)


def block_height(lines: int, size: float) -> float:
    return size * ((lines - 1) * LINE_HEIGHT + ABOVE + BELOW) if lines else 0


@lru_cache(maxsize=64)
def font(size: int) -> ImageFont.FreeTypeFont:
    """The basic layout, since the other one depends on what a machine has installed."""
    return ImageFont.truetype(str(FONT_PATH), size, layout_engine=ImageFont.Layout.BASIC)


def advance(text: str) -> float:
    """The width of a text at a size of one pixel."""
    return sum(_advance(sign) for sign in text)


@lru_cache(maxsize=4096)
def _advance(sign: str) -> float:
    return font(MEASURE).getlength(sign) / MEASURE


def clean(text: str) -> str:
    """As it is drawn: accents and voicing marks joined to their letters, nothing that has no shape."""
    joined = (unicodedata.normalize("NFC", c) if len(c) > 1 else c for c in regex.findall(r"\X", text))
    lines = ("".join(joined)).replace("\r\n", "\n").split("\n")
    return "\n".join(line for line in (UNSEEN.sub("", line).strip() for line in lines) if line)


def missing(text: str) -> str:
    """The signs of a text for which the font has no shape, such as most emoji."""
    known = _known()
    return "".join(dict.fromkeys(sign for sign in clean(text) if sign != "\n" and ord(sign) not in known))


@cache
def _known() -> frozenset[int]:
    with TTFont(FONT_PATH, lazy=True) as opened:
        return frozenset(opened.getBestCmap())


def fit(text: str, width: float, height: float, sizes: tuple[int, int], most: int) -> Fitted | None:
    """The text at the largest of `sizes` (from, down to) that holds it in `most` lines; None where none does.

    A smaller size is taken before a word is broken, and a little smaller one where that spares a line.
    """
    for worst in (BETWEEN_WORDS, INSIDE_A_WORD):
        found = _largest(text, width, height, sizes, most, worst)
        if found and len(found.lines) > 1:
            little = (found.size, max(sizes[1], round(found.size * A_LITTLE)))
            found = _largest(text, width, height, little, len(found.lines) - 1, worst) or found
        if found:
            return found
    return None


def _largest(text: str, width: float, height: float, sizes: tuple[int, int], most: int, worst: int) -> Fitted | None:
    for size in (*range(sizes[0], sizes[1], -STEP), sizes[1]):
        lines = break_lines(text, width / size, _room_for(height, size, most), worst)
        if lines is not None:
            return Fitted(lines, size)
    return None


def _room_for(height: float, size: float, most: int) -> int:
    return max((n for n in range(1, most + 1) if block_height(n, size) <= height), default=0)


def break_lines(text: str, limit: float, most: int, worst: int = INSIDE_A_WORD) -> tuple[str, ...] | None:
    """The text in at most `most` lines of `limit` ems: few, even, broken where it reads best; None where impossible."""
    given = clean(text).split("\n")
    for spare in range(most - len(given) + 1):
        for extra in _shares(spare, len(given)):
            broken = [_break(line, limit, 1 + more, worst) for line, more in zip(given, extra, strict=True)]
            if all(lines is not None for lines in broken):
                return tuple(line for lines in broken for line in lines or ())
    return None


def _shares(spare: int, lines: int) -> Iterator[tuple[int, ...]]:
    """All ways to give `spare` further lines to `lines` lines."""
    for marks in combinations(range(spare + lines - 1), lines - 1):
        bounds = (-1, *marks, spare + lines - 1)
        yield tuple(b - a - 1 for a, b in pairwise(bounds))


def _break(line: str, limit: float, count: int, worst: int) -> tuple[str, ...] | None:
    """One line of the writer's in exactly `count` lines, the most even of those that break best."""
    if advance(line) > limit * count:
        return None
    if count == 1:
        return (line,) if advance(line) <= limit else None
    breaks, reach = _breaks(line), [0.0, *accumulate(map(_advance, line))]
    places = [place for place, badness in breaks.items() if badness <= worst]
    best: tuple[tuple[float, float], tuple[int, ...]] | None = None
    for chosen in combinations(places, count - 1):
        edges = (0, *chosen, len(line))
        widest = max(reach[end] - reach[start] for start, end in pairwise(edges))
        badness = (sum(breaks[place] for place in chosen), widest)
        if widest <= limit and (best is None or badness <= best[0]):  # of two, the longer first line
            best = (badness, edges)
    return tuple(line[start:end].strip() for start, end in pairwise(best[1])) if best else None


@lru_cache(maxsize=512)
def _breaks(line: str) -> dict[int, int]:
    """Where a line may break, and how badly that reads."""
    found = _words(line)
    breaks, end = {}, 0
    for cluster in regex.findall(r"\X", line):
        before, end = end, end + len(cluster)
        if before and _may_break(line[:before], cluster[0]):
            breaks[before] = found.get(before, INSIDE_A_WORD)
    return breaks


def _words(line: str) -> dict[int, int]:
    """Where words begin, and whether a phrase begins there too."""
    found = {}
    for before, word in pairwise(words(line)):
        last, kind = before.part_of_speech()[0], word.part_of_speech()[0]
        if word.surface()[0] in NOT_LAST or (last in CLINGING and kind not in CLINGING):
            found[word.begin()] = BETWEEN_PHRASES
        elif kind not in CLINGING and last != "接頭辞":
            found[word.begin()] = BETWEEN_WORDS
    return found


def _may_break(before: str, first: str) -> bool:
    last = before.rstrip()[-1]
    if first in NOT_FIRST or last in NOT_LAST or first.isspace():
        return False
    together = last.isdecimal() or (LATIN.match(last) and LATIN.match(first))  # 3か月 stays in one line
    return before[-1].isspace() or not together
