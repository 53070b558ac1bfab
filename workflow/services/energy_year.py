"""Joins a dossier's records with hourly series into the year that a settlement takes; what lacks is a finding."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

import numpy as np

from workflow.checks.contract_period import service_start, tariff_period
from workflow.checks.plant_facts import counted_power_kw, included_power_kw, name_of
from workflow.checks.plant_limits import granted_share
from workflow.checks.plant_splitting import grouped_with, power_of
from workflow.checks.run import run
from workflow.checks.service_period import last_tariff_day
from workflow.domain.dossier import Dossier
from workflow.domain.finding import Report
from workflow.domain.kind import Kind
from workflow.domain.member import Member, MemberRole
from workflow.domain.member import WithdrawalPoint as PointRecord
from workflow.domain.plant import Plant, Source
from workflow.domain.subject import Category, SubjectKind
from workflow.energy.assumptions import Assumptions
from workflow.energy.hours import Floats
from workflow.energy.inputs import (
    Area,
    Holder,
    SettledConfiguration,
    SettledPlant,
    UnitTariffs,
    Voltage,
    WithdrawalPoint,
)
from workflow.energy.rates import Rates
from workflow.energy.sharing import Withdrawals
from workflow.energy.year import SettledYear
from workflow.energy.year_grid import YearGrid
from workflow.law import Law
from workflow.services.decorrenza import TariffOutcome, decorrenza
from workflow.services.energy_gaps import EnergyGaps
from workflow.services.participation import of_point
from workflow.services.plant_places import area_of

EXEMPT = "tariffa/esenti_decurtazione"
HUNDRED = Decimal(100)
ONE_DAY = timedelta(days=1)
_WITH_TARIFF = frozenset({TariffOutcome.ADMITTED, TariffOutcome.UNKNOWN})
_HOLDERS = {
    Category.PERSON: Holder.PERSON,
    Category.SMALL_MEDIUM_ENTERPRISE: Holder.ENTERPRISE,
    Category.LARGE_ENTERPRISE: Holder.ENTERPRISE,
    Category.TERRITORIAL_BODY: Holder.PUBLIC_BODY,
    Category.LOCAL_ADMINISTRATION: Holder.PUBLIC_BODY,
    Category.RELIGIOUS_BODY: Holder.RELIGIOUS,
    Category.THIRD_SECTOR: Holder.THIRD_SECTOR,
    Category.ENVIRONMENTAL_PROTECTION: Holder.ENVIRONMENTAL,
}


@dataclass(frozen=True)
class _Frame:
    """What every plant and point of one year is read against."""

    dossier: Dossier
    grid: YearGrid
    law: Law
    gaps: EnergyGaps


def dossier_year(  # noqa: PLR0917 - seven different things, agreed with who measures and who projects
    dossier: Dossier,
    grid: YearGrid,
    injected: Mapping[str, Floats],
    withdrawn: Mapping[str, Floats],
    zonal_price_eur_mwh: Floats,
    tariffs: UnitTariffs,
    law: Law,
    *,
    assumptions: Assumptions | None = None,
    report: Report | None = None,
) -> SettledYear:
    """Return the dossier's year, with the injection of each plant by its name and the withdrawal of each POD.

    Power, dates, grants, holders and the rest come from the records; `report`, the judgement of the dossier, takes the
    tariff from the plants that cannot have it, and is made here if it is not given. Raises IncompleteYearError with a
    finding for each datum that lacks. Assumptions not given are those of the law of the year (`assumptions_of`).
    """
    frame = _Frame(dossier, grid, law, EnergyGaps(grid.year))
    points = [_point(frame, member, point, withdrawn) for member, point in counted_points(dossier)]
    if not points:
        frame.gaps.of_nothing(plants=False)
    has_tariff = _tariffs_of(dossier, law, report)
    plants = [_plant(frame, index, injected, has_tariff=has_tariff[index]) for index in range(len(dossier.plants))]
    if not plants:
        frame.gaps.of_nothing(plants=True)
    frame.gaps.refuse_if_any()
    withdrawals = Withdrawals(grid.hours)
    for point in points:
        if point is not None:
            withdrawals.add(point)
    return SettledYear(
        configuration=SettledConfiguration(dossier.kind, dossier.configuration.is_closed_network is True),
        hours=grid.hours,
        zonal_price_eur_mwh=zonal_price_eur_mwh,
        plants=tuple(plant for plant in plants if plant is not None),
        withdrawals=withdrawals,
        tariffs=tariffs,
        law=law,
        assumptions=assumptions or assumptions_of(law, grid.year),
    )


def counted_points(dossier: Dossier) -> Iterator[tuple[Member, PointRecord]]:
    """Yield the points whose withdrawals count, with their holders; liberatorie in, supporters and auxiliaries out.

    Points that have left are yielded too: their days decide.
    """
    for member, point in dossier.points:
        if point.only_auxiliaries is not True and member.role is not MemberRole.SUPPORTER:
            yield member, point


def days_inside(dossier: Dossier, member: Member, point: PointRecord, year: int) -> tuple[date, date]:
    """Return the first day of the year on which a point counts, and the first on which it no longer does.

    They are those by which benefits are shared out; a point that is never inside has no day at all.
    """
    inside = of_point(dossier, member, point, year)
    never = date(year, 1, 1)
    return (never, never) if inside is None else (inside.from_on, inside.until_on)


def plant_keys(dossier: Dossier) -> tuple[str, ...]:
    """Return what each plant is called in the series and in the results, in the order of the file.

    It is its name; of two plants that are called the same, the second has its place beside it.
    """
    names = [name_of(plant, index) for index, plant in enumerate(dossier.plants)]
    return tuple(f"{name} (n. {index + 1})" if name in names[:index] else name for index, name in enumerate(names))


def assumptions_of(law: Law, year: int) -> Assumptions:
    """Return the default assumptions, with natural persons exempt from F in the months whose law says so (A-PF)."""
    rates = Rates(law, year)
    months = [month for month in range(1, 13) if Category.PERSON.value in law.value(EXEMPT, rates.day_of(month)).ids]
    if not months:
        return Assumptions()
    since = None if months[0] == 1 else date(year, months[0], 1)
    return Assumptions(exempt_persons=frozenset({Holder.PERSON}), persons_exempt_from_on=since)


def holder_of(member: Member) -> Holder | None:
    """Return who holds the member's points as far as factor F asks; None while neither kind nor category tells."""
    if member.category is not None:
        return _HOLDERS.get(member.category, Holder.OTHER)
    if member.kind is SubjectKind.PERSON:
        return Holder.PERSON
    if member.kind is SubjectKind.CONDOMINIUM:
        return Holder.OTHER
    return Holder.ENTERPRISE if member.is_enterprise else None


