"""What a settlement is made of: plants and withdrawal points with their hourly energy, prices and tariffs."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from workflow.domain.kind import Kind
from workflow.domain.plant import Source
from workflow.energy.hours import Floats


class Area(StrEnum):
    """The area of the photovoltaic correction and of the hours on account; by region, not by market zone."""

    NORTH = "nord"
    CENTRE = "centro"
    SOUTH = "sud"


class Voltage(StrEnum):
    """The level of a connection point."""

    LOW = "BT"
    MEDIUM = "MT"
    HIGH = "AT"


class Holder(StrEnum):
    """Who holds a withdrawal point, as far as factor F asks."""

    PERSON = "person"
    ENTERPRISE = "enterprise"
    PUBLIC_BODY = "public_body"
    RELIGIOUS = "religious"
    THIRD_SECTOR = "third_sector"
    ENVIRONMENTAL = "environmental"
    OTHER = "other"

    @property
    def label(self) -> str:
        """What people call them, in the plural."""
        return _HOLDERS[self]


_HOLDERS = {
    Holder.PERSON: "persone fisiche",
    Holder.ENTERPRISE: "imprese",
    Holder.PUBLIC_BODY: "enti territoriali e autorità locali",
    Holder.RELIGIOUS: "enti religiosi",
    Holder.THIRD_SECTOR: "enti del terzo settore",
    Holder.ENVIRONMENTAL: "enti di protezione ambientale",
    Holder.OTHER: "altri",
}


@dataclass(frozen=True, eq=False)
class SettledPlant:
    """A plant or production unit; `injected_kwh` has one value an hour, as the grid operator sends it for this plant.

    `class_power_kw` picks the band and meets the limit of the tariff; `service_from_on` and `tip_until_on` (excluded)
    act at midnight. `grant_share` is g: grant per kW over the reference maximum cost per kW, from 0 to 1.
    """

    key: str
    source: Source
    area: Area
    power_kw: Decimal
    class_power_kw: Decimal
    entered_on: date
    service_from_on: date
    tip_until_on: date | None
    is_tip_admitted: bool
    injected_kwh: Floats
    grant_share: Decimal = Decimal(0)
    obligation_kw: Decimal = Decimal(0)
    superbonus_kw: Decimal = Decimal(0)
    voltage: Voltage = Voltage.LOW
    in_building: bool = False
    is_rid: bool = False

    @property
    def eligible_share(self) -> Decimal:
        """ρ: the share of the power that earns the tariff, net of quota d'obbligo and Superbonus (A-RHO2)."""
        if self.power_kw <= 0:
            return Decimal(0)
        return max(Decimal(0), self.power_kw - self.obligation_kw - self.superbonus_kw) / self.power_kw

    @property
    def has_grant(self) -> bool:
        """Whether a capital grant puts it in the set with the lower threshold (A-SET)."""
        return self.grant_share > 0


@dataclass(frozen=True, eq=False)
class WithdrawalPoint:
    """A withdrawal point; one value an hour, `storage_charge_kwh` the part of it taken for later injection."""

    key: str
    holder: Holder
    voltage: Voltage
    withdrawn_kwh: Floats
    from_on: date | None = None
    until_on: date | None = None
    storage_charge_kwh: Floats | None = None
    storage_efficiency: Decimal = Decimal(1)


@dataclass(frozen=True)
class UnitTariffs:
    """TRASe and BTAU in EUR/MWh: published every year by ARERA, never guessed."""

    trase_eur_mwh: Decimal
    btau_eur_mwh: Decimal | None = None


@dataclass(frozen=True)
class SettledConfiguration:
    """The configuration as the settlement sees it."""

    kind: Kind
    is_closed_network: bool = False
