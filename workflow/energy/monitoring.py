"""Compares a measured year with the projected one, month by month, and raises alarms; pure."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

import numpy as np

from workflow.energy.hours import Flags, Floats
from workflow.energy.series import Direction
from workflow.energy.year_grid import YearGrid

FIRST_DAY = date(1970, 1, 1)


class AlarmKind(StrEnum):
    """What an alarm is about."""

    SHARE_FALLING = "quota_in_calo"
    PLANT_STOPPED = "impianto_fermo"
    METER_MISSING = "contatore_mancante"
    LOW_PRODUCTION = "immissione_bassa"


@dataclass(frozen=True)
class Thresholds:
    """When a difference is an alarm.

    `share_fall_ratio`: measured share over projected one, below which a month is poor, for `share_fall_months` months
    in a row. `stopped_days`, `missing_days`: days in a row with no injection, with no measures. `low_production_ratio`:
    measured injection over the lowest expected. `least_covered_ratio`: the part of a month that must be measured for
    it to be compared.
    """

    share_fall_ratio: float
    share_fall_months: int
    stopped_days: int
    missing_days: int
    low_production_ratio: float
    least_covered_ratio: float


@dataclass(frozen=True, eq=False)
class Watched:
    """One meter: what was measured, NaN where unknown, the hours that count, and what was projected for them."""

    key: str
    direction: Direction
    measured_kwh: Floats
    window: Flags
    expected_kwh: Floats
    low_kwh: Floats
    high_kwh: Floats


@dataclass(frozen=True)
class MonthCompared:
    """A month of a meter; the projection is of the hours that were measured, so that the two can be compared."""

    key: str
    direction: Direction
    month: int
    covered: float
    measured_kwh: float | None
    low_kwh: float
    expected_kwh: float
    high_kwh: float

    @property
    def ratio(self) -> float | None:
        """Measured over expected; None where either says nothing."""
        if self.measured_kwh is None or self.expected_kwh <= 0:
            return None
        return self.measured_kwh / self.expected_kwh


@dataclass(frozen=True)
class ShareCompared:
    """The part of the month's injection that was shared, measured and projected; None where too little is measured."""

    month: int
    covered: float
    measured: float | None
    expected: float | None


@dataclass(frozen=True)
class Alarm:
    """Something to look at: what, whose, since when or in which month, with the figures that raised it."""

    kind: AlarmKind
    key: str
    direction: Direction | None = None
    month: int | None = None
    since_on: date | None = None
    count: int = 0
    measured: float | None = None
    expected: float | None = None


def compare_months(watched: Watched, grid: YearGrid, thresholds: Thresholds) -> Iterator[MonthCompared]:
    """Yield the months in which the meter counts."""
    known = watched.window & ~np.isnan(watched.measured_kwh)
    for month in range(1, 13):
        of_month = watched.window & (grid.month == month)
        needed = int(np.count_nonzero(of_month))
        if not needed:
            continue
        here = of_month & known
        covered = int(np.count_nonzero(here)) / needed
        # With hardly anything measured the whole month's projection says more.
        hours = here if covered > 0 else of_month
        is_enough = covered >= thresholds.least_covered_ratio
        yield MonthCompared(
            watched.key,
            watched.direction,
            month,
            covered,
            float(watched.measured_kwh[here].sum()) if is_enough else None,
            float(watched.low_kwh[hours].sum()),
            float(watched.expected_kwh[hours].sum()),
            float(watched.high_kwh[hours].sum()),
        )


def compare_shares(
    meters: Sequence[Watched],
    expected_injected: Floats,
    expected_shared: Floats,
    grid: YearGrid,
    thresholds: Thresholds,
) -> Iterator[ShareCompared]:
    """Yield the share of each month: only the hours in which every meter that counts is known are compared."""
    is_known = np.ones(len(grid), dtype=np.bool_)
    injected, withdrawn = np.zeros(len(grid)), np.zeros(len(grid))
    for one in meters:
        is_known &= ~one.window | ~np.isnan(one.measured_kwh)
        total = withdrawn if one.direction is Direction.WITHDRAWAL else injected
        total += np.where(one.window, np.nan_to_num(one.measured_kwh), 0.0)
    shared = np.minimum(injected, withdrawn)
    for month in range(1, 13):
        of_month = grid.month == month
        here = of_month & is_known
        covered = float(np.count_nonzero(here)) / float(np.count_nonzero(of_month))
        is_enough = covered >= thresholds.least_covered_ratio
        yield ShareCompared(
            month,
            covered,
            _share(shared[here], injected[here]) if is_enough else None,
            _share(
                expected_shared[here if is_enough else of_month], expected_injected[here if is_enough else of_month]
            ),
        )


