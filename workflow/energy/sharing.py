"""Shared energy: the hourly minimum of injection and withdrawal, and the queue that gives it to plants by age."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import TypeVar

import numpy as np

from workflow.energy.assumptions import Assumptions, TieRule
from workflow.energy.hours import Floats, Hours
from workflow.energy.inputs import Holder, SettledPlant, Voltage, WithdrawalPoint

_Key = TypeVar("_Key")


@dataclass(eq=False)
class Withdrawals:
    """The counted withdrawals of an hour, summed by who holds the point and at which level; kWh.

    Points are added one after the other, so that the memory does not grow with their number.
    """

    hours: Hours
    by_holder: dict[Holder, Floats] = field(default_factory=dict)
    by_voltage: dict[Voltage, Floats] = field(default_factory=dict)

    def add(self, point: WithdrawalPoint) -> None:
        """Add one point: what it withdraws while inside, storage charged for later injection at its efficiency."""
        counted = point.withdrawn_kwh
        if point.storage_charge_kwh is not None:
            counted = counted - (1.0 - float(point.storage_efficiency)) * point.storage_charge_kwh
        if point.from_on is not None or point.until_on is not None:
            counted = np.where(self.hours.within(point.from_on, point.until_on), counted, 0.0)
        self.add_counted(point.holder, point.voltage, counted)

    def add_counted(self, holder: Holder, voltage: Voltage, counted_kwh: Floats) -> None:
        """Add energy already counted, of one or of many points of the same holder and level."""
        _accumulate(self.by_holder, holder, counted_kwh)
        _accumulate(self.by_voltage, voltage, counted_kwh)

    @property
    def total(self) -> Floats:
        """The withdrawals of the configuration."""
        return self.of_holders(self.by_holder)

    def of_holders(self, holders: Collection[Holder]) -> Floats:
        """Return the withdrawals of some holders."""
        total = np.zeros(len(self.hours))
        for holder, series in self.by_holder.items():
            if holder in holders:
                total += series
        return total

    def at(self, voltage: Voltage) -> Floats:
        """Return the withdrawals at a level."""
        return self.by_voltage.get(voltage, np.zeros(len(self.hours)))


def _accumulate(table: dict[_Key, Floats], key: _Key, series_kwh: Floats) -> None:
    if key in table:
        table[key] += series_kwh
    else:
        table[key] = series_kwh.astype(np.float64, copy=True)


def counted_injection(plant: SettledPlant, hours: Hours) -> Floats:
    """Return the plant's injection from its start of service on."""
    return np.where(hours.within(plant.service_from_on, None), plant.injected_kwh, 0.0)


def queue(
    shared_kwh: Floats, plants: Sequence[SettledPlant], injected_kwh: Sequence[Floats], assumptions: Assumptions
) -> list[Floats]:
    """Return how much of each hour's shared energy goes to each plant, the oldest first (Appendice A).

    The queue runs over all plants, with tariff or without; equal dates share in proportion to injection (A-TIE).
    """
    given: list[Floats] = [np.zeros_like(shared_kwh) for _ in plants]
    rest = shared_kwh.copy()
    for tier in _tiers(plants, assumptions):
        total = np.sum([injected_kwh[index] for index in tier], axis=0)
        taken = np.minimum(rest, total)
        if len(tier) == 1:
            given[tier[0]] = taken
        else:
            share = np.divide(taken, total, out=np.zeros_like(taken), where=total > 0)
            for index in tier:
                given[index] = share * injected_kwh[index]
        rest = rest - taken
    return given


def _tiers(plants: Sequence[SettledPlant], assumptions: Assumptions) -> list[tuple[int, ...]]:
    order = sorted(range(len(plants)), key=lambda index: (plants[index].entered_on, plants[index].key))
    if assumptions.tie_rule is TieRule.BY_ID:
        return [(index,) for index in order]
    return [tuple(tier) for _, tier in groupby(order, key=lambda index: plants[index].entered_on)]
