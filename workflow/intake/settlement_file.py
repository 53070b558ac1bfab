"""Reads a settlement file: the whole input of one settlement as JSON, checked key by key."""

import json
from collections import Counter
from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError
from pydantic_core import ErrorDetails

from workflow.energy.assumptions import (
    BuildingEnergy,
    EligibleEnergy,
    ExemptMeasure,
    ExemptPriority,
    FeeFraction,
    FeeScope,
    FeeYear,
    LossFloor,
    SurplusDenominator,
    TieRule,
)
from workflow.energy.inputs import Holder, Voltage
from workflow.resources import BrokenFileError

_SHOWN_ERRORS = 5
# By the beginning of the kind of error, as the library names it; the first that fits.
_PROBLEMS: Mapping[str, str] = {
    "extra_forbidden": "chiave sconosciuta",
    "missing": "manca",
    "finite_number": "non è un numero finito",
    "greater_than_equal": "deve essere almeno {ge}",
    "greater_than": "deve essere più di {gt}",
    "less_than_equal": "deve essere al massimo {le}",
    "enum": "deve essere {expected}",
    "float": "non è un numero",
    "decimal": "non è un numero",
    "int": "non è un numero",
    "bool": "deve essere true o false",
    "datetime": "non è un'ora ISO 8601",
    "timezone": "non è un'ora ISO 8601",
    "date": "non è un giorno AAAA-MM-GG",
    "string_too_short": "è vuoto",
    "string": "non è un testo",
    "too_short": "non ci sono valori",
    "list": "non è un elenco",
    "tuple": "non è un elenco",
    "frozen_set": "non è un elenco",
    "model": "non è un gruppo di chiavi",
}


def _exact(value: Any) -> Any:
    """Take a JSON number as the decimal that was written."""
    return Decimal(repr(value)) if isinstance(value, float) else value


Number = Annotated[Decimal, BeforeValidator(_exact)]
Energies = list[Annotated[float, Field(ge=0, allow_inf_nan=False)]]


