"""The energy report for machines: every explained figure with its inputs, unrounded, and what it rests on."""

from math import isnan
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from workflow.energy.chart_series import month_sums, shares, typical_days
from workflow.energy.explained import ExplainedFigure
from workflow.energy.hours import Floats
from workflow.energy.published import published
from workflow.services.energy_reported import ReportedYear

SCHEMA_VERSION = 1


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", from_attributes=True)


class InputJson(_Part):
    """What a figure is made of; `article` is that of a value of the law."""

    code: str
    label: str
    value: float
    unit: str
    origin: str
    article: str | None


class FigureJson(_Part):
    """A figure; `recomputed` is the formula done again on the inputs alone."""

    code: str
    label: str
    subject: str
    value: float
    unit: str
    formula: str
    inputs: list[InputJson]
    recomputed: float
    article: str
    assumptions: list[str]


class MonthJson(_Part):
    """The sums of one month; euro unrounded."""

    month: int
    injected_kwh: float
    withdrawn_kwh: float
    shared_kwh: float
    tip_eur: float


class TypicalDayJson(_Part):
    """The means of the twenty-four clock hours of a season; null for an hour that never comes."""

    season: str
    days: int
    injected_kwh: list[float | None]
    withdrawn_kwh: list[float | None]
    shared_kwh: list[float | None]


class ShareJson(_Part):
    """The share of a set of plants, in percent; null for a month without injection."""

    set: str
    months: dict[str, float | None]
    year: float
    threshold: float


class MemberJson(_Part):
    """One member, or one point where members are not known."""

    name: str
    withdrawn_kwh: float
    shared_kwh: float
    benefit_eur: float | None


class HourPlantJson(_Part):
    """One plant in the hour traced."""

    plant: str = Field(validation_alias="key")
    injected_kwh: float
    shared_kwh: float
    incentivised_kwh: float
    exempt_kwh: float
    tariff_eur_mwh: float = Field(validation_alias="gross_eur_mwh")
    tip_eur: float


class HourJson(_Part):
    """The hour that is done step by step."""

    start: str
    price_eur_mwh: float
    injected_kwh: float
    withdrawn_kwh: float
    shared_kwh: float
    plants: list[HourPlantJson]


class AssumptionJson(_Part):
    """One thing supposed, or one choice of the settlement."""

    code: str
    name: str
    value: str
    label: str
    source: str


class PublishedJson(_Part):
    """The amounts as printed: lines to the cent, and the sums of the lines."""

    tip_eur: str
    surplus_eur: str
    valorisation_eur: str
    rid_eur: str
    fees_eur: str
    net_eur: str


class ScenarioJson(_Part):
    """The sums of one scenario of an estimate."""

    shared_kwh: float
    tip_eur: float
    valorisation_eur: float
    rid_eur: float
    fees_eur: float
    net_eur: float


class EnergyReportJson(_Part):
    """The whole document of `energy report --json`."""

    schema_version: int
    title: str
    year: int
    origin: str
    label: str
    notes: list[str]
    figures: list[FigureJson]
    published: PublishedJson
    scenarios: dict[str, ScenarioJson]
    months: list[MonthJson]
    typical_days: list[TypicalDayJson]
    shares: list[ShareJson]
    members: list[MemberJson]
    hour: HourJson
    assumptions: list[AssumptionJson]


def energy_report_json(reported: ReportedYear) -> dict[str, Any]:
    """Return the report with the keys of the published format."""
    settled, lines = reported.settled, published(reported.settled)
    found = EnergyReportJson(
        schema_version=SCHEMA_VERSION,
        title=reported.title,
        year=reported.year,
        origin=reported.origin.value,
        label=reported.label,
        notes=list(reported.notes),
        figures=[_figure(one, reported) for one in reported.figures],
        published=PublishedJson(
            tip_eur=str(lines.tip_eur),
            surplus_eur=str(lines.surplus_eur),
            valorisation_eur=str(lines.valorisation_eur),
            rid_eur=str(lines.rid_eur),
            fees_eur=str(lines.fees_eur),
            net_eur=str(lines.net_eur),
        ),
        scenarios={
            level.value: ScenarioJson(
                shared_kwh=float(one.shared_kwh.sum()),
                tip_eur=float(one.tip_eur),
                valorisation_eur=float(one.valorisation.total_eur),
                rid_eur=float(one.rid_eur),
                fees_eur=float(one.fees_eur),
                net_eur=float(one.net_of_fees_eur),
            )
            for level, one in reported.scenarios.items()
        },
        months=[MonthJson.model_validate(one) for one in month_sums(settled)],
        typical_days=[
            TypicalDayJson(
                season=one.season,
                days=one.days,
                injected_kwh=_known(one.injected_kwh),
                withdrawn_kwh=_known(one.withdrawn_kwh),
                shared_kwh=_known(one.shared_kwh),
            )
            for one in typical_days(settled)
        ],
        shares=[
            ShareJson(
                set=one.name,
                months={str(month): value for month, value in one.months},
                year=one.year,
                threshold=one.threshold,
            )
            for one in shares(settled)
        ],
        members=[MemberJson.model_validate(one) for one in reported.members],
        hour=_hour(reported),
        assumptions=_assumptions(reported),
    )
    return found.model_dump(mode="json")


def energy_report_schema() -> dict[str, Any]:
    """Return the JSON Schema of the document."""
    schema = EnergyReportJson.model_json_schema(mode="serialization")
    schema["$schema"] = "https://json-schema.org/draft/2020-12/schema"
    return schema


def _known(means: Floats) -> list[float | None]:
    return [None if isnan(mean) else mean for mean in means.tolist()]


def _figure(one: ExplainedFigure, reported: ReportedYear) -> FigureJson:
    cite = reported.law.cite
    return FigureJson(
        code=one.code,
        label=one.label,
        subject=one.subject,
        value=one.value,
        unit=one.unit,
        formula=one.formula,
        inputs=[
            InputJson(
                code=each.code,
                label=each.label,
                value=each.value,
                unit=each.unit,
                origin=each.origin,
                article=None if each.ref is None else cite(each.ref),
            )
            for each in one.inputs
        ],
        recomputed=one.recomputed,
        article=cite(one.ref),
        assumptions=list(one.assumptions),
    )


def _hour(reported: ReportedYear) -> HourJson:
    trace = reported.hour
    return HourJson(
        start=trace.start.isoformat(),
        price_eur_mwh=trace.price_eur_mwh,
        injected_kwh=trace.injected_kwh,
        withdrawn_kwh=trace.withdrawn_kwh,
        shared_kwh=trace.shared_kwh,
        plants=[HourPlantJson.model_validate(one) for one in trace.plants],
    )


def _assumptions(reported: ReportedYear) -> list[AssumptionJson]:
    supposed = [
        AssumptionJson(
            code=one.code, name=one.name, value=f"{one.value} {one.unit}".strip(), label=one.label, source=one.source
        )
        for one in reported.assumptions
    ]
    chosen = [
        AssumptionJson(code=code, name=label, value=choice, label="scelta", source="conto")
        for code, label, choice in reported.choices
    ]
    rounding = AssumptionJson(
        code="A-ROUND", name="Arrotondamento", value=reported.rounding, label="scelta", source="conto"
    )
    return [*supposed, *chosen, rounding]
