"""Conditions over what friends answered on a scale: dates, ages, birthdays, years, postal codes, districts.

Every one of them becomes a short list of points, of which a friend has at least one (`linebridge/questions/scale.py`).
Relative ones are worked out on the day of the question, in Japan.
"""

import re
from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from django.db.models import Q
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from linebridge.questions import scale
from linebridge.questions.describe import district_name
from linebridge.questions.find_district import find
from linebridge.questions.models import District, Question
from site_pages.web.say_date import say_day

from .leaves import Field, ids_in, number_in, register_leaf
from .tree import Rule, RuleError

OLDEST = 150  # years
Kind = Question.Kind


def years_before(day: date, years: int) -> date:
    """The same day so many years earlier; 28 February for the 29th of a leap year."""
    try:
        return day.replace(year=day.year - years)
    except ValueError:
        return day.replace(year=day.year - years, day=28)


def coming_april(today: date) -> date:
    """The next 1 April, today included."""
    return date(today.year + (today > date(today.year, 4, 1)), 4, 1)


def births(rule: Rule, today: date) -> tuple[date, date]:
    """First and last birth date of those aged `from` to `to` on the day that `on` names."""
    first, last = number_in(rule, "from", 0, OLDEST), number_in(rule, "to", 0, OLDEST)
    if last < first:
        raise RuleError(_("The first number of a condition is greater than the second. Please correct it."))
    day = _day_of(rule, today)
    return years_before(day, last + 1) + timedelta(days=1), years_before(day, first)


def birthday_month(rule: Rule, today: date) -> tuple[date, date]:
    """First and last birth date of those who turn `age` in the coming `month` (this month counts as coming)."""
    age, month = number_in(rule, "age", 0, OLDEST), number_in(rule, "month", 1, 13)
    first = date(today.year + (month < today.month), month, 1)
    after = date(first.year + (month == 12), month % 12 + 1, 1)
    born = years_before(first, age)
    return born, years_before(after, age) - timedelta(days=1)


def _day_of(rule: Rule, today: date) -> date:
    on = rule.get("on")
    if on in ("today", "april"):
        return today if on == "today" else coming_april(today)
    raise RuleError(_("A condition lacks a date. Please fill in every field."))


def _date(rule: Rule, name: str, empty: date) -> date:
    given = rule.get(name)
    try:
        found = parse_date(given) if isinstance(given, str) and given else empty if given in (None, "") else None
    except ValueError:
        found = None
    if found is None:
        raise RuleError(_("A condition lacks a date. Please fill in every field."))
    return found


def date_span(rule: Rule) -> tuple[date, date]:
    """`from` and `to` of a date leaf, either of which may be left open."""
    first, last = _date(rule, "from", scale.FIRST_DAY), _date(rule, "to", scale.LAST_DAY)
    if last < first or not (rule.get("from") or rule.get("to")):
        raise RuleError(_("A condition needs a first or a last date, the first not after the last."))
    return first, last


def year_span(rule: Rule) -> tuple[int, int]:
    first, last = number_in(rule, "from", 1880, 2200), number_in(rule, "to", 1880, 2200)
    if last < first:
        raise RuleError(_("The first number of a condition is greater than the second. Please correct it."))
    return first, last


def postal_starts(rule: Rule) -> list[str]:
    """The postal codes or first digits that the leaf names, ascending; written with spaces or commas between."""
    given = rule.get("begins")
    found = sorted(set(re.split(r"[\s,、，]+", given.strip()))) if isinstance(given, str) else []
    found = [each.replace("-", "") for each in found if each]
    if not found or not all(re.fullmatch(r"[0-9]{3}|[0-9]{5}|[0-9]{7}", each) for each in found):
        raise RuleError(_("Enter postal codes, or their first 3 or 5 digits, with spaces between."))
    return found


def question_id(rule: Rule) -> int:
    try:
        return number_in(rule, "question", 1)
    except RuleError:
        raise RuleError(_("A condition names no question. Please choose one.")) from None


def _compile_days(span):
    def compile(rule: Rule) -> Q:
        return Q(points__has_any=scale.stretch(question_id(rule), *span(rule)))

    return compile


def _compile_districts(rule: Rule) -> Q:
    return Q(points__has_any=[scale.point(question_id(rule), scale.DISTRICT, each) for each in ids_in(rule)])


def _compile_postal(rule: Rule) -> Q:
    return Q(points__has_any=[scale.postal_point(question_id(rule), each) for each in postal_starts(rule)])


def _compile_years(rule: Rule) -> Q:
    return Q(points__has_any=scale.years(question_id(rule), *year_span(rule)))


def _named(rule: Rule) -> dict[str, str]:
    found = Question.objects.filter(pk=question_id(rule)).first()
    return {"question": str(found.wording) if found else _("an unknown question")}


