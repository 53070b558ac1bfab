"""The machine form of `statute check`, with its published schema."""

from collections.abc import Iterable
from datetime import date
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict

from workflow.documents.statute.examination import Defect, ElementResult, PartVerdict, Passage, Verdict
from workflow.domain.finding import Confidence, LegalRef, Severity
from workflow.law import Law
from workflow.law.law import digest_of
from workflow.resources import data_folder
from workflow.services.statute_checking import CheckedStatute
from workflow.services.statute_proposals import Proposal


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class PassagePart(_Part):
    """Words of the document: the page if it is known, the paragraph counted from 1, the article as it is written."""

    page: int | None
    paragraph: int
    article: str | None
    text: str


class ReferencePart(_Part):
    """A place of the law: the act, the place in it, and both in words."""

    source: str
    at: str
    cited: str


class ProposalPart(_Part):
    """The clauses of our template that answer an element."""

    document: str
    edition: date
    text: str


class ElementPart(_Part):
    """One part of an element: a core one carries it, an optional one is only shown; `code` is told if it is missing."""

    id: str
    code: str
    title: str
    outcome: PartVerdict
    is_core: bool
    is_optional: bool
    passages: tuple[PassagePart, ...]


class ElementEnvelope(_Part):
    """One required element, its outcome, the passages that carry it and those that contradict it."""

    id: str
    title: str
    requirement: str
    outcome: Verdict
    explanation: str
    confidence: Confidence
    parts: tuple[ElementPart, ...]
    passages: tuple[PassagePart, ...]
    contradicted_by: tuple[PassagePart, ...]
    references: tuple[ReferencePart, ...]
    proposal: ProposalPart | None
    defects: tuple[str, ...]


class DefectEnvelope(_Part):
    """Something wrong or missing, with its own code; `explain CODE` tells more of each."""

    code: str
    title: str
    severity: Severity
    confidence: Confidence
    message: str
    remedy: str
    element: str | None
    part: str | None
    contradicts: bool
    passages: tuple[PassagePart, ...]
    references: tuple[ReferencePart, ...]
    proposal: ProposalPart | None


class StatuteEnvelope(_Part):
    """What `statute check --json` prints; elements in the order of the law, defects by weight and code."""

    schema_version: Literal[1] = 1
    file: str
    kind: str
    on: date
    law_digest: str
    checklist_digest: str
    is_readable: bool
    problem: str | None
    remarks: tuple[str, ...]
    pages: int | None
    pages_without_text: tuple[int, ...]
    is_fine: bool
    elements: tuple[ElementEnvelope, ...]
    defects: tuple[DefectEnvelope, ...]


def statute_json(checked: CheckedStatute, law: Law) -> dict[str, Any]:
    """Return the judgement as plain data: English keys, Italian words."""
    examination = checked.examination
    source = examination.source
    envelope = StatuteEnvelope(
        file=checked.path.name,
        kind=examination.kind.value,
        on=examination.day,
        law_digest=law.digest,
        checklist_digest=digest_of((data_folder("checklists") / "statute",)),
        is_readable=source.is_readable,
        problem=source.problem,
        remarks=source.remarks,
        pages=source.pages,
        pages_without_text=source.unread_pages,
        is_fine=examination.is_fine,
        elements=tuple(_element(element, checked, law) for element in examination.elements),
        defects=tuple(_defect(defect, checked, law) for defect in examination.defects),
    )
    data = envelope.model_dump(mode="json")
    return {"schema": data.pop("schema_version"), **data}


def statute_schema() -> dict[str, Any]:
    """Return the JSON Schema of the envelope."""
    schema = StatuteEnvelope.model_json_schema(mode="serialization")
    schema["$schema"] = "https://json-schema.org/draft/2020-12/schema"
    schema["properties"]["schema"] = schema["properties"].pop("schema_version")
    schema["required"] = ["schema", *schema["required"]]
    return schema


def _element(element: ElementResult, checked: CheckedStatute, law: Law) -> ElementEnvelope:
    return ElementEnvelope(
        id=element.card.id,
        title=element.card.title,
        requirement=element.requirement,
        outcome=element.verdict,
        explanation=element.explanation,
        confidence=element.confidence,
        parts=tuple(
            ElementPart(
                id=part.card.id,
                code=part.card.code,
                title=part.card.title,
                outcome=part.verdict,
                is_core=part.need.core,
                is_optional=part.need.optional,
                passages=_passages(part.passages),
            )
            for part in element.parts
        ),
        passages=_passages(element.passages),
        contradicted_by=_passages(
            passage
            for defect in checked.examination.defects
            if defect.element == element.card.id and defect.contradicts
            for passage in defect.passages
        ),
        references=_references(element.refs, law),
        proposal=_proposal(checked.proposals.get(element.card.id)),
        defects=element.defects,
    )


def _defect(defect: Defect, checked: CheckedStatute, law: Law) -> DefectEnvelope:
    return DefectEnvelope(
        code=defect.code,
        title=defect.title,
        severity=defect.severity,
        confidence=defect.confidence,
        message=defect.message,
        remedy=defect.remedy,
        element=defect.element,
        part=defect.part,
        contradicts=defect.contradicts,
        passages=_passages(defect.passages),
        references=_references(defect.refs, law),
        proposal=_proposal(checked.proposals.get(defect.element or "")),
    )


def _passages(passages: Iterable[Passage]) -> tuple[PassagePart, ...]:
    return tuple(
        PassagePart(page=one.page, paragraph=one.paragraph, article=one.article or None, text=one.text)
        for one in passages
    )


def _references(refs: Iterable[LegalRef], law: Law) -> tuple[ReferencePart, ...]:
    return tuple(ReferencePart(source=ref.source, at=ref.at, cited=law.cite(ref)) for ref in refs)


def _proposal(proposal: Proposal | None) -> ProposalPart | None:
    if proposal is None:
        return None
    return ProposalPart(document=proposal.document, edition=proposal.edition, text=proposal.text)
