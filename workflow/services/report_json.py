"""The machine form of a report, with its published schema."""

from collections.abc import Sequence
from datetime import date
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict

from workflow.domain.dossier import Dossier
from workflow.domain.finding import Evaluation, Finding, Report


class ReportEnvelope(BaseModel):
    """What `check --json` prints; keys are English, paths use the keys of the person's own files."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    schema_version: Literal[1] = 1
    dossier: str | None
    kind: str | None
    as_of: date | None
    sent_on: date | None
    is_sending_assumed: bool | None
    law_digest: str | None
    is_blocked: bool
    evaluated: tuple[Evaluation, ...]
    findings: tuple[Finding, ...]


def report_json(dossier: Dossier, report: Report) -> dict[str, Any]:
    """Return the envelope of a report as plain JSON data."""
    envelope = ReportEnvelope(
        dossier=dossier.slug,
        kind=dossier.kind.value,
        as_of=dossier.as_of,
        sent_on=dossier.sent_on,
        is_sending_assumed=dossier.is_sending_assumed,
        law_digest=report.law_digest,
        is_blocked=report.is_blocked,
        evaluated=report.evaluated,
        findings=report.findings,
    )
    return _plain(envelope)


def unreadable_json(findings: Sequence[Finding]) -> dict[str, Any]:
    """Return the envelope of a folder whose facts could not be read."""
    return _plain(
        ReportEnvelope(
            dossier=None,
            kind=None,
            as_of=None,
            sent_on=None,
            is_sending_assumed=None,
            law_digest=None,
            is_blocked=True,
            evaluated=(),
            findings=Report.of(findings).findings,
        )
    )


def report_schema() -> dict[str, Any]:
    """Return the JSON Schema of the envelope."""
    schema = ReportEnvelope.model_json_schema(mode="serialization")
    schema["$schema"] = "https://json-schema.org/draft/2020-12/schema"
    schema["properties"]["schema"] = schema["properties"].pop("schema_version")
    schema["required"] = ["schema", *schema["required"]]
    return schema


def _plain(envelope: ReportEnvelope) -> dict[str, Any]:
    data = envelope.model_dump(mode="json")
    data["schema"] = data.pop("schema_version")
    return data
