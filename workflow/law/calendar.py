"""Day arithmetic of terms: the first day is left out, holidays inside count, a holiday at the end rolls forward.

The rolling of terms in days (art. 2963 c.c.) is a general principle: no text of the GSE says it for its own terms.
So it is always a second date beside the exact one, and it never moves a day the portal has fixed.
"""

from calendar import monthrange
from datetime import date, timedelta
from functools import cache, lru_cache
from importlib import import_module, resources

SUNDAY = 6
SATURDAY = 5
MONTHS_IN_YEAR = 12


@lru_cache(maxsize=128)
def national_holidays(year: int) -> frozenset[date]:
    """Return the national holidays of the year; 4 October comes back from 2026 (L. 151/2025). No patron saints."""
    if year in _table():
        return _table()[year]
    # loaded only here: the library takes longer than most commands, and the table holds a century
    return frozenset(import_module("holidays").country_holidays("IT", years=year))


@cache
def _table() -> dict[int, frozenset[date]]:
    """Return the holidays of the years in `national_holidays.txt`, which is written from the library."""
    text = resources.files("workflow.law").joinpath("national_holidays.txt").read_text(encoding="ascii")
    rows = (line.split() for line in text.splitlines())
    return {int(year): frozenset(date.fromisoformat(f"{year}-{day}") for day in days) for year, *days in rows}


def is_holiday(day: date) -> bool:
    """Whether the day is a Sunday or a national holiday; a Saturday is not."""
    return day.weekday() == SUNDAY or day in national_holidays(day.year)


def is_working_day(day: date) -> bool:
    """Whether banks and offices work on that day: neither Saturday nor holiday."""
    return day.weekday() != SATURDAY and not is_holiday(day)


def roll_forward(day: date) -> date:
    """Return the day, or the first day after it that is not a holiday."""
    while is_holiday(day):
        day += timedelta(days=1)
    return day


def add_days(start: date, days: int) -> date:
    """Return the last day of a term in days: the day of the event is not counted, the last one is."""
    return start + timedelta(days=days)


def add_months(start: date, months: int) -> date:
    """Return the same day of the month `months` later, or the last day of that month if it is shorter."""
    year, month = _month_after(start, months)
    return date(year, month, min(start.day, monthrange(year, month)[1]))


def add_years(start: date, years: int) -> date:
    """Return the same day `years` later; 29 February falls back on 28 February."""
    return add_months(start, years * MONTHS_IN_YEAR)


def last_day_of_nth_month_after(day: date, months: int) -> date:
    """Return the last day of the month that comes `months` after the month of the day."""
    year, month = _month_after(day, months)
    return date(year, month, monthrange(year, month)[1])


def day_of_nth_month_after(day: date, months: int, day_of_month: int) -> date:
    """Return a numbered day of the month that comes `months` after the month of the day."""
    year, month = _month_after(day, months)
    return date(year, month, min(day_of_month, monthrange(year, month)[1]))


def last_working_day_of_nth_month_after(day: date, months: int) -> date:
    """Return the last working day of the month that comes `months` after the month of the day."""
    last = last_day_of_nth_month_after(day, months)
    while not is_working_day(last):
        last -= timedelta(days=1)
    return last


def _month_after(day: date, months: int) -> tuple[int, int]:
    year, month = divmod(day.year * MONTHS_IN_YEAR + day.month - 1 + months, MONTHS_IN_YEAR)
    return year, month + 1
