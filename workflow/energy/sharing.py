"""Shared energy: the hourly minimum of injection and withdrawal, and the queue that gives it to plants by age."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from itertools import groupby

import numpy as np

from workflow.energy.assumptions import Assumptions, TieRule
from workflow.energy.completeness import require_energy, require_length, require_part
from workflow.energy.hours import Floats, Hours
from workflow.energy.inputs import Holder, SettledPlant, Voltage, WithdrawalPoint


@dataclass(eq=False)
class Withdrawals:
    """The counted withdrawals of each hour, summed by who holds the points and at which level; kWh.

    Points are added one after the other, so that the memory does not grow with their number.
    """

    hours: Hours
    by_class: dict[tuple[Holder, Voltage], Floats] = field(default_factory=dict)

    def add(self, point: WithdrawalPoint) -> None:
        """Add one point: what it withdraws while inside, storage charged for later injection at its efficiency.

        Raises HourMissingError for an hour inside without a measure, negative, or with more charge than withdrawal.
        """
        whose = f"il prelievo di {point.key}"
        require_length(point.withdrawn_kwh, len(self.hours), whose)
        inside = self.hours.span(point.from_on, point.until_on)
        total = self._sum_of(point.holder, point.voltage)[inside]
        counted = point.withdrawn_kwh[inside]
        require_energy(counted, whose, hours_before=inside.start)
        np.add(total, counted, out=total)
        if point.storage_charge_kwh is not None:
            whose = f"la carica dell'accumulo di {point.key}"
            require_length(point.storage_charge_kwh, len(self.hours), whose)
            charge = point.storage_charge_kwh[inside]
            require_energy(charge, whose, hours_before=inside.start)
            require_part(charge, counted, whose, hours_before=inside.start)
            total -= (1.0 - float(point.storage_efficiency)) * charge

    def merge(self, other: "Withdrawals") -> None:
        """Add the points that another sum of the same hours holds."""
        for key, series in other.by_class.items():
            total = self._sum_of(*key)
            np.add(total, series, out=total)

    @property
    def by_holder(self) -> dict[Holder, Floats]:
        """The withdrawals of each kind of holder that has points."""
        return {holder: self.of_holders({holder}) for holder in dict.fromkeys(holder for holder, _ in self.by_class)}

    @property
    def total(self) -> Floats:
        """The withdrawals of the configuration."""
        return self.of_holders(frozenset(Holder))

    def of_holders(self, holders: Collection[Holder]) -> Floats:
        """Return the withdrawals of some holders."""
        return self._sum([series for (holder, _), series in self.by_class.items() if holder in holders])

    def at(self, voltage: Voltage) -> Floats:
        """Return the withdrawals at a level."""
        return self._sum([series for (_, level), series in self.by_class.items() if level is voltage])

    def _sum_of(self, holder: Holder, voltage: Voltage) -> Floats:
        key = (holder, voltage)
        if key not in self.by_class:
            self.by_class[key] = np.zeros(len(self.hours))
        return self.by_class[key]

    def _sum(self, series: Sequence[Floats]) -> Floats:
        total = np.zeros(len(self.hours))
        for one in series:
            total += one
        return total


def counted_injection(plant: SettledPlant, hours: Hours) -> Floats:
    """Return the plant's injection from its start of service on; raise HourMissingError for an hour that lacks."""
    require_length(plant.injected_kwh, len(hours), f"l'immissione di {plant.key}")
    inside = hours.span(plant.service_from_on, None)
    require_energy(plant.injected_kwh[inside], f"l'immissione di {plant.key}", hours_before=inside.start)
    counted = np.zeros(len(hours))
    counted[inside] = plant.injected_kwh[inside]
    return counted


@dataclass(frozen=True, eq=False)
class Queue:
    """The shared energy of each hour and what of it goes to each plant, in the order of the plants."""

    shared_kwh: Floats
    given_kwh: tuple[Floats, ...]


def queue(
    shared_kwh: Floats, plants: Sequence[SettledPlant], injected_kwh: Sequence[Floats], assumptions: Assumptions
) -> Queue:
    """Return how much of each hour's shared energy goes to each plant, the oldest first (Appendice A).

    The queue runs over all plants, with tariff or without; equal dates share in proportion to injection (A-TIE).
    """
    given: list[Floats] = [np.zeros_like(shared_kwh) for _ in plants]
    rest = shared_kwh.copy()
    for tier in tiers_of(plants, assumptions):
        total = np.sum([injected_kwh[index] for index in tier], axis=0)
        taken = np.minimum(rest, total)
        if len(tier) == 1:
            given[tier[0]] = taken
        else:
            share = np.divide(taken, total, out=np.zeros_like(taken), where=total > 0)
            for index in tier:
                given[index] = share * injected_kwh[index]
        rest = rest - taken
    return Queue(shared_kwh, tuple(given))


def tiers_of(plants: Sequence[SettledPlant], assumptions: Assumptions) -> list[tuple[int, ...]]:
    """Return the places of the plants in the order of the queue; those of one tier share what it leaves them."""
    order = sorted(range(len(plants)), key=lambda index: (plants[index].entered_on, plants[index].key))
    if assumptions.tie_rule is TieRule.BY_ID:
        return [(index,) for index in order]
    return [tuple(tier) for _, tier in groupby(order, key=lambda index: plants[index].entered_on)]
