"""The contributo di valorizzazione: TRASe on all shared energy; for groups also BTAU and the avoided losses."""

from dataclasses import dataclass
from decimal import Decimal

import numpy as np

from workflow.energy.assumptions import BuildingEnergy, LossFloor
from workflow.energy.hours import Floats
from workflow.energy.inputs import Voltage
from workflow.energy.rates import LOW_VOLTAGE, MEDIUM_VOLTAGE
from workflow.energy.sharing import Queue
from workflow.energy.tariff import KWH_IN_MWH, eur
from workflow.energy.year import SettledYear
from workflow.resources import ProgramError


class TariffUnknownError(ProgramError):
    """A tariff of the year that the settlement needs and nobody gave."""

    exit_code = 4


@dataclass(frozen=True)
class Valorisation:
    """Energy by voltage level and euro by component, for the year."""

    shared_kwh: float
    in_building_kwh: float
    low_voltage_kwh: float
    medium_voltage_kwh: float
    transmission_eur: Decimal
    distribution_eur: Decimal
    losses_eur: Decimal

    @property
    def total_eur(self) -> Decimal:
        """The whole contribution."""
        return self.transmission_eur + self.distribution_eur + self.losses_eur


@dataclass(frozen=True, eq=False)
class AvoidedLosses:
    """Hour by hour, the energy of each voltage level that crosses no further transformer, and what that is worth."""

    low_kwh: Floats
    medium_kwh: Floats
    amount_eur: Floats


def valorisation_of(year: SettledYear, queued: Queue) -> Valorisation:
    """Return the contribution; nothing inside a closed distribution network (A-SDC).

    Raises TariffUnknownError for a group whose BTAU is not given.
    """
    shared = float(year.shared_kwh.sum())
    if year.configuration.is_closed_network:
        return Valorisation(shared, 0.0, 0.0, 0.0, Decimal(0), Decimal(0), Decimal(0))
    transmission = eur(shared * float(year.tariffs.trase_eur_mwh) / KWH_IN_MWH)
    if not year.configuration.kind.is_group:
        return Valorisation(shared, 0.0, 0.0, 0.0, transmission, Decimal(0), Decimal(0))
    if year.tariffs.btau_eur_mwh is None:
        raise TariffUnknownError("Per un gruppo serve la BTAU dell'anno: scriverla tra le tariffe.")
    in_building = _shared_in_building(year, queued)
    losses = avoided_losses(year)
    return Valorisation(
        shared_kwh=shared,
        in_building_kwh=float(in_building.sum()),
        low_voltage_kwh=float(losses.low_kwh.sum()),
        medium_voltage_kwh=float(losses.medium_kwh.sum()),
        transmission_eur=transmission,
        distribution_eur=eur(float(in_building.sum()) * float(year.tariffs.btau_eur_mwh) / KWH_IN_MWH),
        losses_eur=eur(float(losses.amount_eur.sum())),
    )


def avoided_losses(year: SettledYear) -> AvoidedLosses:
    """Return the losses that the plants in the building avoid.

    A plant serves the loads of its own level and of those below, the lowest level first (Appendice A).
    """
    low_withdrawn, medium_withdrawn = (year.withdrawals.at(level) for level in (Voltage.LOW, Voltage.MEDIUM))
    low = np.minimum(_in_building(year, Voltage.LOW), low_withdrawn)
    medium = np.minimum(_in_building(year, Voltage.MEDIUM), low_withdrawn + medium_withdrawn - low)
    price = year.zonal_price_eur_mwh
    if year.assumptions.loss_floor is LossFloor.ZERO:
        price = np.maximum(price, 0.0)
    avoided = float(year.rates.losses(LOW_VOLTAGE)) * low + float(year.rates.losses(MEDIUM_VOLTAGE)) * medium
    return AvoidedLosses(low, medium, price * avoided / KWH_IN_MWH)


def _shared_in_building(year: SettledYear, queued: Queue) -> Floats:
    """Return what the plants in the building share: their own minimum, or what the queue gives them (A-ACVC)."""
    if year.assumptions.building_energy is BuildingEnergy.RECOMPUTED:
        return np.minimum(_in_building(year), year.withdrawn_kwh)
    total = np.zeros(len(year.hours))
    for plant, given in zip(year.plants, queued.given_kwh, strict=True):
        if plant.in_building:
            total += given
    return total


def _in_building(year: SettledYear, voltage: Voltage | None = None) -> Floats:
    """Return what the plants in the building inject, all of them or those of one level."""
    return year.sum_of(
        [i for i, p in enumerate(year.plants) if p.in_building and (voltage is None or p.voltage is voltage)]
    )
