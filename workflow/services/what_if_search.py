"""Searches on a projected year: what each month of delay loses, the best size of a plant or battery, the best order."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from functools import partial

from workflow.checks.sending_cost import sending
from workflow.domain.dossier import Dossier
from workflow.energy.projection.named_assumption import Level, NamedAssumption
from workflow.energy.tariff import KWH_IN_MWH, eur
from workflow.energy.whatif.search import BestSize, best_order, best_size
from workflow.law.calendar import add_months
from workflow.services.energy_year import plant_keys
from workflow.services.projecting import Prepared, ScenarioResult, scenario_of
from workflow.services.projection_supply import Output
from workflow.services.what_if import (
    NEW_PLANT,
    Comparison,
    NewBattery,
    NewMember,
    NewPlant,
    YearFigures,
    figures_of,
    with_changes,
)

MONTHS_AHEAD = 12


@dataclass(frozen=True)
class Delay:
    """What sending the request on a day loses, all plants together, in each scenario; days of the worst plant.

    Once the tariff is closed all of it is lost: `lost_eur` is then only what those days are worth.
    """

    on: date
    lost_days: int
    lost_eur: Mapping[Level, float]
    is_tariff_open: bool


@dataclass(frozen=True)
class SizeSearch:
    """The best size in each scenario, with the objective that was made greatest."""

    what: str
    unit: str
    limit: float
    objective: str
    best: Mapping[Level, BestSize]


@dataclass(frozen=True)
class OrderStep:
    """A candidate in its place, and what it adds to the contributions in each scenario."""

    candidate: NewMember
    added_eur: Mapping[Level, float]


@dataclass(frozen=True)
class WhatIf:
    """Everything a what-if was asked, and what the answers suppose; what was not asked is None or empty."""

    comparison: Comparison | None
    delays: tuple[Delay, ...]
    searches: tuple[SizeSearch, ...]
    order: tuple[OrderStep, ...]
    assumptions: tuple[NamedAssumption, ...]

    @property
    def is_empty(self) -> bool:
        """Whether nothing was asked."""
        return self.comparison is None and not (self.delays or self.searches or self.order)


def delays(prepared: Prepared, dossier: Dossier, start_on: date) -> tuple[Delay, ...]:
    """Return what sending on a day and on the same day of each of the next months loses, by the decorrenza engine.

    `dossier` is the one with its true dates; the income of each plant is that of the projection at regime.
    """
    incomes = {level: _incomes(scenario_of(prepared, level)) for level in Level}
    found = []
    for months in range(MONTHS_AHEAD + 1):
        day = add_months(start_on, months)
        by_level: dict[Level, float] = {}
        for level in Level:
            plants = tuple(
                plant.model_copy(update={"expected_income_eur": incomes[level].get(name)})
                for plant, name in zip(dossier.plants, plant_keys(dossier), strict=True)
            )
            one = sending(dossier.model_copy(update={"plants": plants}), prepared.law, day)
            by_level[level] = float(one.lost_eur or 0)
        found.append(Delay(day, one.lost_days, by_level, one.is_tariff_open or not dossier.kind.has_tariff))
    return tuple(found)


def best_plant(prepared: Prepared, limit_kw: float, cost_eur_kw: float | None = None) -> SizeSearch:
    """Return the power of a new plant that leaves most a year, once its cost is spread over its years.

    The price moves tariff and sale in opposite ways: the low level takes the price that leaves least, the high one
    that which leaves most.
    """
    figures = prepared.figures.prices.new_plant
    yearly = (figures.cost_eur_kw if cost_eur_kw is None else cost_eur_kw) / figures.years
    unit = with_changes(prepared, [NewPlant(1.0)])
    bases: dict[tuple[Level, Level], YearFigures] = {}

    def base(level: Level, price: Level) -> YearFigures:
        if (level, price) not in bases:
            bases[level, price] = figures_of(scenario_of(prepared, level, price))
        return bases[level, price]

    def value(level: Level, power_kw: float) -> float:
        if power_kw <= 0:
            return 0.0
        sized = _resized(unit, power_kw)
        prices = [Level.EXPECTED] if level is Level.EXPECTED else list(Level)
        worth = []
        for price in prices:
            without, one = base(level, price), scenario_of(sized, level, price)
            now = figures_of(one)
            sold = float((one.injected[NEW_PLANT] * one.zonal_price_eur_mwh).sum()) / KWH_IN_MWH
            gained = now.contributions_eur - without.contributions_eur - (now.fees_eur - without.fees_eur)
            worth.append(gained + (sold if figures.sells_energy else 0.0) - yearly * power_kw)
        return max(worth) if level is Level.HIGH else min(worth)

    objective = (
        "contributi in più, più l’energia venduta al prezzo zonale, meno i corrispettivi al GSE e il costo "
        f"dell’impianto ({yearly * figures.years:g} EUR/kW) diviso in {figures.years} anni; in euro l’anno"
    )
    return SizeSearch("impianto", "kW", limit_kw, objective, _search(limit_kw, value))


def best_battery(
    prepared: Prepared, plant: str, limit_kwh: float, hours: float = 2.0, cost_eur_kwh: float | None = None
) -> SizeSearch:
    """Return the capacity of a battery beside a plant that leaves most a year; it empties in so many hours."""
    figures = prepared.figures.prices.storage
    yearly = (figures.cost_eur_kwh if cost_eur_kwh is None else cost_eur_kwh) / figures.years

    without = {level: scenario_of(prepared, level) for level in Level}
    bases = {level: figures_of(one) for level, one in without.items()}

    def value(level: Level, capacity_kwh: float) -> float:
        if capacity_kwh <= 0:
            return 0.0
        base, battery = bases[level], NewBattery(plant, capacity_kwh, capacity_kwh / hours)
        one = figures_of(scenario_of(with_changes(prepared, [battery]), level, without[level].price_level))
        gained = one.contributions_eur + one.rid_eur - base.contributions_eur - base.rid_eur
        return gained - yearly * capacity_kwh

    objective = (
        "contributi e vendita in più, meno il costo della batteria "
        f"({yearly * figures.years:g} EUR/kWh) diviso in {figures.years} anni; in euro l’anno"
    )
    return SizeSearch("batteria", "kWh", limit_kwh, objective, _search(limit_kwh, value))


def order_of(prepared: Prepared, candidates: Sequence[NewMember]) -> tuple[OrderStep, ...]:
    """Return the candidates in the order that adds most to the contributions of the expected scenario."""
    prices = {level: scenario_of(prepared, level).price_level for level in Level}

    def value(chosen: Sequence[int], level: Level = Level.EXPECTED) -> float:
        changed = with_changes(prepared, [candidates[one] for one in chosen])
        return figures_of(scenario_of(changed, level, prices[level])).contributions_eur

    steps = best_order(len(candidates), value)
    found = []
    chosen: list[int] = []
    reached = {level: value(chosen, level) for level in Level}
    for step in steps:
        chosen.append(step.candidate)
        after = {level: value(chosen, level) for level in Level}
        found.append(OrderStep(candidates[step.candidate], {level: after[level] - reached[level] for level in Level}))
        reached = after
    return tuple(found)


def _search(limit: float, value: Callable[[Level, float], float]) -> dict[Level, BestSize]:
    return {level: best_size(partial(value, level), limit) for level in Level}


def _resized(unit: Prepared, power_kw: float) -> Prepared:
    """Return the projection whose new plant of 1 kW has another power."""
    output = unit.outputs[NEW_PLANT]
    plants = tuple(
        plant.model_copy(update={"power_kw": Decimal(repr(power_kw))}) if plant.name == NEW_PLANT else plant
        for plant in unit.dossier.plants
    )
    bigger = Output(NEW_PLANT, {level: series * power_kw for level, series in output.kwh.items()})
    return replace(
        unit,
        dossier=unit.dossier.model_copy(update={"plants": plants}),
        outputs={**unit.outputs, NEW_PLANT: bigger},
    )


def _incomes(one: ScenarioResult) -> dict[str, Decimal]:
    """Return what each plant earns, by name: its tariff, and its part of the valorisation by the energy it shares."""
    settled = one.settlement
    shared = float(settled.shared_kwh.sum())
    a_kwh = float(settled.valorisation.total_eur) / shared if shared > 0 else 0.0
    return {plant.key: plant.tip_eur + eur(float(plant.shared_kwh.sum()) * a_kwh) for plant in settled.plants}
