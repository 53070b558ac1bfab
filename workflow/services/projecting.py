"""Projects a year of a dossier without meters: three scenarios, each settled as the law does, and what they suppose."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from pathlib import Path

import numpy as np

from workflow.checks.run import run
from workflow.domain.dossier import Dossier
from workflow.domain.finding import Confidence, Report
from workflow.domain.plant import Source
from workflow.energy.hours import Floats
from workflow.energy.inputs import UnitTariffs
from workflow.energy.projection.battery import Battery, dispatch
from workflow.energy.projection.figures import EnergyFigures
from workflow.energy.projection.load import Bill
from workflow.energy.projection.named_assumption import Level, NamedAssumption, Span
from workflow.energy.projection.other_year import onto_year
from workflow.energy.projection.price import price_path
from workflow.energy.projection.self_use import behind_the_meter
from workflow.energy.series import HourlySeries
from workflow.energy.settlement import Settlement, settle
from workflow.energy.year import SettledYear
from workflow.energy.year_grid import YearGrid
from workflow.law import Law
from workflow.services.energy_gaps import EnergyGaps
from workflow.services.energy_year import assumptions_of, counted_points, dossier_year, plant_keys
from workflow.services.projection_demand import DemandFrame, consumption
from workflow.services.projection_ledger import Ledger
from workflow.services.projection_record import supposed
from workflow.services.projection_supply import Output, SupplyFrame, output_of
from workflow.services.projection_tariffs import TariffSpans, tariffs_of

_WHICH_PRICE = (
    "Un prezzo alto abbassa la tariffa e alza la vendita: lo scenario prudente prende quello che lascia meno, il "
    "favorevole quello che lascia più."
)


@dataclass(frozen=True)
class ProjectionChoices:
    """What a person chooses or gives: files and uses by plant name and POD, figures instead of the assumed ones.

    `efficiencies` are those of the batteries, by plant name. With `is_full_year` everything is in service from the
    first day; otherwise the dates of the dossier count.
    """

    pvgis: Mapping[str, Path] = field(default_factory=dict)
    uses: Mapping[str, str] = field(default_factory=dict)
    bills: Mapping[str, Bill] = field(default_factory=dict)
    measured: Mapping[str, HourlySeries] = field(default_factory=dict)
    profiles: Mapping[str, Floats] = field(default_factory=dict)
    price: HourlySeries | None = None
    mean_price_eur_mwh: float | None = None
    trase_eur_mwh: Decimal | None = None
    btau_eur_mwh: Decimal | None = None
    efficiencies: Mapping[str, float] = field(default_factory=dict)
    is_full_year: bool = True


@dataclass(frozen=True, eq=False)
class ScenarioResult:
    """One scenario: its settlement, and the series and prices it rests on; energies by plant name and by POD."""

    level: Level
    settlement: Settlement
    produced: Mapping[str, Floats]
    injected: Mapping[str, Floats]
    withdrawn: Mapping[str, Floats]
    zonal_price_eur_mwh: Floats
    tariffs: UnitTariffs
    price_level: Level

    @property
    def produced_kwh(self) -> float:
        """What the plants produce."""
        return float(sum(series.sum() for series in self.produced.values()))

    @property
    def shared_of_injected(self) -> float:
        """The part of what is injected that is shared, from 0 to 1."""
        injected = float(self.settlement.injected_kwh.sum())
        return float(self.settlement.shared_kwh.sum()) / injected if injected > 0 else 0.0


@dataclass(frozen=True, eq=False)
class Projection:
    """Three scenarios of a year, and everything supposed to reach them."""

    year: int
    dossier: Dossier
    scenarios: Mapping[Level, ScenarioResult]
    assumptions: tuple[NamedAssumption, ...]
    is_full_year: bool


@dataclass(frozen=True, eq=False)
class Prepared:
    """A projection ready to be settled, also with something changed: what a what-if starts from."""

    dossier: Dossier
    grid: YearGrid
    law: Law
    figures: EnergyFigures
    choices: ProjectionChoices
    report: Report
    ledger: Ledger
    outputs: Mapping[str, Output]
    consumed: Mapping[str, Mapping[Level, Floats]]
    prices: Mapping[Level, Floats]
    tariffs: TariffSpans


def project(
    dossier: Dossier, law: Law, figures: EnergyFigures, year: int, choices: ProjectionChoices | None = None
) -> Projection:
    """Return the projection of a year.

    Raises IncompleteYearError with the findings while source, power or place of a plant are unknown, or there is
    nobody who withdraws; BrokenFileError for a PVGIS file that is of another place.
    """
    prepared = prepare(dossier, law, figures, year, choices)
    scenarios = scenarios_of(prepared)
    return Projection(year, prepared.dossier, scenarios, prepared.ledger.all, prepared.choices.is_full_year)


def prepare(
    dossier: Dossier, law: Law, figures: EnergyFigures, year: int, choices: ProjectionChoices | None = None
) -> Prepared:
    """Return everything a projection is worked out from; raises as `project` does."""
    choices = choices or ProjectionChoices()
    ledger, gaps, grid = Ledger(), EnergyGaps(year), YearGrid.of(year)
    whole = supposed(dossier, year, ledger, is_full_year=choices.is_full_year)
    supply = SupplyFrame(whole, grid, figures, law, ledger, gaps)
    outputs = [output_of(supply, i, choices.pvgis.get(name)) for i, name in enumerate(plant_keys(whole))]
    if not outputs:
        gaps.of_nothing(plants=True)
    if not any(True for _ in counted_points(whole)):
        gaps.of_nothing(plants=False)
    gaps.refuse_if_any()
    demand = DemandFrame(
        whole, grid, figures.loads, ledger, choices.uses, choices.bills, choices.measured, choices.profiles
    )
    consumed = consumption(demand)
    return Prepared(
        dossier=whole,
        grid=grid,
        law=law,
        figures=figures,
        choices=choices,
        report=run(dossier, law),
        ledger=ledger,
        outputs={one.name: one for one in outputs if one is not None},
        consumed=consumed,
        prices=_prices(grid, figures, choices, ledger),
        tariffs=tariffs_of(
            law, year, figures, ledger, trase=choices.trase_eur_mwh, btau=choices.btau_eur_mwh, kind=dossier.kind
        ),
    )


def scenarios_of(prepared: Prepared) -> dict[Level, ScenarioResult]:
    """Return the three scenarios.

    A high price lowers the tariff and raises the sale: the low scenario takes the price that leaves least, the high
    one the price that leaves most.
    """
    return {level: scenario_of(prepared, level) for level in Level}


def scenario_of(prepared: Prepared, level: Level, price: Level | None = None) -> ScenarioResult:
    """Return one scenario, at the price of a level if one is asked for."""
    produced = {name: output.kwh[level] for name, output in prepared.outputs.items()}
    injected, withdrawn = meter(prepared, produced, level)
    tariffs = prepared.tariffs.at(level)
    year = dossier_year(
        prepared.dossier,
        prepared.grid,
        injected,
        withdrawn,
        prepared.prices[Level.EXPECTED],
        tariffs,
        prepared.law,
        assumptions=assumptions_of(prepared.law, prepared.grid.year),
        report=prepared.report,
    )
    chosen, settlement = _at_price(year, prepared.prices, level, price)
    path = prepared.prices[chosen]
    return ScenarioResult(level, settlement, produced, injected, withdrawn, path, tariffs, chosen)


def _at_price(
    year: SettledYear, prices: Mapping[Level, Floats], level: Level, asked: Level | None
) -> tuple[Level, Settlement]:
    """Return the year settled at the price asked for, else at the one that the scenario takes, and which it is."""
    only = level if level is Level.EXPECTED and asked is None else asked
    wanted = list(prices) if only is None else [only]
    tried = [(one, settle(replace(year, zonal_price_eur_mwh=prices[one]))) for one in wanted]
    pick = min if level is Level.LOW else max
    return pick(tried, key=lambda one: one[1].net_of_fees_eur)


def meter(
    prepared: Prepared, produced: Mapping[str, Floats], level: Level
) -> tuple[dict[str, Floats], dict[str, Floats]]:
    """Return what plants inject and points withdraw once self-use and the batteries of the dossier are counted."""
    withdrawn = {pod: levels[level] for pod, levels in prepared.consumed.items()}
    injected = dict(produced)
    behind: dict[str, dict[str, Floats]] = {}
    for name, plant in zip(plant_keys(prepared.dossier), prepared.dossier.plants, strict=True):
        if plant.pod is not None and plant.pod in withdrawn:
            behind.setdefault(plant.pod, {})[name] = produced[name]
    for pod, plants in behind.items():
        left, rest = behind_the_meter(plants, withdrawn[pod])
        injected |= left
        withdrawn[pod] = withdrawn[pod] if rest is None else rest
    if behind:
        prepared.ledger.add(
            "P-AUTOCONSUMO",
            "Consumi dei punti che hanno un impianto",
            "sono quelli prima dell’impianto",
            source="il consumo di soci.xlsx si intende di tutta l’utenza: l’impianto lo copre prima di immettere",
        )
    return _with_batteries(prepared, injected, withdrawn, level), withdrawn


def _with_batteries(
    prepared: Prepared, injected: dict[str, Floats], withdrawn: Mapping[str, Floats], level: Level
) -> dict[str, Floats]:
    storage = prepared.figures.prices.storage
    total_withdrawn = _sum(withdrawn.values(), prepared.grid)
    for name, plant in zip(plant_keys(prepared.dossier), prepared.dossier.plants, strict=True):
        if plant.storage is None or not plant.storage.capacity_kwh or plant.source is not Source.SOLAR:
            continue
        capacity_kwh = float(plant.storage.capacity_kwh)
        power_kw = float(plant.storage.power_kw or plant.storage.capacity_kwh / 2)
        given = prepared.choices.efficiencies.get(name)
        efficiency = storage.efficiency_span if given is None else Span(given, given, given)
        battery = Battery(capacity_kwh * storage.usable_share, power_kw, efficiency.at(level))
        community = _sum(injected.values(), prepared.grid)
        injected[name] = dispatch(battery, injected[name], community, total_withdrawn).injected_kwh
        prepared.ledger.add(
            "P-ACCUMULO",
            f"Rendimento dell’accumulo di {name}",
            efficiency,
            label=storage.label if given is None else "scelta",
            source=f"{storage.source} Carica solo dall’impianto e immette quando la comunità preleva.",
        )
    return injected


def _sum(many: Iterable[Floats], grid: YearGrid) -> Floats:
    total = np.zeros(len(grid))
    for one in many:
        total += one
    return total


def _prices(grid: YearGrid, figures: EnergyFigures, choices: ProjectionChoices, ledger: Ledger) -> dict[Level, Floats]:
    zonal = figures.prices.zonal_price
    if choices.price is not None:
        series = onto_year(choices.price.kwh, YearGrid.of(choices.price.year), grid)
        ledger.add(
            "P-PREZZO",
            f"Prezzo zonale {choices.price.key}",
            f"quello del {choices.price.year}",
            unit="EUR/MWh",
            label="misurato",
            source=choices.price.origin,
            confidence=Confidence.MEDIUM,
        )
        if choices.price.year == grid.year:
            return dict.fromkeys(Level, series)
        spread = Span(zonal.low_eur_mwh, zonal.expected_eur_mwh, zonal.high_eur_mwh).times(1 / zonal.expected_eur_mwh)
        return {level: series * spread.at(level) for level in Level}
    given = choices.mean_price_eur_mwh
    span = zonal.span if given is None else Span(given, given, given)
    ledger.add(
        "P-PREZZO",
        f"Prezzo zonale medio del {grid.year}",
        span,
        unit="EUR/MWh",
        label=zonal.label if given is None else "scelta",
        source=f"{zonal.source} {_WHICH_PRICE}" if given is None else "indicato da chi ha chiesto la proiezione",
        confidence=zonal.confidence,
    )
    return {level: price_path(grid, zonal, span.at(level)) for level in Level}
