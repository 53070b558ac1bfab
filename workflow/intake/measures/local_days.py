"""Local days of 23, 24 and 25 hours: where each begins, and which of its intervals a numbered value belongs to."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache

import numpy as np

from workflow.energy.hours import ROME, SECONDS_IN_HOUR, Floats

DAY_HOURS = 24
SHORT_DAY = 23
LONG_DAY = 25
# In Italy the clock jumps from 2 to 3 in spring, and shows the hour from 2 to 3 twice in autumn.
CHANGE_HOUR = 2
QUARTERS = 4


@dataclass(frozen=True, eq=False)
class DaySlots:
    """The intervals of a local day in order, NaN where nothing was given, and what was odd in their numbers.

    `lost_kwh` is what stood in the hour that does not exist; `is_repeat_missing` that a day of 25 hours came with 24;
    `is_out_of_range` that a number is beyond the day.
    """

    values: Floats
    hours: int
    lost_kwh: float = 0.0
    is_repeat_missing: bool = False
    is_out_of_range: bool = False


@lru_cache(maxsize=20_000)
def day_start(day: date) -> int:
    """Return the instant at which a local day begins, in seconds since 1970."""
    return int(datetime(day.year, day.month, day.day, tzinfo=ROME).astimezone(UTC).timestamp())


@lru_cache(maxsize=20_000)
def hours_in(day: date) -> int:
    """Return how many hours a local day has: 23, 24 or 25."""
    return (day_start(day + timedelta(days=1)) - day_start(day)) // SECONDS_IN_HOUR


def numbered_day(
    day: date,
    numbered: Mapping[int, float | None],
    per_hour: int,
    *,
    second_pass: Mapping[int, float | None] | None = None,
    has_changes: bool = True,
) -> DaySlots:
    """Return a day from values numbered from 1, with `per_hour` of them an hour.

    On the short day numbers either run on (1–92) or keep the clock (1–96 without 9–12); on the long day they run on
    (1–100), or keep the clock with the repeated hour in `second_pass`. A clock that never changes has 24 hours always.
    """
    given = {number: value for number, value in numbered.items() if value is not None}
    hours, change = hours_in(day) if has_changes else DAY_HOURS, CHANGE_HOUR * per_hour
    values = np.full(hours * per_hour, np.nan)
    highest, lost, is_repeat_missing, is_out = max(given, default=0), 0.0, False, False
    keeps_clock = False
    if hours == SHORT_DAY:
        jumps = highest > change + per_hour and not any(change < number <= change + per_hour for number in given)
        keeps_clock = jumps or highest > SHORT_DAY * per_hour
    if hours == LONG_DAY:
        keeps_clock = highest <= DAY_HOURS * per_hour
        is_repeat_missing = keeps_clock and not second_pass and bool(given)
    for number, value in given.items():
        slot = number - 1
        if keeps_clock and hours == SHORT_DAY and slot >= change:
            if slot < change + per_hour:
                lost += abs(value)
                continue
            slot -= per_hour
        elif keeps_clock and hours == LONG_DAY and slot >= change + per_hour:
            slot += per_hour
        if 0 <= slot < len(values):
            values[slot] = value
        else:
            is_out = True
    for number, later in (second_pass or {}).items():
        slot = number - 1 + per_hour
        if later is not None and 0 <= slot < len(values):
            values[slot] = later
    return DaySlots(values, hours, lost, is_repeat_missing, is_out)


def to_hours(slots: Floats, per_hour: int, *, is_price: bool = False) -> Floats:
    """Return hours from intervals: the sum of energies, the mean of prices (A-PZ15); NaN if any of them lacks."""
    if per_hour == 1:
        return slots
    rows = slots.reshape(-1, per_hour)
    hours: Floats = rows.mean(axis=1) if is_price else rows.sum(axis=1)
    return hours


def cut_hours(slots: Floats, per_hour: int) -> int:
    """Return how many hours have some of their intervals, but not all."""
    if per_hour == 1:
        return 0
    known = (~np.isnan(slots)).reshape(-1, per_hour).sum(axis=1)
    return int(((known > 0) & (known < per_hour)).sum())
