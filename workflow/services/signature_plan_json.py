"""The machine form of a signature plan, with its published schema."""

from collections.abc import Sequence
from datetime import date
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict

from workflow.bundle.signatures.rules import Method
from workflow.domain.attachment import AttachmentKind
from workflow.domain.dossier import Dossier
from workflow.domain.finding import LegalRef
from workflow.services.signature_plan import IdentityState, SigningItem, SigningState


class _Record(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class PlannedSignerRecord(_Record):
    """Somebody who is to sign; `has_signed` is null where only the pages can tell, as on a scan."""

    role: str
    label: str
    name: str | None
    codice_fiscale: str | None
    also: tuple[str, ...]
    identity_copy: IdentityState
    has_signed: bool | None


class PlannedDocumentRecord(_Record):
    """One document to be signed."""

    document: str
    output: str
    key: str | None
    title: str
    edition: date
    sign: str
    version: str
    state: SigningState
    section: str
    folder: AttachmentKind
    methods: tuple[Method, ...]
    advised: Method
    identity_copy: bool
    certain_date: bool
    because: str
    refs: tuple[LegalRef, ...]
    signers: tuple[PlannedSignerRecord, ...]
    missing_data: tuple[str, ...]
    files: tuple[str, ...]


class SignaturePlanEnvelope(_Record):
    """What `bundle sign-plan --json` prints."""

    schema_version: Literal[1] = 1
    dossier: str
    as_of: date
    counts: dict[str, int]
    documents: tuple[PlannedDocumentRecord, ...]


def signature_plan_json(dossier: Dossier, items: Sequence[SigningItem]) -> dict[str, Any]:
    """Return the envelope as plain JSON data."""
    envelope = SignaturePlanEnvelope(
        dossier=dossier.slug,
        as_of=dossier.as_of,
        counts={state.value: sum(item.state is state for item in items) for state in SigningState},
        documents=tuple(_record(item) for item in items),
    )
    data = envelope.model_dump(mode="json")
    data["schema"] = data.pop("schema_version")
    return data


def signature_plan_schema() -> dict[str, Any]:
    """Return the JSON Schema of the envelope."""
    schema = SignaturePlanEnvelope.model_json_schema(mode="serialization")
    schema["$schema"] = "https://json-schema.org/draft/2020-12/schema"
    schema["properties"]["schema"] = schema["properties"].pop("schema_version")
    schema["required"] = ["schema", *schema["required"]]
    return schema


def _record(item: SigningItem) -> PlannedDocumentRecord:
    return PlannedDocumentRecord(
        document=item.order.document.id,
        output=item.order.output,
        key=item.order.key,
        title=item.expected.title,
        edition=item.code.edition,
        sign=item.code.document,
        version=item.code.version,
        state=item.state,
        section=item.section,
        folder=item.kind,
        methods=item.rule.methods,
        advised=item.rule.advised,
        identity_copy=item.rule.identity_copy,
        certain_date=item.rule.certain_date,
        because=item.rule.because,
        refs=item.rule.refs,
        signers=tuple(
            PlannedSignerRecord(
                role=one.signatory.role,
                label=one.signatory.label,
                name=one.signatory.name,
                codice_fiscale=one.signatory.codice_fiscale,
                also=one.signatory.also,
                identity_copy=one.identity,
                has_signed=one.has_signed,
            )
            for one in item.signers
        ),
        missing_data=item.gaps,
        files=tuple(path for paper in item.papers for path in paper.files),
    )
