"""The machine forms of imported measures, of a measured year and of its watching, with their published schemas."""

from collections.abc import Sequence
from datetime import date
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict

from workflow.domain.finding import Confidence, Finding
from workflow.energy.monitoring import Alarm, AlarmKind
from workflow.energy.projection.named_assumption import NamedAssumption
from workflow.energy.series import Direction
from workflow.services.measure_importing import MeasureImport
from workflow.services.measured_year import Coverage, MeasuredYear
from workflow.services.monitoring import Monitoring
from workflow.services.settling import settlement_json

DRAFT = "https://json-schema.org/draft/2020-12/schema"


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class FilePart(_Part):
    """A file: the name it is kept under, what it was recognised as, how many hours it gave."""

    name: str
    sha256: str
    formats: tuple[str, ...]
    mappings: tuple[str, ...]
    hours: int
    is_known: bool


class SeriesPart(_Part):
    """A year of a series; `total` is in kWh, for prices the mean in EUR/MWh."""

    key: str
    direction: Direction
    year: int
    known_hours: int
    missing_hours: int
    estimated_hours: int
    total: float


class ImportEnvelope(_Part):
    """What `import measures --json` prints."""

    schema_version: Literal[1] = 1
    dossier: str
    is_written: bool
    is_refused: bool
    files: tuple[FilePart, ...]
    series: tuple[SeriesPart, ...]
    findings: tuple[Finding, ...]


class MonthCoverage(_Part):
    """The hours that a month needs of a meter, and those that are known."""

    month: int
    needed_hours: int
    known_hours: int


class CoveragePart(_Part):
    """How much of what a year needs of a meter is there."""

    key: str
    direction: Direction
    needed_hours: int
    known_hours: int
    estimated_hours: int
    ratio: float
    origin: str
    months: tuple[MonthCoverage, ...]


class AssumptionPart(_Part):
    """Something supposed, with its value, source and confidence."""

    code: str
    name: str
    value: str
    unit: str
    label: str
    source: str
    confidence: Confidence


class MeasuredEnvelope(_Part):
    """What `energy settle DIR --json` prints; `settlement` has the form of `energy settle FILE --json`, or is null."""

    schema_version: Literal[1] = 1
    dossier: str
    year: int
    zone: str | None
    settlement: dict[str, Any] | None
    coverage: tuple[CoveragePart, ...]
    assumptions: tuple[AssumptionPart, ...]
    findings: tuple[Finding, ...]


class MonthPart(_Part):
    """A month of a meter; `covered` is the part of it that is measured, the projection is of the same hours."""

    key: str
    whose: str
    direction: Direction
    month: int
    covered: float
    measured_kwh: float | None
    low_kwh: float
    expected_kwh: float
    high_kwh: float
    ratio: float | None


class SharePart(_Part):
    """The shared part of a month's injection, from 0 to 1; null where too little is measured."""

    month: int
    covered: float
    measured: float | None
    expected: float | None


class AlarmPart(_Part):
    """An alarm with the figures that raised it; energies in kWh, shares from 0 to 1, `count` in days or months."""

    kind: AlarmKind
    key: str
    direction: Direction | None
    month: int | None
    since_on: date | None
    count: int
    measured: float | None
    expected: float | None
    message: str
    remedy: str | None


class MonitoringEnvelope(_Part):
    """What `energy monitor --json` prints."""

    schema_version: Literal[1] = 1
    dossier: str
    year: int
    as_of: date
    months: tuple[MonthPart, ...]
    shares: tuple[SharePart, ...]
    alarms: tuple[AlarmPart, ...]
    coverage: tuple[CoveragePart, ...]
    thresholds: dict[str, float | str]
    assumptions: tuple[AssumptionPart, ...]


def import_json(dossier: str, done: MeasureImport) -> dict[str, Any]:
    """Return an import as plain JSON data."""
    return _data(
        ImportEnvelope(
            dossier=dossier,
            is_written=done.is_written,
            is_refused=done.is_refused,
            files=tuple(FilePart(**vars(one)) for one in done.files),
            series=tuple(SeriesPart(**vars(one)) for one in done.series),
            findings=done.findings,
        )
    )


def measured_json(dossier: str, found: MeasuredYear) -> dict[str, Any]:
    """Return a measured year as plain JSON data."""
    return _data(
        MeasuredEnvelope(
            dossier=dossier,
            year=found.year,
            zone=found.series.zone,
            settlement=None if found.settlement is None else settlement_json(found.settlement),
            coverage=_coverage(found.coverage),
            assumptions=_assumptions(found.assumptions),
            findings=found.findings,
        )
    )


def monitoring_json(dossier: str, as_of: date, found: Monitoring) -> dict[str, Any]:
    """Return a watched year as plain JSON data."""
    months = (
        MonthPart(
            key=one.key, whose=found.names.get(one.key, ""), direction=one.direction, month=one.month,
            covered=one.covered, measured_kwh=one.measured_kwh, low_kwh=one.low_kwh, expected_kwh=one.expected_kwh,
            high_kwh=one.high_kwh, ratio=one.ratio,
        )
        for one in found.months
    )  # fmt: skip
    return _data(
        MonitoringEnvelope(
            dossier=dossier,
            year=found.year,
            as_of=as_of,
            months=tuple(months),
            shares=tuple(SharePart(**vars(one)) for one in found.shares),
            alarms=tuple(_alarm(*pair) for pair in zip(found.alarms, found.findings, strict=True)),
            coverage=_coverage(found.coverage),
            thresholds={**vars(found.limits.thresholds), "label": found.limits.label, "source": found.limits.source},
            assumptions=_assumptions(found.assumptions),
        )
    )


def import_schema() -> dict[str, Any]:
    """Return the JSON Schema of an import."""
    return _schema(ImportEnvelope)


def measured_schema() -> dict[str, Any]:
    """Return the JSON Schema of a measured year."""
    return _schema(MeasuredEnvelope)


def monitoring_schema() -> dict[str, Any]:
    """Return the JSON Schema of a watched year."""
    return _schema(MonitoringEnvelope)


def _alarm(alarm: Alarm, finding: Finding) -> AlarmPart:
    return AlarmPart(**vars(alarm), message=finding.message, remedy=finding.remedy)


def _coverage(coverage: Sequence[Coverage]) -> tuple[CoveragePart, ...]:
    return tuple(
        CoveragePart(
            key=one.key,
            direction=one.direction,
            needed_hours=one.needed_hours,
            known_hours=one.known_hours,
            estimated_hours=one.estimated_hours,
            ratio=one.ratio,
            origin=one.origin,
            months=tuple(
                MonthCoverage(month=month, needed_hours=needed, known_hours=known)
                for month, (needed, known) in one.months.items()
            ),
        )
        for one in coverage
    )


def _assumptions(assumptions: Sequence[NamedAssumption]) -> tuple[AssumptionPart, ...]:
    return tuple(AssumptionPart(**vars(one)) for one in assumptions)


def _data(envelope: BaseModel) -> dict[str, Any]:
    data = envelope.model_dump(mode="json")
    data["schema"] = data.pop("schema_version")
    return data


def _schema(envelope: type[BaseModel]) -> dict[str, Any]:
    schema = envelope.model_json_schema(mode="serialization")
    schema["$schema"] = DRAFT
    schema["properties"]["schema"] = schema["properties"].pop("schema_version")
    schema["required"] = ["schema", *schema["required"]]
    return schema
