"""Settles a year from a settlement file, and gives the result in its published form."""

import os
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np

from workflow.domain.kind import Kind
from workflow.domain.plant import Source
from workflow.energy.assumptions import Assumptions
from workflow.energy.hours import Floats, Hours, HoursError
from workflow.energy.inputs import Area, SettledConfiguration, SettledPlant, UnitTariffs, WithdrawalPoint
from workflow.energy.named_assumptions import SettlementAssumption, named
from workflow.energy.settlement import PlantResult, Settlement, settle
from workflow.energy.sharing import Withdrawals
from workflow.energy.surplus import SurplusSet
from workflow.energy.wide import summed
from workflow.energy.year import SettledYear
from workflow.intake.settlement_file import OptionsInput, PlantInput, PointInput, SettlementInput, read_settlement
from workflow.law import Law, UnknownOnThatDayError
from workflow.resources import BrokenFileError
from workflow.services.batch.executors.executor import Executor
from workflow.services.batch.executors.threads import Threads

Executors = Callable[[], AbstractContextManager[Executor]]

TRASE = "tariffa/trase"
BTAU = "tariffa/btau"
_SOURCES = {
    "pv": Source.SOLAR,
    "wind": Source.WIND,
    "hydro": Source.HYDRO,
    "biogas": Source.BIOGAS,
    "biomass": Source.BIOMASS,
    "other": Source.GEOTHERMAL,
}
_AREAS = {"north": Area.NORTH, "centre": Area.CENTRE, "south": Area.SOUTH}


@contextmanager
def threads() -> Iterator[Executor]:
    """Lend a thread for each core: for sums on one machine nothing is quicker."""
    yield Threads(os.cpu_count() or 1)


def settle_file(path: Path, law: Law, executors: Executors = threads) -> Settlement:
    """Return the settlement of a file; `executors` lends who sums the withdrawals in Parquet, if there are any.

    Raises BrokenFileError for a file out of form, UnknownOnThatDayError where the law or the file has no value for the
    year: a settlement never guesses.
    """
    return settle(year_of(read_settlement(path), path, law, executors))


def year_of(found: SettlementInput, path: Path, law: Law, executors: Executors = threads) -> SettledYear:
    """Return the settlement's year from what the file says."""
    try:
        hours = Hours.of(found.hours)
    except HoursError as error:
        raise BrokenFileError(path, str(error), "Dare inizi di ora con lo scarto da UTC, di un solo anno.") from error
    withdrawals = _withdrawals(found, path, hours, executors)
    return SettledYear(
        configuration=SettledConfiguration(_kind(found.configuration.type, path), found.configuration.sdc),
        hours=hours,
        zonal_price_eur_mwh=_series(found.zonal_price_eur_mwh),
        plants=tuple(_plant(plant, path) for plant in found.plants),
        withdrawals=withdrawals,
        tariffs=_tariffs(found, hours.year, law),
        law=law,
        assumptions=_assumptions(found.options),
        charges_fees=found.fees.charge,
        vat_rate=found.fees.vat_rate,
    )


def settlement_json(settlement: Settlement) -> dict[str, Any]:
    """Return the result, unrounded, with the keys of the published format."""
    valorisation = settlement.valorisation
    return {
        "hourly": {
            "injected_kWh": settlement.injected_kwh.tolist(),
            "withdrawn_kWh": settlement.withdrawn_kwh.tolist(),
            "shared_kWh": settlement.shared_kwh.tolist(),
        },
        "plants": {plant.key: _plant_json(plant) for plant in settlement.plants},
        "surplus": {
            "tip_only": _set_json(settlement.surplus.tip_only),
            "tip_and_grant": _set_json(settlement.surplus.tip_and_grant),
            "surplus_eur": float(settlement.surplus.total_eur),
        },
        "valorisation": {
            "E_ACV_kWh": valorisation.shared_kwh,
            "E_ACVC_kWh": valorisation.in_building_kwh,
            "E_BT_kWh": valorisation.low_voltage_kwh,
            "E_MT_kWh": valorisation.medium_voltage_kwh,
            "transmission_eur": float(valorisation.transmission_eur),
            "distribution_eur": float(valorisation.distribution_eur),
            "losses_eur": float(valorisation.losses_eur),
            "total_eur": float(valorisation.total_eur),
        },
        "totals": {
            "tip_eur": float(settlement.tip_eur),
            "tip_surplus_eur": float(settlement.surplus.total_eur),
            "tip_base_eur": float(settlement.tip_base_eur),
            "valorisation_eur": float(valorisation.total_eur),
            "rid_eur": float(settlement.rid_eur),
            "fees_eur": float(settlement.fees_eur),
            "fees_vat_eur": float(settlement.fees_vat_eur),
            "net_of_fees_eur": float(settlement.net_of_fees_eur),
        },
        "acconto_month": {
            plant.key: {
                "tip_eur": float(plant.advance.tip_eur),
                "valorisation_eur": float(plant.advance.valorisation_eur),
            }
            for plant in settlement.plants
        },
        "assumptions": settlement.assumptions.shown(),
        "named_assumptions": [_named_json(one) for one in named(settlement.assumptions)],
    }


