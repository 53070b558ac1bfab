"""The yearly fee to the GSE, per plant, VAT apart."""

from datetime import date
from decimal import Decimal

from workflow.energy.assumptions import FeeScope
from workflow.energy.year import SettledYear
from workflow.law.fees import YEARLY, yearly_fee


def fees_of(year: SettledYear) -> list[Decimal]:
    """Return the fee of each plant: none where the kind has no tariff, in full for any part of a year (A-FEEYEAR)."""
    if not year.charges_fees or not year.configuration.kind.has_tariff:
        return [Decimal(0)] * len(year.plants)
    pays_all = year.assumptions.fee_scope is FeeScope.ALL_PLANTS
    first_day = date(year.hours.year, 1, 1)
    # The fee began during a year: that whole year pays it.
    day = max(first_day, year.law.get(YEARLY).history[0].from_on)
    return [
        yearly_fee(plant.power_kw, year.law, day).amount_eur if is_admitted or pays_all else Decimal(0)
        for plant, is_admitted in zip(year.plants, year.admitted, strict=True)
    ]
