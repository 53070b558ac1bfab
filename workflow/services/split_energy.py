"""The energy of a year that a riparto weighs: hour by hour from a settlement, or from the sums that the GSE shows."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

import numpy as np

from workflow.domain.dossier import Dossier
from workflow.domain.member import Member
from workflow.energy.hours import Floats
from workflow.energy.riparto.by_coincidence import shared_part_kwh
from workflow.energy.settlement import Settlement
from workflow.services.participation import of_point

_WATT_HOUR = Decimal("0.001")


class Origin(StrEnum):
    """Where figures come from."""

    RECEIVED = "ricevuti"
    RECORDED = "registrati"
    MEASURED = "misurati"
    PROJECTED = "proiettati"


class EnergySource(StrEnum):
    """What the energy may be taken from."""

    AUTO = "auto"
    MEASURES = "misure"
    PROJECTION = "proiezione"
    NONE = "nessuna"


@dataclass(frozen=True, eq=False)
class YearEnergy:
    """A settled year with what each POD withdrew, hour by hour; measured, or only projected.

    `dossier` is the one whose days go with the hours: a projection supposes everybody inside for the whole year.
    Without `is_priced` only the energies are true: price and tariffs of the year are not known, and no euro is used.
    `others` are the other scenarios of a projection, between which the truth may be.
    """

    settlement: Settlement
    withdrawn_kwh: Mapping[str, Floats]
    origin: Origin
    label: str
    dossier: Dossier
    is_priced: bool = True
    others: "tuple[YearEnergy, ...]" = ()


@dataclass(frozen=True)
class MemberEnergy:
    """The energy of one member in its own period, to the watt-hour: the weights people can check by hand."""

    withdrawn_kwh: Decimal
    shared_kwh: Decimal


def energy_of_member(energy: YearEnergy, dossier: Dossier, member: Member) -> MemberEnergy:
    """Return what a member's points withdrew while it took part, and the shared energy they made."""
    series = series_of_member(energy, dossier, member)
    found = energy.settlement
    shared = shared_part_kwh(found.shared_kwh, series, found.withdrawn_kwh)
    return MemberEnergy(kwh_of(float(series.sum())), kwh_of(shared))


def series_of_member(energy: YearEnergy, dossier: Dossier, member: Member) -> Floats:
    """Return the withdrawals of a member's points, nothing outside its period."""
    hours = energy.settlement.hours
    total = np.zeros(len(hours))
    for point in member.points:
        inside = of_point(dossier, member, point, hours.year)
        series = None if point.pod is None or point.only_auxiliaries else energy.withdrawn_kwh.get(point.pod)
        if inside is not None and series is not None:
            total += np.where(hours.within(inside.from_on, inside.until_on), np.nan_to_num(series), 0.0)
    return total


def energy_of_plant(energy: YearEnergy, name: str) -> Decimal | None:
    """Return the shared energy that a plant's injection made, pro rata of each hour; None for a plant not settled."""
    found = energy.settlement
    plant = next((one for one in found.plants if one.key == name), None)
    if plant is None:
        return None
    return kwh_of(shared_part_kwh(found.shared_kwh, plant.injected_kwh, found.injected_kwh))


def kwh_of(amount: float) -> Decimal:
    """Return energy to the watt-hour."""
    return Decimal(repr(float(amount))).quantize(_WATT_HOUR)
