"""The yearly fee to the GSE, per plant, VAT apart."""

from datetime import date
from decimal import Decimal

from workflow.energy.assumptions import FeeScope
from workflow.energy.year import SettledYear
from workflow.law import Law

YEARLY_FEE = "oneri/gse_annuo"


def yearly_fee(power_kw: Decimal, law: Law, day: date) -> Decimal:
    """Return the fee of one plant for a year, fractions of a kW in proportion (A-FEEFRAC)."""
    band = law.value(YEARLY_FEE, day).bands.pick(power_kw)
    return band["fisso"] + band["per_kw"] * max(Decimal(0), power_kw - band["franchigia_kw"])


def fees_of(year: SettledYear) -> list[Decimal]:
    """Return the fee of each plant: none where the kind has no tariff, in full for any part of a year (A-FEEYEAR)."""
    if not year.charges_fees or not year.configuration.kind.has_tariff:
        return [Decimal(0)] * len(year.plants)
    pays_all = year.assumptions.fee_scope is FeeScope.ALL_PLANTS
    first_day = date(year.hours.year, 1, 1)
    # The fee began during a year: that whole year pays it.
    day = max(first_day, year.law.get(YEARLY_FEE).history[0].from_on)
    return [
        yearly_fee(plant.power_kw, year.law, day) if is_admitted or pays_all else Decimal(0)
        for plant, is_admitted in zip(year.plants, year.admitted, strict=True)
    ]
