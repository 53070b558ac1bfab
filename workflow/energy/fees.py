"""The yearly fee to the GSE, per plant, VAT apart."""

from datetime import date
from decimal import ROUND_FLOOR, Decimal

from workflow.energy.assumptions import FeeFraction, FeeScope, FeeYear
from workflow.energy.inputs import SettledPlant
from workflow.energy.year import SettledYear
from workflow.law.fees import YEARLY, yearly_fee


def fees_of(year: SettledYear) -> list[Decimal]:
    """Return the fee of each plant: none where the kind has no tariff; part years and kW as A-FEEYEAR, A-FEEFRAC."""
    if not year.charges_fees or not year.configuration.kind.has_tariff:
        return [Decimal(0)] * len(year.plants)
    pays_all = year.assumptions.fee_scope is FeeScope.ALL_PLANTS
    return [
        _fee_of(year, plant) if is_admitted or pays_all else Decimal(0)
        for plant, is_admitted in zip(year.plants, year.admitted, strict=True)
    ]


def _fee_of(year: SettledYear, plant: SettledPlant) -> Decimal:
    # The fee began during a year: that whole year pays it.
    day = max(date(year.hours.year, 1, 1), year.law.get(YEARLY).history[0].from_on)
    fee = yearly_fee(plant.power_kw, year.law, day)
    if fee.is_doubtful and year.assumptions.fee_fraction is FeeFraction.WHOLE_KW:
        fee = yearly_fee(plant.power_kw.to_integral_value(ROUND_FLOOR), year.law, day)
    if year.assumptions.fee_year is FeeYear.PRO_RATA:
        return fee.amount_eur * _days_in_service(year, plant) / _days_of(year)
    return fee.amount_eur


def _days_in_service(year: SettledYear, plant: SettledPlant) -> int:
    end = date(year.hours.year + 1, 1, 1)
    return max(0, (end - max(date(year.hours.year, 1, 1), plant.service_from_on)).days)


def _days_of(year: SettledYear) -> int:
    return (date(year.hours.year + 1, 1, 1) - date(year.hours.year, 1, 1)).days
