"""Brings a series measured in one year onto the hours of another: same weekday, same hour of the day."""

import numpy as np

from workflow.energy.hours import Floats
from workflow.energy.year_grid import DAYS_IN_WEEK, YearGrid

HOURS_OF_DAY = 24


def onto_year(series: Floats, measured: YearGrid, wanted: YearGrid) -> Floats:
    """Return the hours of `wanted` from the days of `measured` with the same weekday, at most three days away.

    Holes are filled with the mean of the same month and hour of the day, so that the year is whole.
    """
    if measured.year == wanted.year:
        return _filled(series, measured)
    table = _by_day(_filled(series, measured), measured)
    shift = int(wanted.weekday[0] - measured.weekday[0])
    shift = (shift + DAYS_IN_WEEK // 2) % DAYS_IN_WEEK - DAYS_IN_WEEK // 2
    days = wanted.day_index + shift
    days = np.where(days < 0, days + DAYS_IN_WEEK, days)
    days = np.where(days >= len(table), days - DAYS_IN_WEEK, days)
    whole: Floats = table[days, wanted.local_hour]
    return whole


def _by_day(series: Floats, grid: YearGrid) -> Floats:
    """Return one row of 24 hours a day; the hour that spring skips takes the value of the one before."""
    table = np.full((grid.day_count, HOURS_OF_DAY), np.nan)
    table[grid.day_index, grid.local_hour] = series
    for hour in range(1, HOURS_OF_DAY):
        table[:, hour] = np.where(np.isnan(table[:, hour]), table[:, hour - 1], table[:, hour])
    return table


def _filled(series: Floats, grid: YearGrid) -> Floats:
    holes = ~np.isfinite(series)
    if not holes.any():
        return series
    whole = np.array(series, dtype=np.float64)
    known = ~holes
    everywhere = float(series[known].mean()) if known.any() else 0.0
    for month in np.unique(grid.month[holes]):
        for hour in np.unique(grid.local_hour[holes & (grid.month == month)]):
            alike = (grid.month == month) & (grid.local_hour == hour)
            same = series[alike & known]
            whole[alike & holes] = float(same.mean()) if len(same) else everywhere
    return whole
