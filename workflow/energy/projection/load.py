"""The withdrawal of one point hour by hour, from its bill and the shape of its kind of user."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from workflow.energy.hours import Flags, Floats
from workflow.energy.projection.calendar_days import BANDS, DayKind, DayKinds
from workflow.energy.projection.chance import positive_noise
from workflow.energy.projection.figures import Daytime, LoadShape
from workflow.energy.projection.named_assumption import Level

TOTAL = "total"


@dataclass(frozen=True)
class Bill:
    """What a bill says of a year: the whole energy, or that of each band, or either of them month by month.

    `months` has a table for each month that the bills cover, from 1: the key is a band, or `total`.
    """

    annual_kwh: float | None = None
    bands_kwh: Mapping[str, float] | None = None
    months: Mapping[int, Mapping[str, float]] | None = None


def shape_of(days: DayKinds, shape: LoadShape, daytime: Daytime, level: Level, name: str) -> Floats:
    """Return the weights of the hours: kind of day, month, the weight of the sunny hours, and a point's own chance."""
    table = np.array([shape.working_day, shape.saturday, shape.holiday])
    rows = np.array([DayKind.WORKING, DayKind.SATURDAY, DayKind.HOLIDAY])
    grid = days.grid
    weights: Floats = table[rows[days.of_hour], grid.local_hour] * np.array(shape.months)[grid.month - 1]
    return _weighed(days, weights, daytime, level) * positive_noise(name, len(grid), shape.variation)


def weights_of_profile(days: DayKinds, profile: Floats, daytime: Daytime, level: Level) -> Floats:
    """Return the weights of the hours from a profile that somebody has: by month, kind of day and hour."""
    grid = days.grid
    weights: Floats = profile[grid.month - 1, days.of_hour, grid.local_hour]
    return _weighed(days, weights, daytime, level)


def _weighed(days: DayKinds, weights: Floats, daytime: Daytime, level: Level) -> Floats:
    hours = days.grid.local_hour
    sunny = (hours >= daytime.first_hour) & (hours < daytime.last_hour)
    return np.where(sunny, weights * daytime.span.at(level), weights)


def spread(bill: Bill, weights: Floats, bands: Mapping[str, Flags], days: DayKinds) -> Floats:
    """Return the hours of the year: each part that the bill tells keeps its energy, the shape spreads it inside.

    Months without a bill get the mean of the others, spread by the shape.
    """
    series = np.zeros(len(weights))
    everything = np.ones(len(weights), dtype=np.bool_)
    if bill.months:
        # The months that no bill covers take their energy from the shape, in the proportion of the covered ones; a
        # shape that gives those nothing tells no proportion, and every hour is worth the same.
        covered = np.isin(days.grid.month, list(bill.months))
        known = sum(sum(month.values()) for month in bill.months.values())
        telling = weights if weights[covered].any() else np.ones(len(weights))
        series[~covered] = telling[~covered] * (known / float(telling[covered].sum()))
        for month, parts in bill.months.items():
            here = days.grid.month == month
            for key, energy in parts.items():
                _fill(series, weights, here if key == TOTAL else here & bands[key], energy)
    elif bill.bands_kwh:
        for key, energy in bill.bands_kwh.items():
            _fill(series, weights, bands[key], energy)
    elif bill.annual_kwh is not None:
        _fill(series, weights, everything, bill.annual_kwh)
    return series


def bands_of(values: Sequence[float | None]) -> dict[str, float] | None:
    """Return F1, F2 and F3 by name, or None while one of the three is unknown."""
    if any(value is None for value in values):
        return None
    return {name: value for name, value in zip(BANDS, values, strict=True) if value is not None}


def _fill(series: Floats, weights: Floats, where: Flags, energy_kwh: float) -> None:
    """Spread energy over some hours by their weights; evenly where the shape gives them none."""
    inside = weights[where]
    total = float(inside.sum())
    series[where] = energy_kwh * inside / total if total > 0 else energy_kwh / max(1, len(inside))
