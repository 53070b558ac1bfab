"""The machine envelope of `statute check`."""

from collections.abc import Iterable
from typing import Any

from workflow.documents.statute.examination import Defect, ElementResult, Passage
from workflow.domain.finding import LegalRef
from workflow.law import Law
from workflow.law.law import digest_of
from workflow.resources import data_folder
from workflow.services.statute_checking import CheckedStatute
from workflow.services.statute_proposals import Proposal

SCHEMA_VERSION = 1


def statute_json(checked: CheckedStatute, law: Law) -> dict[str, Any]:
    """Return the judgement as plain data: English keys, Italian words."""
    examination = checked.examination
    source = examination.source
    return {
        "schema": SCHEMA_VERSION,
        "file": checked.path.name,
        "kind": examination.kind.value,
        "on": examination.day.isoformat(),
        "law_digest": law.digest,
        "checklist_digest": digest_of((data_folder("checklists") / "statute",)),
        "is_readable": source.is_readable,
        "problem": source.problem,
        "pages": source.pages,
        "pages_without_text": list(source.unread_pages),
        "is_fine": examination.is_fine,
        "elements": [_element(element, checked, law) for element in examination.elements],
        "defects": [_defect(defect, checked, law) for defect in examination.defects],
    }


def _element(element: ElementResult, checked: CheckedStatute, law: Law) -> dict[str, Any]:
    return {
        "id": element.card.id,
        "title": element.card.title,
        "requirement": element.requirement,
        "outcome": element.verdict.value,
        "explanation": element.explanation,
        "confidence": element.confidence.value,
        "parts": [
            {
                "id": part.card.id,
                "title": part.card.title,
                "outcome": part.verdict.value,
                "is_core": part.need.core,
                "is_optional": part.need.optional,
                "passages": _passages(part.passages),
            }
            for part in element.parts
        ],
        "passages": _passages(element.passages),
        "contradicted_by": _passages(
            passage
            for defect in checked.examination.defects
            if defect.element == element.card.id and defect.contradicts
            for passage in defect.passages
        ),
        "references": _references(element.refs, law),
        "proposal": _proposal(checked.proposals.get(element.card.id)),
        "defects": list(element.defects),
    }


def _defect(defect: Defect, checked: CheckedStatute, law: Law) -> dict[str, Any]:
    return {
        "code": defect.code,
        "title": defect.title,
        "severity": defect.severity.value,
        "confidence": defect.confidence.value,
        "message": defect.message,
        "remedy": defect.remedy,
        "element": defect.element,
        "part": defect.part,
        "contradicts": defect.contradicts,
        "passages": _passages(defect.passages),
        "references": _references(defect.refs, law),
        "proposal": _proposal(checked.proposals.get(defect.element or "")),
    }


def _passages(passages: Iterable[Passage]) -> list[dict[str, Any]]:
    return [
        {"page": one.page, "paragraph": one.paragraph, "article": one.article or None, "text": one.text}
        for one in passages
    ]


def _references(refs: Iterable[LegalRef], law: Law) -> list[dict[str, str]]:
    return [{"source": ref.source, "at": ref.at, "cited": law.cite(ref)} for ref in refs]


def _proposal(proposal: Proposal | None) -> dict[str, str] | None:
    if proposal is None:
        return None
    return {"document": proposal.document, "edition": proposal.edition.isoformat(), "text": proposal.text}
