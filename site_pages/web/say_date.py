"""Dates as 公用文 writes them: 令和8年12月25日（金曜日）, 午前9時30分, 正午. Pure."""

from datetime import date, datetime

from django.utils import timezone
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

ERAS = [
    (date(2019, 5, 1), gettext_lazy("Reiwa")),
    (date(1989, 1, 8), gettext_lazy("Heisei")),
    (date(1926, 12, 25), gettext_lazy("Showa")),
]


def local_day(value: date | datetime) -> date:
    """The calendar day in the city's time zone."""
    if isinstance(value, datetime):
        return (timezone.localtime(value) if timezone.is_aware(value) else value).date()
    return value


def say_year(value: date | datetime) -> str:
    """令和8年; the first year of an era is 元年, years before 1926 stay western."""
    day = local_day(value)
    for begins, era in ERAS:
        if day >= begins:
            number = day.year - begins.year + 1
            if number == 1:
                return _("%(era)s, first year") % {"era": era}
            return _("%(era)s, year %(number)d") % {"era": era, "number": number}
    return _("year %(year)d") % {"year": day.year}


def say_day(value: date | datetime) -> str:
    """令和8年12月25日（金曜日）"""
    day = local_day(value)
    return _("%(month)d/%(day)d of %(year)s (%(weekday)s)") % {
        "year": say_year(day), "month": day.month, "day": day.day, "weekday": WEEKDAYS[day.weekday()],
    }  # fmt: skip


def say_time(value: datetime) -> str:
    """午前9時30分, 午後5時, 正午; midnight is 午前0時."""
    moment = timezone.localtime(value) if timezone.is_aware(value) else value
    if (moment.hour, moment.minute) == (12, 0):
        return _("noon")
    words = {"hour": moment.hour % 12, "minute": moment.minute}
    if moment.hour < 12:
        return (_("%(hour)d:%(minute)02d a.m.") if moment.minute else _("%(hour)d a.m.")) % words
    return (_("%(hour)d:%(minute)02d p.m.") if moment.minute else _("%(hour)d p.m.")) % words


def say_moment(value: datetime) -> str:
    """令和8年12月25日（金曜日）午前9時30分"""
    return _("%(day)s, %(time)s") % {"day": say_day(value), "time": say_time(value)}
