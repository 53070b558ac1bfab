"""The kind of each hour of a year: working day, Saturday or holiday, and the tariff band it falls in."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from enum import IntEnum

import numpy as np
from numpy.typing import NDArray

from workflow.energy.hours import Flags, day_number
from workflow.energy.projection.figures import Bands
from workflow.energy.year_grid import YearGrid

SATURDAY = 5
SUNDAY = 6
BANDS = ("f1", "f2", "f3")


class DayKind(IntEnum):
    """The three kinds of day of a load shape."""

    WORKING = 0
    SATURDAY = 1
    HOLIDAY = 2


@dataclass(frozen=True, eq=False)
class DayKinds:
    """The kind of day of every hour of a year; Sundays are holidays."""

    grid: YearGrid
    of_hour: NDArray[np.int8]

    @classmethod
    def of(cls, grid: YearGrid, holidays: Collection[date]) -> "DayKinds":
        """Return the kinds; `holidays` are the national ones of the year."""
        kinds = np.full(len(grid), DayKind.WORKING, dtype=np.int8)
        kinds[grid.weekday == SATURDAY] = DayKind.SATURDAY
        closed = np.isin(grid.hours.days, [day_number(day) for day in holidays])
        kinds[(grid.weekday == SUNDAY) | closed] = DayKind.HOLIDAY
        return cls(grid, kinds)

    def bands(self, hours: Bands) -> dict[str, Flags]:
        """Return which hours fall in F1, F2 and F3."""
        f1 = self._within(hours.f1.weekday, DayKind.WORKING) | self._within(hours.f1.saturday, DayKind.SATURDAY)
        f2 = self._within(hours.f2.weekday, DayKind.WORKING) | self._within(hours.f2.saturday, DayKind.SATURDAY)
        return {"f1": f1, "f2": f2, "f3": ~(f1 | f2)}

    def _within(self, spans: Sequence[Sequence[int]], kind: DayKind) -> Flags:
        inside = np.zeros(len(self.grid), dtype=np.bool_)
        for first, last in spans:
            inside |= (self.grid.local_hour >= first) & (self.grid.local_hour < last)
        found: Flags = inside & (self.of_hour == kind)
        return found
