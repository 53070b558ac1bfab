"""One year of a configuration as the settlement takes it: hours, prices, plants, withdrawals, tariffs, law, choices."""

from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

import numpy as np

from workflow.energy.assumptions import Assumptions
from workflow.energy.hours import Floats, Hours
from workflow.energy.inputs import SettledConfiguration, SettledPlant, UnitTariffs
from workflow.energy.rates import Rates
from workflow.energy.sharing import Withdrawals, counted_injection
from workflow.law import Law


@dataclass(frozen=True, eq=False)
class SettledYear:
    """Everything a settlement reads; the hours given are the whole year as far as the surplus goes."""

    configuration: SettledConfiguration
    hours: Hours
    zonal_price_eur_mwh: Floats
    plants: tuple[SettledPlant, ...]
    withdrawals: Withdrawals
    tariffs: UnitTariffs
    law: Law
    assumptions: Assumptions
    charges_fees: bool = True
    vat_rate: Decimal = Decimal(0)

    @cached_property
    def rates(self) -> Rates:
        """The values of the law for this year."""
        return Rates(self.law, self.hours.year)

    @cached_property
    def injected_kwh(self) -> tuple[Floats, ...]:
        """What each plant injects since its start of service."""
        return tuple(counted_injection(plant, self.hours) for plant in self.plants)

    @cached_property
    def injection_kwh(self) -> Floats:
        """What the configuration injects."""
        return self.sum_of(range(len(self.plants)))

    @cached_property
    def withdrawn_kwh(self) -> Floats:
        """What the configuration withdraws, as counted."""
        return self.withdrawals.total

    @cached_property
    def shared_kwh(self) -> Floats:
        """The hourly minimum of the two."""
        return np.minimum(self.injection_kwh, self.withdrawn_kwh)

    @cached_property
    def admitted(self) -> tuple[bool, ...]:
        """Which plants have the tariff."""
        return tuple(self.configuration.kind.has_tariff and self.rates.admits(plant) for plant in self.plants)

    def sum_of(self, wanted: range | list[int]) -> Floats:
        """Return the injection of some plants."""
        total = np.zeros(len(self.hours))
        for index in wanted:
            total += self.injected_kwh[index]
        return total
