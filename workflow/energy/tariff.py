"""The tariffa premio of a plant: its price in every hour, and what it earns on the energy the queue gave it."""

from dataclasses import dataclass
from decimal import Decimal

import numpy as np

from workflow.energy.hours import Floats
from workflow.energy.rates import TariffParts
from workflow.energy.year import SettledYear

KWH_IN_MWH = 1000.0


@dataclass(frozen=True, eq=False)
class TariffEarned:
    """What one plant earns, hour by hour: incentivised energy, its exempt part, euro; all zero without tariff."""

    energy_kwh: Floats
    exempt_kwh: Floats
    injected_kwh: Floats
    gross_eur_mwh: Floats
    amount_eur: Floats


def gross_tariff(parts: TariffParts, zonal_price_eur_mwh: Floats) -> Floats:
    """Return min[cap; base + max(0; threshold − price)] + correction, in EUR/MWh, before factor F."""
    variable = np.maximum(0.0, parts.threshold - zonal_price_eur_mwh)
    gross: Floats = np.minimum(parts.cap, parts.base + variable) + parts.correction
    return gross


def earned(
    year: SettledYear, index: int, queued_kwh: Floats, exempt_kwh: Floats, *, is_reduced: bool = False
) -> TariffEarned:
    """Return a plant's tariff: the queue comes before ρ, the cap before the correction, F on what is not exempt.

    `is_reduced` says that the energy given is already that of the eligible power.
    """
    nothing = np.zeros(len(year.hours))
    if not year.admitted[index]:
        return TariffEarned(nothing, nothing, nothing, nothing, nothing)
    plant, rates = year.plants[index], year.rates
    inside = year.hours.within(plant.service_from_on, plant.tip_until_on)
    share = np.where(inside, 1.0 if is_reduced else float(plant.eligible_share), 0.0)
    gross = gross_tariff(rates.of_plant(plant, year.hours), year.zonal_price_eur_mwh)
    energy = share * queued_kwh
    exempt = share * exempt_kwh
    kept = 1.0 - float(rates.cut(plant.grant_share))
    amount = gross * (exempt + (energy - exempt) * kept) / KWH_IN_MWH
    return TariffEarned(energy, exempt, np.where(inside, year.injected_kwh[index], 0.0), gross, amount)


def eur(amount: float) -> Decimal:
    """Return a sum of floats as the Decimal that prints the same, unrounded."""
    return Decimal(repr(float(amount)))
