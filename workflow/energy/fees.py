"""The yearly fee to the GSE, per plant, VAT apart."""

from dataclasses import dataclass
from datetime import date
from decimal import ROUND_FLOOR, Decimal

from workflow.energy.assumptions import FeeFraction, FeeScope, FeeYear
from workflow.energy.inputs import SettledPlant
from workflow.energy.year import SettledYear
from workflow.law.fees import YEARLY, yearly_fee


@dataclass(frozen=True)
class FeeDue:
    """The whole fee of a plant's power, and the part of it that is due, from 0 to 1."""

    whole_eur: Decimal
    part: Decimal

    @property
    def amount_eur(self) -> Decimal:
        """What the plant pays."""
        return self.whole_eur * self.part


def fee_of(year: SettledYear, index: int) -> FeeDue:
    """Return the fee of a plant: nothing where the kind has no tariff; part years and kW as A-FEEYEAR, A-FEEFRAC."""
    plant, day = year.plants[index], fee_day(year)
    fee = yearly_fee(plant.power_kw, year.law, day)
    if fee.is_doubtful and year.assumptions.fee_fraction is FeeFraction.WHOLE_KW:
        fee = yearly_fee(plant.power_kw.to_integral_value(ROUND_FLOOR), year.law, day)
    pays_all = year.assumptions.fee_scope is FeeScope.ALL_PLANTS
    is_due = year.charges_fees and year.configuration.kind.has_tariff and (pays_all or year.admitted[index])
    return FeeDue(fee.amount_eur, _part_of_year(year, plant) if is_due else Decimal(0))


def fee_day(year: SettledYear) -> date:
    """Return the day that picks the fee; it began during a year, and that whole year pays it."""
    return max(date(year.hours.year, 1, 1), year.law.get(YEARLY).history[0].from_on)


def _part_of_year(year: SettledYear, plant: SettledPlant) -> Decimal:
    if year.assumptions.fee_year is FeeYear.FULL:
        return Decimal(1)
    first_on, end_on = date(year.hours.year, 1, 1), date(year.hours.year + 1, 1, 1)
    served = max(0, (end_on - max(first_on, plant.service_from_on)).days)
    return Decimal(served) / (end_on - first_on).days
