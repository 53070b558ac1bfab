"""The machine form of a check of signatures, with its published schema."""

from datetime import datetime
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict

from workflow.bundle.signatures.seen import FileSeen, Nature, Problem, SignatureSeen, StampSeen
from workflow.bundle.signatures.signatory import Signatory
from workflow.domain.finding import Finding, Outcome
from workflow.services.sign_checking import CheckedFile, SignCheck


class _Record(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class TrustRecord(_Record):
    """The trust list that the check rests on; `anchors` is how many certificates are in it."""

    folder: str | None
    anchors: int
    unread: tuple[str, ...] = ()


class SignatoryRecord(_Record):
    """Who should have signed."""

    role: str
    name: str | None
    codice_fiscale: str | None
    also: tuple[str, ...] = ()


class CheckedRecord(_Record):
    """One file."""

    path: str
    outcome: Outcome
    sha256: str
    byte_count: int
    nature: Nature
    problem: Problem | None
    envelopes: tuple[str, ...]
    content_nature: Nature
    content_sha256: str | None
    signatures: tuple[SignatureSeen, ...]
    stamps: tuple[StampSeen, ...]
    document: str | None
    expected: tuple[SignatoryRecord, ...] | None
    findings: tuple[Finding, ...]


class SignCheckEnvelope(_Record):
    """What `bundle sign-check --json` prints; an outcome is `conforme` only if nothing is unknown."""

    schema_version: Literal[1] = 1
    checked_at: datetime
    trust: TrustRecord
    is_failed: bool
    files: tuple[CheckedRecord, ...]


def sign_check_json(check: SignCheck) -> dict[str, Any]:
    """Return the envelope as plain JSON data."""
    envelope = SignCheckEnvelope(
        checked_at=check.at,
        trust=TrustRecord(
            folder=str(check.trust) if check.trust is not None else None,
            anchors=check.found_in_trust.anchors,
            unread=check.found_in_trust.unread,
        ),
        is_failed=check.is_failed,
        files=tuple(_record(one) for one in check.files),
    )
    data = envelope.model_dump(mode="json")
    data["schema"] = data.pop("schema_version")
    return data


def sign_check_schema() -> dict[str, Any]:
    """Return the JSON Schema of the envelope."""
    schema = SignCheckEnvelope.model_json_schema(mode="serialization")
    schema["$schema"] = "https://json-schema.org/draft/2020-12/schema"
    schema["properties"]["schema"] = schema["properties"].pop("schema_version")
    schema["required"] = ["schema", *schema["required"]]
    return schema


def signatory_record(one: Signatory) -> SignatoryRecord:
    """Return who should sign, for machines."""
    return SignatoryRecord(role=one.role, name=one.name, codice_fiscale=one.codice_fiscale, also=one.also)


def _record(one: CheckedFile) -> CheckedRecord:
    seen: FileSeen = one.seen
    return CheckedRecord(
        path=str(one.path),
        outcome=one.outcome,
        sha256=seen.sha256,
        byte_count=seen.byte_count,
        nature=seen.nature,
        problem=seen.problem,
        envelopes=seen.envelopes,
        content_nature=seen.content_nature,
        content_sha256=seen.content_sha256,
        signatures=seen.signatures,
        stamps=seen.stamps,
        document=one.document,
        expected=None if one.expected is None else tuple(signatory_record(who) for who in one.expected),
        findings=one.findings,
    )