def alarms_of(
    meters: Sequence[Watched],
    months: Sequence[MonthCompared],
    shares: Sequence[ShareCompared],
    grid: YearGrid,
    thresholds: Thresholds,
    *,
    until: date,
) -> tuple[Alarm, ...]:
    """Return the alarms up to a day, excluded: what comes later is not missing yet."""
    found: list[Alarm] = []
    for one in meters:
        found += _silences(one, grid, thresholds, until)
    found += _low_months(months, thresholds)
    found += _falling(shares, thresholds)
    return tuple(found)


def _silences(watched: Watched, grid: YearGrid, thresholds: Thresholds, until: date) -> Iterator[Alarm]:
    """Yield the runs of days without measures, and of a plant's days with measures but no energy."""
    past = watched.window & (grid.hours.days < (until - FIRST_DAY).days)
    days = grid.day_count
    needed = np.bincount(grid.day_index, weights=past, minlength=days)
    known_hours = past & ~np.isnan(watched.measured_kwh)
    known = np.bincount(grid.day_index, weights=known_hours, minlength=days)
    energy = np.bincount(grid.day_index, weights=np.where(known_hours, watched.measured_kwh, 0.0), minlength=days)
    hoped = np.bincount(grid.day_index, weights=np.where(past, watched.expected_kwh, 0.0), minlength=days)
    first = date(grid.year, 1, 1)
    for start, length in _runs((needed > 0) & (known == 0), thresholds.missing_days):
        yield Alarm(
            AlarmKind.METER_MISSING, watched.key, watched.direction, None, first + timedelta(days=start), length
        )
    if watched.direction is Direction.WITHDRAWAL:
        return
    # Where the projection expects nothing, nothing is no alarm: a hydro plant in a dry month.
    for start, length in _runs((known > 0) & (energy <= 0) & (hoped > 0), thresholds.stopped_days):
        yield Alarm(
            AlarmKind.PLANT_STOPPED, watched.key, watched.direction, None, first + timedelta(days=start), length,
            0.0, float(hoped[start : start + length].sum()),
        )  # fmt: skip


def _low_months(months: Sequence[MonthCompared], thresholds: Thresholds) -> Iterator[Alarm]:
    for one in months:
        least = one.low_kwh * thresholds.low_production_ratio
        if one.direction is not Direction.WITHDRAWAL and one.measured_kwh is not None and one.measured_kwh < least:
            yield Alarm(
                AlarmKind.LOW_PRODUCTION, one.key, one.direction, one.month, measured=one.measured_kwh, expected=least
            )


def _falling(shares: Sequence[ShareCompared], thresholds: Thresholds) -> Iterator[Alarm]:
    row = 0
    for one in shares:
        if one.measured is None or one.expected is None:
            row = 0
            continue
        row = row + 1 if one.measured < one.expected * thresholds.share_fall_ratio else 0
        if row >= thresholds.share_fall_months:
            yield Alarm(
                AlarmKind.SHARE_FALLING, "", None, one.month, count=row, measured=one.measured, expected=one.expected
            )


def _runs(is_so: Flags, least: int) -> Iterator[tuple[int, int]]:
    """Yield (start, length) of the runs of days at least so long."""
    edges = np.diff(np.concatenate(([0], is_so.astype(np.int8), [0])))
    for start, end in zip(np.flatnonzero(edges == 1), np.flatnonzero(edges == -1), strict=True):
        if end - start >= least:
            yield int(start), int(end - start)


def _share(shared: Floats, injected: Floats) -> float | None:
    total = float(injected.sum())
    return float(shared.sum()) / total if total > 0 else None
