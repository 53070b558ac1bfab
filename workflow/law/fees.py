"""What the GSE charges, without VAT: yearly fee of a plant, act fee of a PNRR grant, preliminary check, RID fee."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from workflow.law.law import Law
from workflow.law.parameter import DatedValue

YEARLY = "oneri/gse_annuo"
PNRR = "oneri/pnrr"
PRELIMINARY = "oneri/verifica_preliminare"
RID_PHOTOVOLTAIC = "oneri/ritiro_dedicato_fotovoltaico"
NOTHING = Decimal(0)


@dataclass(frozen=True)
class Fee:
    """An amount with the code of the law it comes from; never rounded, because no act says how.

    `is_doubtful` says that the text does not settle the amount; `other_reading_eur` is the other one it allows.
    """

    code: str
    amount_eur: Decimal
    value: DatedValue
    is_doubtful: bool = False
    other_reading_eur: Decimal | None = None


def yearly_fee(power_kw: Decimal, law: Law, day: date) -> Fee:
    """Return the fee of one plant for a year (FEE-01); a fraction of kW beyond the free ones is not regulated."""
    value = law.value(YEARLY, day)
    band = value.bands.pick(power_kw)
    charged_kw = max(NOTHING, power_kw - band["franchigia_kw"]) if band["per_kw"] else NOTHING
    is_fraction = charged_kw != charged_kw.to_integral_value()
    return Fee("FEE-01", band["fisso"] + band["per_kw"] * charged_kw, value, is_doubtful=is_fraction)


def pnrr_fee(power_kw: Decimal, law: Law, day: date) -> Fee | None:
    """Return the fee of a PNRR project, once (FEE-03); None for a power that the grant does not admit."""
    value = law.value(PNRR, day)
    band = value.bands.find(power_kw)
    return None if band is None else Fee("FEE-03", band["importo"], value)


def preliminary_fee(law: Law, day: date) -> Fee:
    """Return the fee of a preliminary check, once (FEE-04)."""
    value = law.value(PRELIMINARY, day)
    return Fee("FEE-04", value.number, value)


def photovoltaic_rid_fee(power_kw: Decimal, law: Law, day: date) -> Fee:
    """Return the yearly fee of ritiro dedicato for photovoltaics (FEE-05): one rate on all kW, or rate by rate.

    Which of the two holds is not settled: the first is `amount_eur`, the second `other_reading_eur`.
    """
    value = law.value(RID_PHOTOVOLTAIC, day)
    bands = value.bands
    by_steps = NOTHING
    for band in bands.bands:
        above = band.above or NOTHING
        reached = power_kw if band.up_to is None else min(power_kw, band.up_to)
        by_steps += max(NOTHING, reached - above) * band["per_kw"]
    return Fee("FEE-05", power_kw * bands.pick(power_kw)["per_kw"], value, is_doubtful=True, other_reading_eur=by_steps)