def _named_json(one: SettlementAssumption) -> dict[str, Any]:
    return {
        "id": one.code,
        "question": one.question,
        "answer": one.answer,
        "option": one.option,
        "choice": one.choice,
        "others": list(one.others),
    }


def _plant_json(plant: PlantResult) -> dict[str, Any]:
    return {
        "injected_kWh": float(plant.injected_kwh.sum()),
        "shared_kWh": float(plant.shared_kwh.sum()),
        "hourly_shared_kWh": plant.shared_kwh.tolist(),
        "tip_energy_kWh": float(plant.earned.energy_kwh.sum()),
        "exempt_tip_energy_kWh": float(plant.earned.exempt_kwh.sum()),
        "tip_eur": float(plant.tip_eur),
        "rid_eur": float(plant.rid_eur),
        "fee_eur": float(plant.fee_eur),
    }


def _set_json(one: SurplusSet) -> dict[str, float]:
    return {
        "tip_energy_kWh": one.tip_energy_kwh,
        "injected_kWh": one.injected_kwh,
        "ratio": one.ratio,
        "excess": one.excess,
        "tip_eur": float(one.tip_eur),
        "surplus_eur": float(one.surplus_eur),
    }


def _kind(written: str, path: Path) -> Kind:
    try:
        return Kind(written.strip().lower())
    except ValueError as error:
        known = ", ".join(kind.value for kind in Kind)
        raise BrokenFileError(path, f"configuration.type «{written}» non esiste.", f"Scrivere: {known}.") from error


def _plant(plant: PlantInput, path: Path) -> SettledPlant:
    if plant.source not in _SOURCES or plant.area not in _AREAS:
        known = f"{', '.join(_SOURCES)}; {', '.join(_AREAS)}"
        raise BrokenFileError(path, f"impianto «{plant.id}»: fonte o area sconosciuta.", f"Scrivere: {known}.")
    return SettledPlant(
        key=plant.id,
        source=_SOURCES[plant.source],
        area=_AREAS[plant.area],
        power_kw=plant.power_kW,
        class_power_kw=plant.class_power_kW,
        entered_on=plant.entry_into_operation,
        service_from_on=plant.service_start,
        tip_until_on=plant.tip_end,
        is_tip_admitted=plant.tip_admitted,
        injected_kwh=_series(plant.injected_kWh),
        grant_share=plant.grant_share,
        obligation_kw=plant.obligation_kW,
        superbonus_kw=plant.superbonus_kW,
        voltage=plant.voltage,
        in_building=plant.in_building,
        is_rid=plant.rid,
    )


def _withdrawals(found: SettlementInput, path: Path, hours: Hours, executors: Executors) -> Withdrawals:
    written = [(point, point.withdrawn_kWh) for point in found.withdrawal_points if point.withdrawn_kWh is not None]
    withdrawals = summed(hours, [_point(point, series) for point, series in written])
    if found.withdrawal_points_parquet:
        from workflow.services.settling_wide import wide_withdrawals  # noqa: PLC0415 - only who has Parquet waits for it

        with executors() as executor:
            withdrawals.merge(wide_withdrawals(found, path, hours, executor))
    return withdrawals


def _point(point: PointInput, withdrawn: list[float]) -> WithdrawalPoint:
    return WithdrawalPoint(
        key=point.id,
        holder=point.holder,
        voltage=point.voltage,
        withdrawn_kwh=_series(withdrawn),
        from_on=point.from_on,
        until_on=point.until_on,
        storage_charge_kwh=None if point.storage_charge_kWh is None else _series(point.storage_charge_kWh),
        storage_efficiency=point.storage_efficiency,
    )


def _tariffs(found: SettlementInput, year: int, law: Law) -> UnitTariffs:
    """Return the tariffs of the file, else those of the law for the year; none is invented."""
    first_day = date(year, 1, 1)
    trase = found.tariffs.TRASe_eur_mwh
    btau: Decimal | None = found.tariffs.BTAU_eur_mwh
    if trase is None and found.configuration.sdc:
        trase = Decimal(0)  # inside a closed network there is no valorisation to price
    if trase is None:
        trase = _published(law, TRASE, first_day, "TRASe_eur_mwh")
    if btau is None and not found.configuration.sdc and Kind(found.configuration.type.strip().lower()).is_group:
        btau = _published(law, BTAU, first_day, "BTAU_eur_mwh")
    return UnitTariffs(trase, btau)


def _published(law: Law, name: str, day: date, key: str) -> Decimal:
    try:
        return law.value(name, day).number
    except UnknownOnThatDayError as error:
        reason = f"{error.reason} Poi scriverlo nel file del conto, in tariffs.{key}."
        raise UnknownOnThatDayError(error.name, error.day, reason) from error


def _assumptions(options: OptionsInput) -> Assumptions:
    chosen = {name: getattr(options, name) for name in type(options).model_fields}
    return replace(Assumptions(), **{name: value for name, value in chosen.items() if value is not None})


def _series(values: list[float]) -> Floats:
    return np.array(values, dtype=np.float64)
