"""What is behind a code of `statute check`: the defect or the missing part, its sources, right and wrong words."""

from dataclasses import dataclass
from datetime import date

from workflow.documents.statute.cards import Checklist, DefectCard, Example, PartCard
from workflow.documents.statute.figures import threshold_words
from workflow.domain.finding import Confidence, LegalRef, Severity
from workflow.domain.kind import Kind
from workflow.law import Law

FAMILY = "STA"


@dataclass(frozen=True)
class StatuteCode:
    """One code in words; `elements` are the required elements that it touches, as «b) Poteri di controllo (CER)»."""

    code: str
    title: str
    severity: Severity
    confidence: Confidence
    kinds: tuple[Kind, ...]
    message: str
    remedy: str
    refs: tuple[LegalRef, ...]
    elements: tuple[str, ...]
    contradicts: bool
    example: Example | None


def statute_codes(law: Law, day: date) -> dict[str, StatuteCode]:
    """Return every code of the checklist on a day."""
    checklist = Checklist.load()
    words = threshold_words(law, day)
    found = [_of_defect(card, checklist, words) for card in checklist.defects.values()]
    found += [_of_part(card, checklist, day) for card in checklist.parts.values()]
    return {one.code: one for one in sorted(found, key=lambda one: one.code)}


def _of_defect(card: DefectCard, checklist: Checklist, words: dict[str, str]) -> StatuteCode:
    return StatuteCode(
        code=card.code,
        title=card.title.format_map(words),
        severity=card.severity,
        confidence=card.confidence,
        kinds=card.kinds,
        message=card.message.format_map(words),
        remedy=card.remedy.format_map(words),
        refs=card.refs,
        elements=_elements(checklist, card.part, card.kinds) if card.part else (),
        contradicts=card.contradicts,
        example=card.example,
    )


def _of_part(card: PartCard, checklist: Checklist, day: date) -> StatuteCode:
    asking = [
        (kind, element)
        for kind, asked in checklist.kinds.items()
        for element in asked.elements
        if any(need.part == card.id for need in element.parts)
    ]
    return StatuteCode(
        code=card.code,
        title=card.title,
        severity=Severity.WARNING,
        confidence=card.confidence,
        kinds=tuple(kind for kind, _ in asking),
        message=card.missing,
        remedy=card.remedy,
        refs=tuple(dict.fromkeys(ref for _, element in asking for ref in element.refs_on(day))),
        elements=_elements(checklist, card.id, tuple(kind for kind, _ in asking)),
        contradicts=False,
        example=card.example,
    )


def _elements(checklist: Checklist, part: str, kinds: tuple[Kind, ...]) -> tuple[str, ...]:
    return tuple(
        f"{element.id}) {element.title} ({kind.value.upper()})"
        for kind, asked in checklist.kinds.items()
        if kind in kinds
        for element in asked.elements
        if any(need.part == part for need in element.parts)
    )