def _date_words(rule: Rule) -> str:
    first, last = date_span(rule)
    named = _named(rule) | {"first": say_day(first), "last": say_day(last)}
    if not rule.get("to"):
        return _("people whose “%(question)s” is %(first)s or later") % named
    if not rule.get("from"):
        return _("people whose “%(question)s” is %(last)s or earlier") % named
    return _("people whose “%(question)s” is from %(first)s to %(last)s") % named


def _age_words(rule: Rule) -> str:
    births(rule, timezone.localdate())
    named = _named(rule) | {"first": rule["from"], "last": rule["to"]}
    if rule["on"] == "april":
        return _("people whose age by “%(question)s” is %(first)d to %(last)d on the coming 1 April") % named
    return _("people whose age by “%(question)s” is %(first)d to %(last)d on the day of the delivery") % named


def _birthday_words(rule: Rule) -> str:
    birthday_month(rule, timezone.localdate())
    named = _named(rule) | {"age": rule["age"], "month": rule["month"]}
    return _("people who by “%(question)s” turn %(age)d in the coming month %(month)d") % named


def _year_words(rule: Rule) -> str:
    first, last = year_span(rule)
    return _("people whose “%(question)s” is %(first)d to %(last)d") % (_named(rule) | {"first": first, "last": last})


def _postal_words(rule: Rule) -> str:
    return _("people whose “%(question)s” begins with %(digits)s") % (
        _named(rule) | {"digits": "、".join(postal_starts(rule))}
    )


def _district_words(rule: Rule) -> str:
    names = "、".join(name for _pk, name in named_districts(ids_in(rule)))
    return _("people whose “%(question)s” is %(names)s") % (_named(rule) | {"names": names or "?"})


def named_districts(ids: list[int]) -> list[tuple[int, str]]:
    """(id, name with its ward) of these districts."""
    rows = District.objects.filter(pk__in=ids).select_related("above")
    return [(row.pk, district_name(row, "ja")) for row in rows]


def _found_districts(words: str) -> list[tuple[int, str]]:
    return [(row.pk, district_name(row, "ja")) for row in find(words)[0]]


def _asked(kind: str) -> Field:
    def options(user: Any) -> Iterable[tuple[int, str]]:
        return [(row.pk, str(row)) for row in Question.objects.filter(kind=kind, live=True)]

    return Field("question", "select", gettext_lazy("Question"), options)


def _ons(user: Any) -> list[tuple[str, str]]:
    return [("today", _("on the day of the delivery")), ("april", _("on the coming 1 April"))]


def _months(user: Any) -> list[tuple[int, str]]:
    return [(month, _("month %(month)d") % {"month": month}) for month in range(1, 13)]


register_leaf(
    "age",
    _compile_days(lambda rule: births(rule, timezone.localdate())),
    _age_words,
    label=gettext_lazy("Age by a date of birth"),
    fields=[
        _asked(Kind.DATE),
        Field("from", "number", gettext_lazy("From age")),
        Field("to", "number", gettext_lazy("To age")),
        Field("on", "select", gettext_lazy("Day of the age"), _ons),
    ],
    order=110,
)
register_leaf(
    "birthday",
    _compile_days(lambda rule: birthday_month(rule, timezone.localdate())),
    _birthday_words,
    label=gettext_lazy("Turns an age in a month"),
    fields=[
        _asked(Kind.DATE),
        Field("age", "number", gettext_lazy("Age")),
        Field("month", "select", gettext_lazy("Coming month"), _months),
    ],
    order=120,
)
register_leaf(
    "date",
    _compile_days(date_span),
    _date_words,
    lambda rule: {key: rule[key] for key in ("leaf", "question", "from", "to") if rule.get(key)},
    label=gettext_lazy("A date"),
    fields=[
        _asked(Kind.DATE),
        Field("from", "date", gettext_lazy("First date"), optional=True),
        Field("to", "date", gettext_lazy("Last date"), optional=True),
    ],
    order=130,
)
register_leaf(
    "year",
    _compile_years,
    _year_words,
    label=gettext_lazy("Year"),
    fields=[
        _asked(Kind.YEAR),
        Field("from", "number", gettext_lazy("First year")),
        Field("to", "number", gettext_lazy("Last year")),
    ],
    order=140,
)
register_leaf(
    "district",
    _compile_districts,
    _district_words,
    lambda rule: rule | {"ids": ids_in(rule)},
    label=gettext_lazy("District"),
    fields=[
        _asked(Kind.DISTRICT),
        Field("ids", "find", gettext_lazy("Districts"), search=_found_districts, named=named_districts),
    ],
    order=100,
)
register_leaf(
    "postal",
    _compile_postal,
    _postal_words,
    lambda rule: rule | {"begins": " ".join(postal_starts(rule))},
    label=gettext_lazy("Postal code"),
    fields=[_asked(Kind.POSTAL), Field("begins", "text", gettext_lazy("Postal codes or their first digits"))],
    order=150,
)