def _tariffs_of(dossier: Dossier, law: Law, report: Report | None) -> tuple[bool, ...]:
    """Return which plants may have the tariff, as far as the dossier tells: what is unknown is not excluded."""
    if not dossier.kind.has_tariff:
        return (False,) * len(dossier.plants)
    view = decorrenza(dossier, law, run(dossier, law) if report is None else report)
    return tuple(plant.tariff.outcome in _WITH_TARIFF for plant in view.plants)


def _plant(frame: _Frame, index: int, injected: Mapping[str, Floats], *, has_tariff: bool) -> SettledPlant | None:
    dossier, law, gaps = frame.dossier, frame.law, frame.gaps
    plant = dossier.plants[index]
    name = plant_keys(dossier)[index]
    entered_on = plant.entered_operation_on
    starts_on = service_start(dossier, index, law)
    power_kw, area = included_power_kw(plant), area_of(dossier, plant, law, frame.grid.year)
    has_grants = plant.grants is None or granted_share(plant) is not None
    needed: dict[str, object] = {
        "fonte": plant.source,
        "potenza_kw": power_kw,
        "entrata_in_esercizio": entered_on,
        "indirizzo": area,
    }
    if has_tariff:
        shares = {"potenza_obbligo_kw": plant.obligation_kw, "superbonus_kw": plant.superbonus_kw}
        needed |= {"contributi": plant.grants if has_grants else None, **shares}
    for key in [key for key, value in needed.items() if value is None]:
        gaps.of_plant(index, name, key)
    if starts_on is None and entered_on is not None:
        gaps.of_plant(index, name, "decorrenza_gse", "servizio")
    if dossier.kind.is_group and plant.in_building is None:
        gaps.of_plant(index, name, "nell_edificio", "edificio")
    series = _series(frame, name, f"l’impianto {name}", injected)
    if None in needed.values() or starts_on is None or series is None:
        return None
    return SettledPlant(
        key=name,
        source=plant.source or Source.NON_RENEWABLE,
        area=area or Area.SOUTH,
        power_kw=power_kw or Decimal(0),
        class_power_kw=_class_power_kw(dossier, index, power_kw or Decimal(0)),
        entered_on=entered_on or starts_on,
        service_from_on=starts_on,
        tip_until_on=_tariff_ends_on(dossier, index, law, starts_on) if has_tariff else None,
        is_tip_admitted=has_tariff,
        injected_kwh=series,
        grant_share=(granted_share(plant) or Decimal(0)) / HUNDRED,
        obligation_kw=plant.obligation_kw or Decimal(0),
        superbonus_kw=plant.superbonus_kw or Decimal(0),
        voltage=Voltage(plant.voltage.value) if plant.voltage is not None else _point_voltage(dossier, plant),
        in_building=plant.in_building is True,
        is_rid=dossier.request.wants_rid is True,
    )


