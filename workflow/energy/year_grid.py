"""The hours of a whole local year, with what a shape or a calendar asks of each: hour of the day, weekday, month."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from workflow.energy.hours import ROME, Hours

HOUR = timedelta(hours=1)
DAYS_IN_WEEK = 7
# 1 January 1970 was a Thursday, the day 3 of a week that begins on Monday.
EPOCH_WEEKDAY = 3


@dataclass(frozen=True, eq=False)
class YearGrid:
    """Every hour of a local calendar year: 8760 or 8784 instants in UTC, on days of 23, 24 or 25 hours.

    `local_hour` is what a clock on the wall shows at the beginning of the hour (it repeats on the day of 25),
    `weekday` counts from Monday, 0; `day_index` is the day of the year, from 0.
    """

    hours: Hours
    local_hour: NDArray[np.int8]
    weekday: NDArray[np.int8]
    day_index: NDArray[np.int64]

    @classmethod
    def of(cls, year: int) -> "YearGrid":
        """Return the grid of a year; the same object for the same year."""
        return _grid_of(year)

    def __len__(self) -> int:
        return len(self.hours)

    @property
    def year(self) -> int:
        """The local calendar year."""
        return self.hours.year

    @property
    def month(self) -> NDArray[np.int64]:
        """The month of each hour, from 1."""
        return self.hours.months

    @property
    def day_count(self) -> int:
        """How many days the year has."""
        return int(self.day_index[-1]) + 1


@lru_cache(maxsize=8)
def _grid_of(year: int) -> YearGrid:
    first = datetime(year, 1, 1, tzinfo=ROME).astimezone(UTC)
    last = datetime(year + 1, 1, 1, tzinfo=ROME).astimezone(UTC)
    starts = [first + HOUR * index for index in range((last - first) // HOUR)]
    hours = Hours.of(starts)
    local_hour = np.array([start.astimezone(ROME).hour for start in starts], dtype=np.int8)
    weekday = ((hours.days + EPOCH_WEEKDAY) % DAYS_IN_WEEK).astype(np.int8)
    for array in (local_hour, weekday, hours.days, hours.months):
        array.flags.writeable = False  # the grid is shared by everybody who asks for the year
    return YearGrid(hours, local_hour, weekday, hours.days - hours.days[0])
