"""The number by which a resident names themself to staff: nine digits made from the row's key, and one that checks.

A fixed bijection: no column, no two friends with one number, and no number ever changes. It is no secret and hides
nothing; it only keeps neighbours in the table from being neighbours on paper.
"""

import hashlib
import re
import unicodedata

from django.utils.translation import gettext as _

LEFT, RIGHT = 10_000, 100_000  # nine digits: four and five
ROUNDS = 6  # an even number
MOST = LEFT * RIGHT
BETWEEN = re.compile(r"[\s\-‐‑‒–—―−ーｰ]")  # what people put between digits
DAMM = (  # finds every wrong digit and every two neighbours exchanged
    "0317598642", "7092154863", "4206871359", "1750983426", "6123045978",
    "3674209581", "5869720134", "8945362017", "9438617205", "2581436790",
)  # fmt: skip


class NoNumber(ValueError):
    """Not ten digits. The text is for the person who typed it."""


class WrongDigit(NoNumber):
    """Ten digits, one of which must be wrong."""


def number_of(key: int) -> str:
    """`123-456-7890` for the friend with this key."""
    digits = f"{_mix(key):09d}"
    digits += str(_check(digits))
    return f"{digits[:3]}-{digits[3:6]}-{digits[6:]}"


def key_of(text: str) -> int:
    """The key behind a number as people type it: full width, with gaps, hyphens or dashes. Raises NoNumber."""
    digits = BETWEEN.sub("", unicodedata.normalize("NFKC", text))
    if not re.fullmatch("[0-9]{10}", digits):
        raise NoNumber(_("A friend number has ten digits, like 123-456-7890."))
    if _check(digits):
        raise WrongDigit(_("One of the digits is wrong. Ask for the number again, and compare every digit."))
    return _unmix(int(digits[:9]))


def _mix(key: int) -> int:
    if not 0 <= key < MOST:
        raise ValueError("there are numbers for a thousand million friends")
    left, right = divmod(key, RIGHT)
    for turn in range(0, ROUNDS, 2):
        left = (left + _noise(turn, right)) % LEFT
        right = (right + _noise(turn + 1, left)) % RIGHT
    return left * RIGHT + right


def _unmix(mixed: int) -> int:
    left, right = divmod(mixed, RIGHT)
    for turn in reversed(range(0, ROUNDS, 2)):
        right = (right - _noise(turn + 1, left)) % RIGHT
        left = (left - _noise(turn, right)) % LEFT
    return left * RIGHT + right


def _noise(turn: int, half: int) -> int:
    return int.from_bytes(hashlib.sha256(f"friend number {turn} {half}".encode()).digest()[:8])


def _check(digits: str) -> int:
    """The digit that belongs behind these; 0 where it is there already and right."""
    found = 0
    for digit in digits:
        found = int(DAMM[found][int(digit)])
    return found
