from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as some

from linebridge.friends.find import find_by_number
from linebridge.friends.models import Friend
from linebridge.friends.models.number import MOST, NoNumber, WrongDigit, key_of, number_of
from tests.linebridge.friends.conftest import friend

KEYS = some.integers(0, MOST - 1)


@given(KEYS)
def test_every_key_has_a_number_that_leads_back_to_it(key):
    assert key_of(number_of(key)) == key


@given(KEYS, some.integers(0, 9), some.integers(1, 9))
def test_one_wrong_digit_is_always_noticed(key, place, more):
    digits = number_of(key).replace("-", "")
    wrong = digits[:place] + str((int(digits[place]) + more) % 10) + digits[place + 1 :]
    with pytest.raises(WrongDigit, match="数字が違います"):
        key_of(wrong)


@given(KEYS, some.integers(0, 8))
def test_two_neighbouring_digits_exchanged_are_always_noticed(key, place):
    digits = number_of(key).replace("-", "")
    a, b = digits[place], digits[place + 1]
    exchanged = digits[:place] + b + a + digits[place + 2 :]
    if a != b:
        with pytest.raises(WrongDigit):
            key_of(exchanged)


def test_numbers_of_neighbours_do_not_look_like_neighbours():
    firsts = [int(number_of(key).replace("-", "")[:9]) for key in range(1, 2001)]
    steps = {b - a for a, b in pairwise(firsts)}
    assert len(set(firsts)) == 2000 and len(steps) > 1990
    assert max(firsts) > 900_000_000 and min(firsts) < 100_000_000


def test_a_number_may_be_typed_in_full_width_with_gaps_and_any_hyphen(db):
    someone = friend(1)
    a, b, c = someone.number.split("-")
    wide = a.translate(str.maketrans("0123456789", "０１２３４５６７８９"))
    for typed in (f"{wide}-{b} {c}", f"{a}ー{b}－{c}", f" {a}{b}{c}\n", f"{a}−{b}‐{c}", f"{a}　{b}　{c}"):
        assert find_by_number(typed) == someone


def test_what_is_no_number_is_told_so_and_an_unknown_one_finds_nobody(db):
    for typed in ("", "123", "山田花子", "12345678901", "123-456-789O"):
        with pytest.raises(NoNumber, match="10桁"):
            find_by_number(typed)
    someone = friend(1)
    number = someone.number
    Friend.objects.all().delete()
    assert find_by_number(number) is None
