"""Day arithmetic of terms, against days worked out by hand and against properties."""

from datetime import date, timedelta

import pytest
from holidays import country_holidays
from hypothesis import given
from hypothesis import strategies as st

from workflow.law import calendar

DAYS = st.dates(min_value=date(2020, 1, 1), max_value=date(2060, 12, 31))


@pytest.mark.parametrize(
    ("start", "days", "exact", "rolled"),
    [
        (date(2026, 9, 4), 30, date(2026, 10, 4), date(2026, 10, 5)),  # St Francis, a Sunday in 2026
        (date(2026, 12, 15), 10, date(2026, 12, 25), date(2026, 12, 28)),  # Christmas, St Stephen, Sunday
        (date(2024, 4, 8), 120, date(2024, 8, 6), date(2024, 8, 6)),
        (date(2026, 7, 25), 120, date(2026, 11, 22), date(2026, 11, 23)),
        (date(2027, 9, 4), 30, date(2027, 10, 4), date(2027, 10, 5)),  # St Francis, a Monday in 2027
        (date(2025, 9, 4), 30, date(2025, 10, 4), date(2025, 10, 4)),  # not yet a holiday, and a Saturday
        (date(2026, 3, 1), 35, date(2026, 4, 5), date(2026, 4, 7)),  # Easter and the Monday after
    ],
)
def test_a_term_in_days_leaves_out_the_first_and_rolls_only_at_the_end(
    start: date, days: int, exact: date, rolled: date
) -> None:
    assert calendar.add_days(start, days) == exact
    assert calendar.roll_forward(exact) == rolled


def test_4_october_is_a_holiday_from_2026_and_not_before() -> None:
    assert date(2025, 10, 4) not in calendar.national_holidays(2025)
    assert date(2026, 10, 4) in calendar.national_holidays(2026)
    assert calendar.is_holiday(date(2027, 10, 4))


@pytest.mark.parametrize("year", [1999, 2000, 2026, 2099, 2100])
def test_the_holidays_are_those_of_the_library_inside_and_outside_the_table(year: int) -> None:
    assert calendar.national_holidays(year) == frozenset(country_holidays("IT", years=year))


def test_a_saturday_is_no_holiday_but_no_working_day_either() -> None:
    saturday = date(2026, 11, 21)
    assert calendar.is_holiday(saturday) is False
    assert calendar.is_working_day(saturday) is False
    assert calendar.is_working_day(date(2026, 11, 20)) is True
    assert calendar.is_working_day(date(2026, 11, 22)) is False


@pytest.mark.parametrize(
    ("day", "last"),
    [
        (date(2026, 3, 10), date(2026, 6, 30)),
        (date(2026, 11, 22), date(2027, 2, 28)),
        (date(2026, 11, 30), date(2027, 2, 28)),
        (date(2027, 11, 1), date(2028, 2, 29)),
        (date(2026, 9, 30), date(2026, 12, 31)),
    ],
)
def test_the_last_day_of_the_third_month_after(day: date, last: date) -> None:
    assert calendar.last_day_of_nth_month_after(day, 3) == last


def test_months_end_on_the_same_day_or_on_the_last_of_a_shorter_month() -> None:
    assert calendar.add_months(date(2026, 1, 31), 1) == date(2026, 2, 28)
    assert calendar.add_months(date(2026, 1, 10), 12) == date(2027, 1, 10)
    assert calendar.add_years(date(2028, 2, 29), 1) == date(2029, 2, 28)
    assert calendar.add_years(date(2025, 1, 10), 3) == date(2028, 1, 10)


def test_a_numbered_day_of_a_later_month() -> None:
    assert calendar.day_of_nth_month_after(date(2026, 10, 31), 1, 25) == date(2026, 11, 25)
    assert calendar.day_of_nth_month_after(date(2026, 12, 1), 2, 31) == date(2027, 2, 28)


def test_the_last_working_day_skips_saturday_sunday_and_holidays() -> None:
    assert calendar.last_working_day_of_nth_month_after(date(2026, 11, 25), 1) == date(2026, 12, 31)
    assert calendar.last_working_day_of_nth_month_after(date(2026, 12, 25), 1) == date(2027, 1, 29)
    assert calendar.last_working_day_of_nth_month_after(date(2026, 1, 1), 0) == date(2026, 1, 30)


@given(DAYS)
def test_rolling_never_goes_back_and_stops_on_a_day_that_is_no_holiday(day: date) -> None:
    rolled = calendar.roll_forward(day)
    assert day <= rolled <= day + timedelta(days=4)
    assert not calendar.is_holiday(rolled)
    assert rolled == day or calendar.is_holiday(day)


@given(DAYS, st.integers(0, 60))
def test_the_last_day_of_a_later_month_is_followed_by_a_first(day: date, months: int) -> None:
    last = calendar.last_day_of_nth_month_after(day, months)
    assert (last + timedelta(days=1)).day == 1
    assert (last.year - day.year) * 12 + last.month - day.month == months
