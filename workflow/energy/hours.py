"""The hours of a settlement: instants in order, with the local day and month that dates act on."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
ROME = ZoneInfo("Europe/Rome")
SECONDS_IN_HOUR = 3600


class HoursError(ValueError):
    """Hours that are not a series a settlement can rest on; the message says which and why."""


@dataclass(frozen=True, eq=False)
class Hours:
    """The hours of one local calendar year, whole or in part; days have 23, 24 or 25 of them.

    `starts` are the beginnings, in order; `days` the local day of each as days since 1970 (A-DST, A-DAY).
    """

    starts: tuple[datetime, ...]
    days: NDArray[np.int64]
    months: NDArray[np.int64]

    @classmethod
    def of(cls, starts: Sequence[datetime]) -> "Hours":
        """Build the series; raise HoursError for naive, repeated or disordered instants, or for more than one year."""
        if not starts:
            raise HoursError("Non c'è nessuna ora.")
        local: list[datetime] = []
        before: datetime | None = None
        for start in starts:
            if start.tzinfo is None:
                raise HoursError(f"L'ora {start.isoformat()} non ha lo scarto da UTC.")
            if start.minute or start.second or start.microsecond:
                raise HoursError(f"L'istante {start.isoformat()} non è l'inizio di un'ora.")
            instant = start.astimezone(UTC)
            if before is not None and instant <= before:
                raise HoursError(f"L'ora {start.isoformat()} è ripetuta o fuori ordine.")
            before = instant
            local.append(instant.astimezone(ROME))
        years = {moment.year for moment in local}
        if len(years) != 1:
            raise HoursError(f"Le ore sono di più anni: {', '.join(map(str, sorted(years)))}.")
        days = np.array([day_number(moment.date()) for moment in local], dtype=np.int64)
        months = np.array([moment.month for moment in local], dtype=np.int64)
        return cls(tuple(starts), days, months)

    def __len__(self) -> int:
        return len(self.starts)

    @property
    def year(self) -> int:
        """The local calendar year."""
        return self.starts[0].astimezone(ROME).year

    def span(self, first: date | None, until: date | None) -> slice:
        """Return the hours from a day, included, to another, excluded; None is no limit. Days never go back."""
        begin = 0 if first is None else int(np.searchsorted(self.days, day_number(first)))
        end = len(self) if until is None else int(np.searchsorted(self.days, day_number(until)))
        return slice(begin, max(begin, end))

    def within(self, first: date | None, until: date | None) -> Flags:
        """Return which hours fall from a day, included, to another, excluded; None is no limit."""
        inside = np.zeros(len(self), dtype=np.bool_)
        inside[self.span(first, until)] = True
        return inside


def day_number(day: date) -> int:
    """Return the days since 1 January 1970."""
    return (day - date(1970, 1, 1)).days
