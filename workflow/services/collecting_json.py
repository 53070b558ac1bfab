"""The machine form of a collection of returned papers, with its published schema."""

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict

from workflow.bundle.returned.differences import PageDifference
from workflow.domain.dossier import Dossier
from workflow.domain.finding import Finding, Outcome
from workflow.services.collecting import CollectPlan, Fate, Placement
from workflow.services.collecting_apply import Applied
from workflow.services.collecting_register import SignerRecord


class _Record(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class DifferenceRecord(_Record):
    """What differs on one page between what was generated and what came back."""

    page: int
    missing: tuple[str, ...]
    added: tuple[str, ...]
    likeness: float
    is_read_by_machine: bool


class PlacementRecord(_Record):
    """One file, or one of the documents in it."""

    name: str
    sha256: str | None
    fate: Fate
    document: str | None = None
    output: str | None = None
    key: str | None = None
    title: str | None = None
    version: str | None = None
    edition: str | None = None
    pages: tuple[int, int] | None = None
    targets: tuple[str, ...] = ()
    method: str | None = None
    outcome: Outcome | None = None
    signers: tuple[SignerRecord, ...] = ()
    missing_signatures: tuple[str, ...] = ()
    differences: tuple[DifferenceRecord, ...] = ()
    findings: tuple[Finding, ...] = ()


class CollectEnvelope(_Record):
    """What `bundle collect --json` prints; `is_written` is false for a rehearsal."""

    schema_version: Literal[1] = 1
    dossier: str
    is_written: bool
    is_recorded: bool
    counts: dict[str, int]
    files: tuple[PlacementRecord, ...]


def collect_json(dossier: Dossier, plan: CollectPlan, applied: Applied | None) -> dict[str, Any]:
    """Return the envelope as plain JSON data."""
    envelope = CollectEnvelope(
        dossier=dossier.slug,
        is_written=applied is not None and bool(applied.papers),
        is_recorded=applied is not None and applied.is_recorded,
        counts={fate.value: len(plan.of(fate)) for fate in Fate},
        files=tuple(_record(one) for one in plan.placements),
    )
    data = envelope.model_dump(mode="json")
    data["schema"] = data.pop("schema_version")
    return data


def collect_schema() -> dict[str, Any]:
    """Return the JSON Schema of the envelope."""
    schema = CollectEnvelope.model_json_schema(mode="serialization")
    schema["$schema"] = "https://json-schema.org/draft/2020-12/schema"
    schema["properties"]["schema"] = schema["properties"].pop("schema_version")
    schema["required"] = ["schema", *schema["required"]]
    return schema


def _record(one: Placement) -> PlacementRecord:
    item, judged = one.item, one.judged
    return PlacementRecord(
        name=one.name,
        sha256=one.dropped.sha256 if one.dropped is not None else None,
        fate=one.fate,
        document=item.order.document.id if item is not None else None,
        output=item.order.output if item is not None else None,
        key=item.order.key if item is not None else None,
        title=item.expected.title if item is not None else None,
        version=item.code.version if item is not None else None,
        edition=item.code.edition.isoformat() if item is not None else None,
        pages=one.pages,
        targets=tuple(target for _, target in one.targets),
        method=judged.method.value if judged is not None and judged.method is not None else None,
        outcome=judged.outcome if judged is not None else None,
        signers=judged.signers if judged is not None else (),
        missing_signatures=judged.missing_signatures if judged is not None else (),
        differences=tuple(_difference(page) for page in judged.differences) if judged is not None else (),
        findings=one.findings,
    )


def _difference(page: PageDifference) -> DifferenceRecord:
    return DifferenceRecord(
        page=page.page,
        missing=page.missing,
        added=page.added,
        likeness=round(page.likeness, 4),
        is_read_by_machine=page.is_read_by_machine,
    )
