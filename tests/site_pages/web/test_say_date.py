"""Dates as 公用文 writes them."""

from datetime import UTC, date, datetime

import pytest

from site_pages.web.say_date import say_day, say_moment, say_time, say_year


@pytest.mark.parametrize(
    ("day", "said"),
    [
        (date(2026, 12, 25), "令和8年12月25日（金曜日）"),
        (date(2019, 5, 1), "令和元年5月1日（水曜日）"),
        (date(2019, 4, 30), "平成31年4月30日（火曜日）"),
        (date(1989, 1, 7), "昭和64年1月7日（土曜日）"),
        (date(1926, 12, 24), "1926年12月24日（金曜日）"),
    ],
)
def test_a_day_carries_its_era_and_its_weekday(day, said):
    assert say_day(day) == said


@pytest.mark.parametrize(
    ("hour", "minute", "said"),
    [(9, 30, "午前9時30分"), (12, 0, "正午"), (17, 0, "午後5時"), (0, 0, "午前0時"), (12, 5, "午後0時5分")],
)
def test_a_time_is_said_in_twelve_hours(hour, minute, said):
    assert say_time(datetime(2026, 12, 25, hour, minute)) == said


def test_a_moment_is_told_in_the_citys_own_time():
    assert say_moment(datetime(2026, 12, 24, 15, 30, tzinfo=UTC)) == "令和8年12月25日（金曜日）午前0時30分"
    assert say_year(date(2019, 12, 31)) == "令和元年"
