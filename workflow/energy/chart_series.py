"""What the charts of a settled year draw: typical days by season, sums by month, the share against its threshold."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from workflow.energy.hours import ROME, Floats
from workflow.energy.settlement import Settlement

SEASONS = {
    "inverno (dicembre–febbraio)": (12, 1, 2),
    "primavera (marzo–maggio)": (3, 4, 5),
    "estate (giugno–agosto)": (6, 7, 8),
    "autunno (settembre–novembre)": (9, 10, 11),
}
CLOCK_HOURS = 24


@dataclass(frozen=True, eq=False)
class TypicalDay:
    """The mean of each clock hour in a season, in kWh; `days` is how many days it is the mean of."""

    season: str
    days: int
    injected_kwh: Floats
    withdrawn_kwh: Floats
    shared_kwh: Floats


@dataclass(frozen=True)
class MonthSums:
    """The energies of one month, in kWh, and its premium in euro before the yearly surplus is told apart."""

    month: int
    injected_kwh: float
    withdrawn_kwh: float
    shared_kwh: float
    tip_eur: float


@dataclass(frozen=True)
class ShareOfSet:
    """How much of what a set of plants injects is shared and incentivised, by month and year; in percent.

    A month in which nothing is injected is None.
    """

    name: str
    months: tuple[tuple[int, float | None], ...]
    year: float
    threshold: float


def typical_days(settled: Settlement) -> list[TypicalDay]:
    """Return the typical day of each season that has hours; a clock hour that never comes is not a number."""
    clock = np.array([start.astimezone(ROME).hour for start in settled.hours.starts])
    found = []
    for season, months in SEASONS.items():
        here = np.isin(settled.hours.months, months)
        if not here.any():
            continue
        days = len(np.unique(settled.hours.days[here]))
        means = (
            _means(clock[here], series[here])
            for series in (settled.injected_kwh, settled.withdrawn_kwh, settled.shared_kwh)
        )
        found.append(TypicalDay(season, days, *means))
    return found


def _means(clock: NDArray[np.int64], series: Floats) -> Floats:
    """Return the mean of each clock hour."""
    counts = np.bincount(clock, minlength=CLOCK_HOURS)
    sums = np.bincount(clock, weights=series, minlength=CLOCK_HOURS)
    means: Floats = np.divide(sums, counts, out=np.full(CLOCK_HOURS, np.nan), where=counts > 0)
    return means


def month_sums(settled: Settlement) -> list[MonthSums]:
    """Return the sums of each month that has hours."""
    premium = np.zeros(len(settled.hours))
    for plant in settled.plants:
        premium += plant.earned.amount_eur
    return [
        MonthSums(
            int(month),
            *(
                float(series[settled.hours.months == month].sum())
                for series in (settled.injected_kwh, settled.withdrawn_kwh, settled.shared_kwh, premium)
            ),
        )
        for month in np.unique(settled.hours.months)
    ]


def shares(settled: Settlement) -> list[ShareOfSet]:
    """Return the share of each set of plants that injects with tariff."""
    found = []
    for name, one, has_grant in (
        ("impianti con sola tariffa", settled.surplus.tip_only, False),
        ("impianti con contributo", settled.surplus.tip_and_grant, True),
    ):
        if one.injected_kwh <= 0:
            continue
        energy, injected = np.zeros(len(settled.hours)), np.zeros(len(settled.hours))
        for plant, result in zip(settled.year.plants, settled.plants, strict=True):
            if plant.has_grant is has_grant:
                energy += result.earned.energy_kwh
                injected += result.earned.injected_kwh
        months = []
        for month in np.unique(settled.hours.months):
            here = settled.hours.months == month
            whole = float(injected[here].sum())
            months.append((int(month), 100 * float(energy[here].sum()) / whole if whole > 0 else None))
        found.append(ShareOfSet(name, tuple(months), 100 * one.ratio, 100 * float(one.threshold)))
    return found
