"""The surplus premium: in each of two sets, percentage points above the threshold times the premium of the set."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from workflow.energy.assumptions import SurplusDenominator
from workflow.energy.tariff import TariffEarned, eur
from workflow.energy.year import SettledYear

BINARY_NOISE = 1e-12


@dataclass(frozen=True)
class SurplusSet:
    """The plants with a capital grant, or those without: their year, their ratio and their surplus."""

    tip_energy_kwh: float
    injected_kwh: float
    ratio: float
    excess: float
    threshold: Decimal
    tip_eur: Decimal
    surplus_eur: Decimal


@dataclass(frozen=True)
class Surplus:
    """The two sets, which are never pooled."""

    tip_only: SurplusSet
    tip_and_grant: SurplusSet

    @property
    def total_eur(self) -> Decimal:
        """The premium that goes to consumers other than firms, or to social purposes."""
        return self.tip_only.surplus_eur + self.tip_and_grant.surplus_eur


def surplus_of_year(year: SettledYear, earned: Sequence[TariffEarned]) -> Surplus:
    """Return the surplus of a year from what the plants earned in it."""
    return Surplus(tip_only=_of_set(year, earned, has_grant=False), tip_and_grant=_of_set(year, earned, has_grant=True))


def _of_set(year: SettledYear, earned: Sequence[TariffEarned], *, has_grant: bool) -> SurplusSet:
    energy = injected = amount = 0.0
    for plant, one in zip(year.plants, earned, strict=True):
        if plant.has_grant is has_grant:
            is_eligible = year.assumptions.surplus_denominator is SurplusDenominator.ELIGIBLE
            energy += float(one.energy_kwh.sum())
            injected += float(one.injected_kwh.sum()) * (float(plant.eligible_share) if is_eligible else 1.0)
            amount += float(one.amount_eur.sum())
    threshold = year.rates.surplus_threshold(has_grant=has_grant)
    ratio = energy / injected if injected > 0 else 0.0
    # A ratio that is the threshold in decimals may differ from it in binary: the limit itself is not surplus.
    above = ratio - float(threshold)
    excess = above if above > BINARY_NOISE else 0.0
    return SurplusSet(energy, injected, ratio, excess, threshold, eur(amount), eur(excess * amount))
