"""A projection in its published form: the scenarios month by month, and every assumption."""

from datetime import date
from typing import Any

import numpy as np
from pydantic import BaseModel, ConfigDict

from workflow import clock
from workflow.energy.hours import Floats
from workflow.energy.projection.named_assumption import NamedAssumption
from workflow.services.projecting import Projection, ScenarioResult

SCHEMA_VERSION = 1


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class AssumptionJson(_Part):
    """One thing supposed."""

    code: str
    name: str
    value: str
    unit: str
    label: str
    source: str
    confidence: str


class MonthJson(_Part):
    """The energies of one month, in kWh."""

    month: int
    injected_kwh: float
    withdrawn_kwh: float
    shared_kwh: float


class PlantJson(_Part):
    """One plant's year."""

    produced_kwh: float
    injected_kwh: float
    shared_kwh: float
    tip_energy_kwh: float
    tip_eur: float
    fee_eur: float


class ScenarioJson(_Part):
    """One scenario; money in euro, unrounded, energies in kWh."""

    produced_kwh: float
    self_used_kwh: float
    injected_kwh: float
    withdrawn_kwh: float
    shared_kwh: float
    shared_of_injected: float
    tip_eur: float
    tip_surplus_eur: float
    tip_base_eur: float
    valorisation_eur: float
    rid_eur: float
    fees_eur: float
    net_of_fees_eur: float
    mean_zonal_price_eur_mwh: float
    trase_eur_mwh: float
    btau_eur_mwh: float | None
    plants: dict[str, PlantJson]
    withdrawn_by_point_kwh: dict[str, float]
    months: list[MonthJson]


class ProjectionJson(_Part):
    """The whole document of `energy project --json`."""

    schema_version: int
    dossier: str
    year: int
    made_on: date
    is_full_year: bool
    note: str
    scenarios: dict[str, ScenarioJson]
    assumptions: list[AssumptionJson]


NOTE = (
    "Stima con un intervallo, non una previsione e non una promessa: cambia con le ipotesi elencate. Il GSE calcola "
    "gli importi sulle misure del gestore di rete."
)


def projection_json(projection: Projection) -> dict[str, Any]:
    """Return the projection with the keys of the published format."""
    found = ProjectionJson(
        schema_version=SCHEMA_VERSION,
        dossier=projection.dossier.slug,
        year=projection.year,
        made_on=clock.today(),
        is_full_year=projection.is_full_year,
        note=NOTE,
        scenarios={level.value: scenario_json(one) for level, one in projection.scenarios.items()},
        assumptions=[assumption_json(one) for one in projection.assumptions],
    )
    return found.model_dump(mode="json")


def assumption_json(one: NamedAssumption) -> AssumptionJson:
    """Return one assumption in its published form."""
    return AssumptionJson(
        code=one.code,
        name=one.name,
        value=one.value,
        unit=one.unit,
        label=one.label,
        source=one.source,
        confidence=one.confidence.value,
    )


def projection_schema() -> dict[str, Any]:
    """Return the JSON Schema of the document."""
    schema = ProjectionJson.model_json_schema()
    schema["$schema"] = "https://json-schema.org/draft/2020-12/schema"
    return schema


def scenario_json(one: ScenarioResult) -> ScenarioJson:
    """Return one scenario in its published form."""
    settled = one.settlement
    injected = float(settled.injected_kwh.sum())
    btau = one.tariffs.btau_eur_mwh
    return ScenarioJson(
        produced_kwh=one.produced_kwh,
        self_used_kwh=max(0.0, one.produced_kwh - float(sum(series.sum() for series in one.injected.values()))),
        injected_kwh=injected,
        withdrawn_kwh=float(settled.withdrawn_kwh.sum()),
        shared_kwh=float(settled.shared_kwh.sum()),
        shared_of_injected=one.shared_of_injected,
        tip_eur=float(settled.tip_eur),
        tip_surplus_eur=float(settled.surplus.total_eur),
        tip_base_eur=float(settled.tip_base_eur),
        valorisation_eur=float(settled.valorisation.total_eur),
        rid_eur=float(settled.rid_eur),
        fees_eur=float(settled.fees_eur),
        net_of_fees_eur=float(settled.net_of_fees_eur),
        mean_zonal_price_eur_mwh=float(one.zonal_price_eur_mwh.mean()),
        trase_eur_mwh=float(one.tariffs.trase_eur_mwh),
        btau_eur_mwh=None if btau is None else float(btau),
        plants={
            plant.key: PlantJson(
                produced_kwh=float(one.produced[plant.key].sum()),
                injected_kwh=float(plant.injected_kwh.sum()),
                shared_kwh=float(plant.shared_kwh.sum()),
                tip_energy_kwh=float(plant.earned.energy_kwh.sum()),
                tip_eur=float(plant.tip_eur),
                fee_eur=float(plant.fee_eur),
            )
            for plant in settled.plants
        },
        withdrawn_by_point_kwh={pod: float(series.sum()) for pod, series in one.withdrawn.items()},
        months=[
            MonthJson(
                month=month,
                injected_kwh=_of_month(settled.injected_kwh, settled.hours.months, month),
                withdrawn_kwh=_of_month(settled.withdrawn_kwh, settled.hours.months, month),
                shared_kwh=_of_month(settled.shared_kwh, settled.hours.months, month),
            )
            for month in range(1, 13)
        ],
    )


def _of_month(series: Floats, months: Any, month: int) -> float:
    return float(series[np.asarray(months) == month].sum())
