"""Settles a year of a dossier on its measures: what is missing is told month by month, and never filled silently."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

import numpy as np

from workflow.checks.card_finding import finding_of, packaged_card
from workflow.checks.contract_period import service_start
from workflow.domain.dossier import Dossier
from workflow.domain.finding import Confidence, FieldPath, Finding, Severity
from workflow.domain.italian_writing import MONTH_NAMES
from workflow.energy.hours import Flags, Floats
from workflow.energy.inputs import UnitTariffs
from workflow.energy.projection.named_assumption import NamedAssumption
from workflow.energy.series import Direction, HourlySeries
from workflow.energy.settlement import Settlement, settle
from workflow.energy.year_grid import YearGrid
from workflow.law import Law
from workflow.services.energy_gaps import IncompleteYearError
from workflow.services.energy_year import counted_points, days_inside, dossier_year, plant_keys
from workflow.services.measure_importing import measures_of
from workflow.services.opening import Opened
from workflow.services.plant_places import find_zone
from workflow.services.settling import BTAU, TRASE

MISSING, PRICE_MISSING, ZONE_UNKNOWN, TARIFF_UNKNOWN, NO_MEASURES = "ENE-10", "ENE-11", "ENE-12", "ENE-13", "ENE-14"
GAPS_AS_ZERO = "M-LACUNE"
ESTIMATED = "M-STIMATE"
PRICE = "M-PREZZO"
GIVEN_TARIFF = "M-TARIFFA"


@dataclass(frozen=True)
class MeasuredChoices:
    """What a person chooses or gives: the zone and the tariffs of the year, and whether holes may count as zero."""

    accepts_gaps: bool = False
    zone: str | None = None
    trase_eur_mwh: Decimal | None = None
    btau_eur_mwh: Decimal | None = None


@dataclass(frozen=True)
class Coverage:
    """How much of what a year needs of a meter is there: hours in all and month by month.

    `months` gives (needed, known) by month; a month that needs nothing is absent.
    """

    key: str
    direction: Direction
    needed_hours: int
    known_hours: int
    estimated_hours: int
    months: Mapping[int, tuple[int, int]]
    origin: str

    @property
    def ratio(self) -> float:
        """The part that is known, from 0 to 1; 1 where nothing is needed."""
        return self.known_hours / self.needed_hours if self.needed_hours else 1.0

    @property
    def missing_months(self) -> tuple[int, ...]:
        """The months of which something lacks."""
        return tuple(month for month, (needed, known) in self.months.items() if known < needed)


@dataclass(frozen=True, eq=False)
class MeasuredSeries:
    """The series of a year with the window in which each counts; outside it nothing is needed."""

    grid: YearGrid
    injected: Mapping[str, Floats]
    withdrawn: Mapping[str, Floats]
    windows: Mapping[str, Flags]
    price: HourlySeries | None
    zone: str | None
    coverage: tuple[Coverage, ...]
    problems: tuple[Finding, ...]


@dataclass(frozen=True, eq=False)
class MeasuredYear:
    """A measured year: the settlement, or what keeps it from being made; coverage and assumptions either way."""

    year: int
    settlement: Settlement | None
    findings: tuple[Finding, ...]
    coverage: tuple[Coverage, ...]
    assumptions: tuple[NamedAssumption, ...]
    series: MeasuredSeries

    @property
    def is_refused(self) -> bool:
        """Whether something keeps the year from being settled."""
        return self.settlement is None


def measured(opened: Opened, year: int, law: Law, choices: MeasuredChoices | None = None) -> MeasuredYear:
    """Return the measured year of a dossier.

    Raises BrokenFileError for an original that can no longer be read.
    """
    choices = choices or MeasuredChoices()
    series = measured_series(opened, year, law, choices)
    found = [*series.problems, *_gaps(series, choices), *_price_gaps(series)]
    tariffs, of_tariffs = _tariffs(opened.dossier, law, year, choices)
    found += of_tariffs
    settlement: Settlement | None = None
    if tariffs is not None and series.price is not None and not any(one.severity is Severity.BLOCKING for one in found):
        try:
            settlement = settle(
                dossier_year(
                    opened.dossier,
                    series.grid,
                    _whole(series.injected),
                    _whole(series.withdrawn),
                    series.price.kwh,
                    tariffs,
                    law,
                )
            )
        except IncompleteYearError as error:
            found += error.findings
    return MeasuredYear(year, settlement, tuple(found), series.coverage, tuple(_assumptions(series, choices)), series)


def measured_series(opened: Opened, year: int, law: Law, choices: MeasuredChoices) -> MeasuredSeries:
    """Return the measured series of a year and how much of what it needs is there."""
    dossier, measures, grid = opened.dossier, measures_of(opened), YearGrid.of(year)
    # What a plant produces is not what it injects: nothing is settled on a series of production.
    of_points = measures.of(Direction.WITHDRAWAL, year)
    coverage: list[Coverage] = []
    injected: dict[str, Floats] = {}
    withdrawn: dict[str, Floats] = {}
    windows: dict[str, Flags] = {}
    injections = measures.of(Direction.INJECTION, year)
    for index, (plant, name) in enumerate(zip(dossier.plants, plant_keys(dossier), strict=True)):
        window = grid.hours.within(service_start(dossier, index, law) or plant.entered_operation_on, None)
        one = injections.get(name)
        injected[name], windows[name] = _inside(one, window), window
        coverage.append(_coverage(name, Direction.INJECTION, one, window, grid))
    for member, point in counted_points(dossier):
        if point.pod is None:
            continue
        window = grid.hours.within(*days_inside(dossier, member, point, year))
        one = of_points.get(point.pod)
        withdrawn[point.pod], windows[point.pod] = _inside(one, window), window
        coverage.append(_coverage(point.pod, Direction.WITHDRAWAL, one, window, grid))
    zone = choices.zone or find_zone(dossier)
    price = measures.of(Direction.PRICE, year).get(zone) if zone is not None else None
    if zone is not None:
        coverage.append(_coverage(zone, Direction.PRICE, price, np.ones(len(grid), dtype=np.bool_), grid))
    return MeasuredSeries(grid, injected, withdrawn, windows, price, zone, tuple(coverage), measures.problems)


def month_names(months: Iterable[int]) -> list[str]:
    """Return the months in words."""
    return [MONTH_NAMES[month - 1] for month in months]


def _inside(series: HourlySeries | None, window: Flags) -> Floats:
    """Return the series where it counts, and zero where nothing does; NaN is what lacks."""
    if series is None:
        return np.where(window, np.nan, 0.0)
    return np.where(window, series.kwh, 0.0)


def _whole(series: Mapping[str, Floats]) -> dict[str, Floats]:
    """Return the series with zero in the holes: they have been accepted, or there are none."""
    return {key: np.nan_to_num(values, nan=0.0) for key, values in series.items()}


def _coverage(key: str, direction: Direction, series: HourlySeries | None, window: Flags, grid: YearGrid) -> Coverage:
    known = np.zeros(len(grid), dtype=np.bool_) if series is None else window & ~series.is_missing
    months = {}
    for month in range(1, 13):
        of_month = grid.month == month
        needed = int(np.count_nonzero(window & of_month))
        if needed:
            months[month] = (needed, int(np.count_nonzero(known & of_month)))
    estimated = 0
    if series is not None and series.is_estimated is not None:
        estimated = int(np.count_nonzero(series.is_estimated & known))
    origin = "" if series is None else series.origin
    return Coverage(
        key, direction, int(np.count_nonzero(window)), int(np.count_nonzero(known)), estimated, months, origin
    )


def _gaps(series: MeasuredSeries, choices: MeasuredChoices) -> Iterator[Finding]:
    energies = [one for one in series.coverage if one.direction is not Direction.PRICE]
    if not any(one.known_hours for one in energies):
        yield _finding(NO_MEASURES, (), anno=str(series.grid.year))
        return
    for one in energies:
        lacking = one.missing_months
        # A meter of which nothing is known is not a hole: it cannot be accepted as zero.
        if lacking and (not choices.accepts_gaps or not one.known_hours):
            yield _finding(
                MISSING,
                ("misure", one.key),
                wording=None if one.known_hours else "tutto",
                di_chi=one.key,
                che_cosa=one.direction.value,
                anno=str(series.grid.year),
                mesi=month_names(lacking),
                ore=one.needed_hours - one.known_hours,
            )


def _price_gaps(series: MeasuredSeries) -> Iterator[Finding]:
    if series.zone is None:
        yield _finding(ZONE_UNKNOWN, ("impianti",))
        return
    one = next(one for one in series.coverage if one.direction is Direction.PRICE)
    if one.missing_months:
        yield _finding(
            PRICE_MISSING,
            ("misure", series.zone),
            zona=series.zone,
            anno=str(series.grid.year),
            mesi=month_names(one.missing_months),
            ore=one.needed_hours - one.known_hours,
        )


def _tariffs(
    dossier: Dossier, law: Law, year: int, choices: MeasuredChoices
) -> tuple[UnitTariffs | None, list[Finding]]:
    """Return the tariffs given or those of the law; a year that the law does not know is a finding."""
    first_day, found = date(year, 1, 1), []
    known: dict[str, Decimal | None] = {}
    wanted = [("TRASe", TRASE, choices.trase_eur_mwh)]
    if dossier.kind.is_group:
        wanted.append(("BTAU", BTAU, choices.btau_eur_mwh))
    for label, name, given in wanted:
        value = law.get(name).find(first_day)
        known[label] = given if given is not None else (None if value is None else value.number)
        if known[label] is None:
            found.append(_finding(TARIFF_UNKNOWN, (), tariffa=label, anno=str(year), opzione=f"--{label.lower()}"))
    trase = known["TRASe"]
    return (None if found or trase is None else UnitTariffs(trase, known.get("BTAU"))), found


def _assumptions(series: MeasuredSeries, choices: MeasuredChoices) -> Iterator[NamedAssumption]:
    energies = [one for one in series.coverage if one.direction is not Direction.PRICE]
    holes = sum(one.needed_hours - one.known_hours for one in energies)
    if choices.accepts_gaps and holes:
        yield NamedAssumption(
            GAPS_AS_ZERO,
            "Ore senza misura",
            f"{holes} contate come zero",
            "h",
            "scelta",
            "richiesto con --accept-gaps: l'energia condivisa risulta più bassa di quella vera",
        )
    estimated = sum(one.estimated_hours for one in energies)
    if estimated:
        yield NamedAssumption(
            ESTIMATED, "Misure stimate dal distributore", str(estimated), "h", "misurato", "in attesa di rettifica",
            Confidence.MEDIUM,
        )  # fmt: skip
    if series.price is not None:
        yield NamedAssumption(
            PRICE, f"Prezzo zonale {series.price.key}", f"{float(np.nanmean(series.price.kwh)):.2f}".replace(".", ","),
            "EUR/MWh", "misurato", f"{series.price.origin}; dei quarti d'ora la media (A-PZ15)", Confidence.HIGH,
        )  # fmt: skip
    for label, given in (("TRASe", choices.trase_eur_mwh), ("BTAU", choices.btau_eur_mwh)):
        if given is not None:
            yield NamedAssumption(GIVEN_TARIFF, label, str(given).replace(".", ","), "EUR/MWh", "scelta", "indicata")


def _finding(code: str, path: FieldPath, *, wording: str | None = None, **values: Any) -> Finding:
    return finding_of(packaged_card(code), path, values, wording=wording)
