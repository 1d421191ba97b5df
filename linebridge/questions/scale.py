"""Answers that are no choices, as whole numbers that an index can find: days, years, postal codes, districts. Pure.

A point is question × 10^8 + kind × 10^7 + value. A day is kept as three points (the day, its month, its year), so that
any stretch of days is a short list of points; a postal code as the code and its first three and five digits.
"""

from collections.abc import Iterable
from datetime import date, timedelta

QUESTION = 10**8
KIND = 10**7
DAY, MONTH, YEAR, POSTAL3, POSTAL5, POSTAL7, DISTRICT = range(7)
FIRST_DAY, LAST_DAY = date(1880, 1, 1), date(2199, 12, 31)  # nobody's birthday or plan lies outside


def point(question_id: int, kind: int, value: int) -> int:
    return question_id * QUESTION + kind * KIND + value


def day_points(question_id: int, day: date) -> set[int]:
    """What is kept of a date."""
    month = point(question_id, MONTH, day.year * 12 + day.month - 1)
    return {point(question_id, DAY, day.toordinal()), month, point(question_id, YEAR, day.year)}


def postal_points(question_id: int, code: str) -> set[int]:
    """What is kept of a postal code of seven digits."""
    return {postal_point(question_id, code[:digits]) for digits in (3, 5, 7)}


def postal_point(question_id: int, digits: str) -> int:
    """The point of a postal code, or of all that begin with these three or five digits."""
    kind = {3: POSTAL3, 5: POSTAL5, 7: POSTAL7}[len(digits)]
    return point(question_id, kind, int(digits))


def stretch(question_id: int, first: date, last: date) -> list[int]:
    """Points of which exactly the dates from `first` to `last` have at least one: whole years, whole months, days."""
    first, last = max(first, FIRST_DAY), min(last, LAST_DAY)
    found, day = [], first
    while day <= last:
        year_end, month_end = date(day.year, 12, 31), _month_end(day)
        if day == date(day.year, 1, 1) and year_end <= last:
            found.append(point(question_id, YEAR, day.year))
            day = year_end
        elif day.day == 1 and month_end <= last:
            found.append(point(question_id, MONTH, day.year * 12 + day.month - 1))
            day = month_end
        else:
            found.append(point(question_id, DAY, day.toordinal()))
        day += timedelta(days=1)
    return found


def years(question_id: int, first: int, last: int) -> list[int]:
    """Points of the years from `first` to `last`."""
    first, last = max(first, FIRST_DAY.year), min(last, LAST_DAY.year)
    return [point(question_id, YEAR, year) for year in range(first, last + 1)]


def values(points: Iterable[int], question_id: int, kind: int) -> list[int]:
    """What the points say for one question: ordinals of days, years, postal codes or ids of districts, ascending."""
    low = point(question_id, kind, 0)
    return sorted(each - low for each in points if low <= each < low + KIND)


def days(points: Iterable[int], question_id: int) -> list[date]:
    """The dates a friend entered."""
    return [date.fromordinal(each) for each in values(points, question_id, DAY)]


def question_of(each: int) -> int:
    """The id of the question that a point answers."""
    return each // QUESTION


def kind_of(each: int) -> int:
    """DAY … DISTRICT."""
    return each % QUESTION // KIND


def value_of(each: int) -> int:
    """The ordinal, year, code or id that a point stands for."""
    return each % KIND


def _month_end(day: date) -> date:
    return (day.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)