def _class_power_kw(dossier: Dossier, index: int, power_kw: Decimal) -> Decimal:
    """Return the power that picks the band: behind the same point, or of the works that are one plant."""
    one_plant_kw = power_of(dossier, grouped_with(dossier, index, sure=True))
    return max(power_kw, counted_power_kw(dossier, index) or power_kw, one_plant_kw or power_kw)


def _tariff_ends_on(dossier: Dossier, index: int, law: Law, starts_on: date) -> date:
    """Return the first day without tariff, moved by the stops that the contract records."""
    extension = tariff_period(dossier, index, law).extension_days if dossier.gse_contract is not None else 0
    return last_tariff_day(starts_on, law, dossier.sent_on) + timedelta(days=extension) + ONE_DAY


def _point_voltage(dossier: Dossier, plant: Plant) -> Voltage:
    """Return the level of the same connection point where members write it, else low voltage."""
    known = (point.voltage for _, point in dossier.points if plant.pod is not None and point.pod == plant.pod)
    level = next((voltage for voltage in known if voltage is not None), None)
    return Voltage.LOW if level is None else Voltage(level.value)


def _point(
    frame: _Frame, member: Member, point: PointRecord, withdrawn: Mapping[str, Floats]
) -> WithdrawalPoint | None:
    dossier, gaps = frame.dossier, frame.gaps
    holder = holder_of(member)
    if holder is None and any(plant.grants for plant in dossier.plants):
        gaps.of_point(member, point, "categoria", "titolare")
    if point.voltage is None and dossier.kind in {Kind.GAC, Kind.CAAC}:
        gaps.of_point(member, point, "tensione")
    if point.pod is None:
        gaps.of_point(member, point, "pod")
        return None
    series = _series(frame, point.pod, f"il punto {point.pod}", withdrawn)
    if series is None:
        return None
    first_on, until_on = days_inside(dossier, member, point, frame.grid.year)
    return WithdrawalPoint(
        key=point.pod,
        holder=holder or Holder.OTHER,
        voltage=Voltage.LOW if point.voltage is None else Voltage(point.voltage.value),
        withdrawn_kwh=series,
        from_on=first_on,
        until_on=until_on,
    )


def _series(frame: _Frame, key: str, whose: str, given: Mapping[str, Floats]) -> Floats | None:
    """Return the series of a key; a gap where it is not there, is not as long as the year or has holes."""
    wanted, series = len(frame.grid), given.get(key)
    valid = None if series is None else int(np.count_nonzero(np.isfinite(series)))
    if series is not None and len(series) == wanted == valid:
        return series
    frame.gaps.of_series(whose, wanted, valid)
    return None
