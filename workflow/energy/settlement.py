"""The settlement of one configuration for one year: energy, tariff, surplus, valorisation, sale, fees, advances."""

from dataclasses import dataclass
from decimal import Decimal

from workflow.energy.advance import Advance, advance_of
from workflow.energy.assumptions import Assumptions
from workflow.energy.completeness import require_length, require_numbers
from workflow.energy.earnings import earnings_of
from workflow.energy.fees import fee_of
from workflow.energy.hours import Floats, Hours
from workflow.energy.inputs import SettledPlant
from workflow.energy.sharing import queue
from workflow.energy.surplus import Surplus, surplus_of_year
from workflow.energy.tariff import KWH_IN_MWH, TariffEarned, eur
from workflow.energy.valorisation import Valorisation, valorisation_of
from workflow.energy.year import SettledYear


@dataclass(frozen=True, eq=False)
class PlantResult:
    """One plant's year; energies by hour in kWh, euro unrounded."""

    key: str
    injected_kwh: Floats
    shared_kwh: Floats
    earned: TariffEarned
    rid_eur: Decimal
    fee_eur: Decimal
    advance: Advance

    @property
    def tip_eur(self) -> Decimal:
        """The tariff of the year, surplus included."""
        return eur(float(self.earned.amount_eur.sum()))


@dataclass(frozen=True, eq=False)
class Settlement:
    """The whole result, unrounded, with the assumptions and the year it rests on."""

    hours: Hours
    injected_kwh: Floats
    withdrawn_kwh: Floats
    shared_kwh: Floats
    plants: tuple[PlantResult, ...]
    surplus: Surplus
    valorisation: Valorisation
    vat_rate: Decimal
    assumptions: Assumptions
    year: SettledYear

    @property
    def tip_eur(self) -> Decimal:
        """The tariff of all plants."""
        return sum((plant.tip_eur for plant in self.plants), Decimal(0))

    @property
    def tip_base_eur(self) -> Decimal:
        """The tariff without its surplus."""
        return self.tip_eur - self.surplus.total_eur

    @property
    def rid_eur(self) -> Decimal:
        """The sale of energy to the GSE."""
        return sum((plant.rid_eur for plant in self.plants), Decimal(0))

    @property
    def fees_eur(self) -> Decimal:
        """The yearly fees, VAT apart."""
        return sum((plant.fee_eur for plant in self.plants), Decimal(0))

    @property
    def fees_vat_eur(self) -> Decimal:
        """The VAT on the fees."""
        return self.fees_eur * self.vat_rate

    @property
    def net_of_fees_eur(self) -> Decimal:
        """What the Referente is left with, VAT apart."""
        return self.tip_eur + self.valorisation.total_eur + self.rid_eur - self.fees_eur


def settle(year: SettledYear) -> Settlement:
    """Return the settlement.

    The order matters: queue before ρ, cap before correction before F, exempt split before F, F before surplus.
    Raises HourMissingError for an hour without a price or a measure.
    """
    require_length(year.zonal_price_eur_mwh, len(year.hours), "il prezzo zonale")
    require_numbers(year.zonal_price_eur_mwh, "il prezzo zonale")
    queued = queue(year.shared_kwh, year.plants, year.injected_kwh, year.assumptions)
    earnings = earnings_of(year, queued)
    return Settlement(
        hours=year.hours,
        injected_kwh=year.injection_kwh,
        withdrawn_kwh=year.withdrawn_kwh,
        shared_kwh=year.shared_kwh,
        plants=tuple(
            PlantResult(
                key=plant.key,
                injected_kwh=year.injected_kwh[index],
                shared_kwh=queued.given_kwh[index],
                earned=earnings[index],
                rid_eur=_sale(year, index),
                fee_eur=fee_of(year, index).amount_eur,
                advance=_advance(year, plant),
            )
            for index, plant in enumerate(year.plants)
        ),
        surplus=surplus_of_year(year, earnings),
        valorisation=valorisation_of(year, queued),
        vat_rate=year.vat_rate,
        assumptions=year.assumptions,
        year=year,
    )


def _sale(year: SettledYear, index: int) -> Decimal:
    """Return what the GSE pays for the energy it takes, at the zonal price alone (A-RID)."""
    if not year.plants[index].is_rid:
        return Decimal(0)
    return eur(float((year.injected_kwh[index] * year.zonal_price_eur_mwh).sum()) / KWH_IN_MWH)


def _advance(year: SettledYear, plant: SettledPlant) -> Advance:
    return advance_of(
        plant,
        year.law,
        year.rates.first_day,
        year.tariffs,
        has_tariff=year.configuration.kind.has_tariff,
        is_closed_network=year.configuration.is_closed_network,
    )
