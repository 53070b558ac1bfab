"""The monthly payment on account (acconto), constant until the balance of the year."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from workflow.domain.plant import Source
from workflow.energy.inputs import SettledPlant, UnitTariffs
from workflow.energy.rates import BANDS, Rates
from workflow.law import Law

COINCIDENCE = "tariffa/acconto_contemporaneita"
PHOTOVOLTAIC_HOURS = "tariffa/acconto_ore_fotovoltaico"
OTHER_HOURS = "tariffa/acconto_ore_altre_fonti"
VARIABLE_PART = "tariffa/acconto_parte_variabile"
OTHER_SOURCE = "altro"
MONTHS_IN_YEAR = 12
KWH_IN_MWH = Decimal(1000)


@dataclass(frozen=True)
class Advance:
    """What a plant gets every month on account, in euro."""

    energy_kwh: Decimal
    tip_eur: Decimal
    valorisation_eur: Decimal


def advance_of(
    plant: SettledPlant,
    law: Law,
    month: date,
    tariffs: UnitTariffs | None = None,
    *,
    has_tariff: bool,
    is_closed_network: bool = False,
) -> Advance:
    """Return the monthly advance: the tariff on the eligible power, the valorisation on the whole of it.

    Without `tariffs` the valorisation is zero; no holder is exempt from F in the advance.
    """
    rates = Rates(law, month.year)
    energy = plant.power_kw * _yearly_hours(plant, law, month) / MONTHS_IN_YEAR * law.value(COINCIDENCE, month).number
    tip = Decimal(0)
    if has_tariff and rates.admits(plant):
        base = law.value(BANDS, month).bands.pick(plant.class_power_kw)["parte_fissa"]
        gross = base + law.value(VARIABLE_PART, month).number + rates.correction(plant.source, plant.area, month)
        tip = energy * plant.eligible_share * gross * (1 - rates.cut(plant.grant_share)) / KWH_IN_MWH
    trase = tariffs.trase_eur_mwh if tariffs is not None and not is_closed_network else Decimal(0)
    return Advance(energy, tip, energy * trase / KWH_IN_MWH)


def _yearly_hours(plant: SettledPlant, law: Law, month: date) -> Decimal:
    if plant.source is Source.SOLAR:
        return law.value(PHOTOVOLTAIC_HOURS, month).number_at(plant.area.value)
    hours = law.value(OTHER_HOURS, month)
    key = plant.source.value if plant.source.value in hours.table else OTHER_SOURCE
    return hours.number_at(key)
