"""One hour of a settlement step by step, as a sceptic would do it by hand: shared, queue, tariff, exempt part, euro."""

from dataclasses import dataclass
from datetime import date, datetime

import numpy as np

from workflow.energy.exemption import bodies_order
from workflow.energy.hours import ROME
from workflow.energy.inputs import Holder
from workflow.energy.rates import MAXIMUM_CUT, MAXIMUM_GRANT
from workflow.energy.settlement import Settlement
from workflow.energy.sharing import tiers_of


@dataclass(frozen=True)
class PlantHour:
    """What one plant has in the hour: its data, the values of the law that hold for it, and what came out."""

    key: str
    entered_on: date
    tier: int
    exempt_rank: int
    is_in_period: bool
    is_admitted: bool
    power_kw: float
    obligation_kw: float
    superbonus_kw: float
    grant_share: float
    base_eur_mwh: float
    cap_eur_mwh: float
    threshold_eur_mwh: float
    correction_eur_mwh: float
    injected_kwh: float
    shared_kwh: float
    incentivised_kwh: float
    exempt_kwh: float
    gross_eur_mwh: float
    tip_eur: float


@dataclass(frozen=True)
class HourTrace:
    """The hour with what the configuration injects, withdraws and shares; plants in the order of the queue.

    Plants of the same `tier` share what the queue leaves them in proportion to what they inject; `exempt_rank` is the
    order in which the exempt energy of bodies reaches them.
    """

    index: int
    start: datetime
    price_eur_mwh: float
    injected_kwh: float
    withdrawn_kwh: float
    shared_kwh: float
    withdrawn_by_holder: dict[Holder, float]
    exempt_bodies: frozenset[Holder]
    exempt_persons: frozenset[Holder]
    maximum_cut: float
    maximum_grant: float
    plants: tuple[PlantHour, ...]


def busiest_hour(settled: Settlement) -> int:
    """Return the hour with the largest sharing, the first of them if there are several."""
    return int(np.argmax(settled.shared_kwh))


def trace_hour(settled: Settlement, index: int) -> HourTrace:
    """Return the steps of an hour."""
    year, assumptions = settled.year, settled.assumptions
    day = year.rates.first_day
    counted = year.hours.within(assumptions.persons_exempt_from_on, None)[index]
    by_holder = {holder: float(year.withdrawals.of_holders({holder})[index]) for holder in Holder}
    persons = assumptions.exempt_persons - assumptions.exempt_bodies
    return HourTrace(
        index=index,
        start=settled.hours.starts[index].astimezone(ROME),
        price_eur_mwh=float(year.zonal_price_eur_mwh[index]),
        injected_kwh=float(settled.injected_kwh[index]),
        withdrawn_kwh=float(settled.withdrawn_kwh[index]),
        shared_kwh=float(settled.shared_kwh[index]),
        withdrawn_by_holder={holder: energy for holder, energy in by_holder.items() if energy},
        exempt_bodies=assumptions.exempt_bodies,
        exempt_persons=persons if counted else frozenset(),
        maximum_cut=float(year.law.value(MAXIMUM_CUT, day).number),
        maximum_grant=float(year.law.value(MAXIMUM_GRANT, day).number),
        plants=tuple(_plant(settled, plant, index, tier) for plant, tier in _queue_order(settled)),
    )


def _queue_order(settled: Settlement) -> list[tuple[int, int]]:
    """Return the plants in the order of the queue, each with the number of its tier."""
    tiers = tiers_of(settled.year.plants, settled.assumptions)
    return [(plant, number) for number, tier in enumerate(tiers) for plant in tier]


def _plant(settled: Settlement, number: int, index: int, tier: int) -> PlantHour:
    year, result = settled.year, settled.plants[number]
    plant, earned = year.plants[number], result.earned
    parts = year.rates.of_plant(plant, year.hours)
    return PlantHour(
        key=plant.key,
        entered_on=plant.entered_on,
        tier=tier,
        exempt_rank=bodies_order(year).index(number),
        is_in_period=bool(year.hours.within(plant.service_from_on, plant.tip_until_on)[index]),
        is_admitted=year.admitted[number],
        power_kw=float(plant.power_kw),
        obligation_kw=float(plant.obligation_kw),
        superbonus_kw=float(plant.superbonus_kw),
        grant_share=float(plant.grant_share),
        base_eur_mwh=float(parts.base[index]),
        cap_eur_mwh=float(parts.cap[index]),
        threshold_eur_mwh=float(parts.threshold[index]),
        correction_eur_mwh=float(parts.correction[index]),
        injected_kwh=float(result.injected_kwh[index]),
        shared_kwh=float(result.shared_kwh[index]),
        incentivised_kwh=float(earned.energy_kwh[index]),
        exempt_kwh=float(earned.exempt_kwh[index]),
        gross_eur_mwh=float(earned.gross_eur_mwh[index]),
        tip_eur=float(earned.amount_eur[index]),
    )