class _Strict(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class ConfigurationInput(_Strict):
    """`configuration`."""

    type: str
    sdc: bool = False


class PlantInput(_Strict):
    """One of `plants`."""

    id: str = Field(min_length=1)
    source: str
    area: str
    power_kW: Number = Field(gt=0)  # noqa: N815 - the key of the published format
    class_power_kW: Number = Field(gt=0)  # noqa: N815 - the key of the published format
    entry_into_operation: date
    service_start: date
    tip_end: date | None = None
    tip_admitted: bool
    grant_share: Number = Field(Decimal(0), ge=0)
    obligation_kW: Number = Field(Decimal(0), ge=0)  # noqa: N815 - the key of the published format
    superbonus_kW: Number = Field(Decimal(0), ge=0)  # noqa: N815 - the key of the published format
    voltage: Voltage = Voltage.LOW
    in_building: bool = False
    rid: bool = False
    injected_kWh: Energies  # noqa: N815 - the key of the published format


class PointInput(_Strict):
    """One of `withdrawal_points`; `from` and `until` are days, excluded the last.

    Without `withdrawn_kWh` the series is the column of the same name in `withdrawal_points_parquet`.
    """

    id: str = Field(min_length=1)
    holder: Holder
    voltage: Voltage = Voltage.LOW
    from_on: date | None = Field(None, alias="from")
    until_on: date | None = Field(None, alias="until")
    withdrawn_kWh: Energies | None = None  # noqa: N815 - the key of the published format
    storage_charge_kWh: Energies | None = None  # noqa: N815 - the key of the published format
    storage_efficiency: Number = Field(Decimal(1), ge=0, le=1)


class TariffsInput(_Strict):
    """`tariffs`, in EUR/MWh."""

    TRASe_eur_mwh: Number | None = None
    BTAU_eur_mwh: Number | None = None


class FeesInput(_Strict):
    """`fees`."""

    charge: bool = True
    vat_rate: Number = Field(Decimal(0), ge=0, le=1)


class OptionsInput(_Strict):
    """`options`: the named assumptions; what is left out takes the default."""

    exempt_bodies: frozenset[Holder] | None = None
    exempt_persons: frozenset[Holder] | None = None
    persons_exempt_from_on: date | None = None
    exempt_measure: ExemptMeasure | None = None
    exempt_priority: ExemptPriority | None = None
    eligible_energy: EligibleEnergy | None = None
    tie_rule: TieRule | None = None
    surplus_denominator: SurplusDenominator | None = None
    building_energy: BuildingEnergy | None = None
    loss_floor: LossFloor | None = None
    fee_scope: FeeScope | None = None
    fee_year: FeeYear | None = None
    fee_fraction: FeeFraction | None = None


class SettlementInput(_Strict):
    """The whole file."""

    configuration: ConfigurationInput
    hours: list[datetime] = Field(min_length=1)
    zonal_price_eur_mwh: list[Annotated[float, Field(allow_inf_nan=False)]]
    plants: list[PlantInput] = Field(min_length=1)
    withdrawal_points: list[PointInput] = Field(min_length=1)
    withdrawal_points_parquet: tuple[str, ...] = Field(
        (),
        description="Wide Parquet files beside this one: a Float64 column for each point without `withdrawn_kWh`, "
        "named by its id, a row for each hour in the order of `hours`; `<id>/storage_charge_kWh` for the charge of a "
        "storage; a column `hours` of UTC instants, if there is one, must hold the same hours.",
    )
    tariffs: TariffsInput = TariffsInput()
    fees: FeesInput = FeesInput()
    options: OptionsInput = OptionsInput()


def read_settlement(path: Path) -> SettlementInput:
    """Return the input of a file, or of its `input` key; raise BrokenFileError naming the key that is wrong."""
    try:
        content = json.loads(path.read_text(encoding="utf-8-sig"))
    except FileNotFoundError as error:
        raise BrokenFileError(path, "il file non c'è.", "Controllare il nome.") from error
    except (UnicodeDecodeError, json.JSONDecodeError) as error:
        line = error.lineno if isinstance(error, json.JSONDecodeError) else None
        raise BrokenFileError(path, "non è un file JSON.", "Salvarlo come testo JSON in UTF-8.", line=line) from error
    body = content["input"] if isinstance(content, dict) and isinstance(content.get("input"), dict) else content
    try:
        found = SettlementInput.model_validate(body)
    except ValidationError as error:
        raise BrokenFileError(path, _wrong(error), "Correggere il file: lo schema è «schema settlement».") from error
    _check_lengths(path, found)
    _check_sources(path, found)
    return found


def settlement_schema() -> dict[str, Any]:
    """Return the JSON Schema of the file."""
    schema = SettlementInput.model_json_schema(by_alias=True)
    schema["$schema"] = "https://json-schema.org/draft/2020-12/schema"
    return schema


def _check_lengths(path: Path, found: SettlementInput) -> None:
    wanted = len(found.hours)
    series: list[tuple[str, int]] = [("zonal_price_eur_mwh", len(found.zonal_price_eur_mwh))]
    series += [(f"plants «{p.id}».injected_kWh", len(p.injected_kWh)) for p in found.plants]
    for point in found.withdrawal_points:
        if point.withdrawn_kWh is not None:
            series.append((f"withdrawal_points «{point.id}».withdrawn_kWh", len(point.withdrawn_kWh)))
        if point.storage_charge_kWh is not None:
            series.append((f"withdrawal_points «{point.id}».storage_charge_kWh", len(point.storage_charge_kWh)))
    wrong = [f"{name} ha {length} valori" for name, length in series if length != wanted]
    if wrong:
        raise BrokenFileError(path, f"le ore sono {wanted} ma {'; '.join(wrong)}.", "Dare un valore per ogni ora.")
    for name, ids in (
        ("plants", [p.id for p in found.plants]),
        ("withdrawal_points", [p.id for p in found.withdrawal_points]),
    ):
        twice = sorted(one for one, times in Counter(ids).items() if times > 1)
        if twice:
            raise BrokenFileError(path, f"{name}: «{twice[0]}» compare due volte.", "Dare un nome diverso a ciascuno.")


def _check_sources(path: Path, found: SettlementInput) -> None:
    """Refuse a point without a series, a charge without the withdrawal it is part of, and files that no point needs."""
    elsewhere = [point for point in found.withdrawal_points if point.withdrawn_kWh is None]
    if elsewhere and not found.withdrawal_points_parquet:
        problem = f"withdrawal_points «{elsewhere[0].id}»: manca withdrawn_kWh."
        raise BrokenFileError(path, problem, "Scriverlo, o indicare i file in withdrawal_points_parquet.")
    if found.withdrawal_points_parquet and not elsewhere:
        problem = "withdrawal_points_parquet è indicato, ma ogni punto ha già withdrawn_kWh."
        raise BrokenFileError(path, problem, "Togliere l'uno o gli altri.")
    for point in elsewhere:
        if point.storage_charge_kWh is not None:
            problem = f"withdrawal_points «{point.id}»: storage_charge_kWh senza withdrawn_kWh."
            raise BrokenFileError(path, problem, "Metterli tutti e due qui o tutti e due nel file Parquet.")


def _wrong(error: ValidationError) -> str:
    found = error.errors(include_url=False)
    lines = [f"{'.'.join(map(str, one['loc'])) or 'il file'}: {_in_italian(one)}" for one in found[:_SHOWN_ERRORS]]
    more = len(found) - _SHOWN_ERRORS
    others = "; e un altro errore" if more == 1 else f"; e altri {more} errori"
    return "; ".join(lines) + (others if more > 0 else "") + "."


def _in_italian(error: ErrorDetails) -> str:
    """Return what is wrong with a value, as the person who wrote the file can read it."""
    known = next((words for kind, words in _PROBLEMS.items() if error["type"].startswith(kind)), "valore non valido")
    return known.format(**error.get("ctx", {})).replace("' or '", "' o '")
