"""What a marked copy shows: which words, in which tone, with which comment in the margin; for Word and PDF alike."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from workflow.documents.statute.examination import (
    ElementResult,
    Examination,
    PartResult,
    PartVerdict,
    Passage,
    Verdict,
)
from workflow.documents.statute.source_text import Span
from workflow.domain.finding import LegalRef


class Tone(StrEnum):
    """The colour of a passage, by what is said of it."""

    PRESENT = "presente"
    DOUBTFUL = "dubbio"
    WRONG = "difetto"


@dataclass(frozen=True)
class Mark:
    """Words to highlight and their comment; without words it is a note at the head of the document."""

    spans: tuple[Span, ...]
    tone: Tone
    comment: str


Cite = Callable[[LegalRef], str]


def planned_marks(examination: Examination, proposals: Mapping[str, str], cite: Cite) -> tuple[Mark, ...]:
    """Return the marks in the order of the text, the notes at the head first."""
    marks = [
        *_element_marks(examination, proposals, cite),
        *_defect_marks(examination, proposals, cite),
    ]
    return tuple(
        sorted(
            _merged(marks), key=lambda mark: (mark.spans[0].paragraph, mark.spans[0].start) if mark.spans else (0, 0)
        )
    )


def _merged(marks: list[Mark]) -> Iterator[Mark]:
    """Join what is said of the same words, in the heaviest tone: two colours on one word say nothing."""
    same: dict[tuple[Span, ...], list[Mark]] = {}
    for mark in marks:
        if mark.spans:
            same.setdefault(mark.spans, []).append(mark)
        else:
            yield mark
    for spans, together in same.items():
        tone = max((mark.tone for mark in together), key=list(Tone).index)
        yield Mark(spans, tone, "\n\n".join(dict.fromkeys(mark.comment for mark in together)))


def _element_marks(examination: Examination, proposals: Mapping[str, str], cite: Cite) -> Iterator[Mark]:
    for element in examination.elements:
        told: dict[Passage, list[PartResult]] = {}
        for part in element.parts:
            for passage in part.passages:
                told.setdefault(passage, []).append(part)
        for passage, parts in told.items():
            is_sure = all(part.verdict is PartVerdict.FOUND for part in parts)
            names = "; ".join(dict.fromkeys(part.card.title.lower() for part in parts))
            state = "presente" if is_sure else "dubbio"
            words = f"Elemento {element.card.id}) – {names}: {state}. {_cited(element.refs, cite)}"
            yield Mark(passage.spans, Tone.PRESENT if is_sure else Tone.DOUBTFUL, words)
        if element.verdict is Verdict.ABSENT:
            yield Mark((), Tone.WRONG, _absent(element, proposals, cite))


def _absent(element: ElementResult, proposals: Mapping[str, str], cite: Cite) -> str:
    codes = ", ".join(part.card.code for part in element.parts if part.need.core)
    return _joined(
        f"Elemento {element.card.id}) – {element.card.title}: assente ({codes}). È richiesto: {element.requirement}",
        _cited(element.refs, cite),
        _proposed(element.card.id, proposals),
    )


def _defect_marks(examination: Examination, proposals: Mapping[str, str], cite: Cite) -> Iterator[Mark]:
    doubtful = {part.card.code for element in examination.elements for part in element.parts}
    absent = {element.card.id for element in examination.elements if element.verdict is Verdict.ABSENT}
    for defect in examination.defects:
        if defect.code in doubtful and defect.element in absent:
            continue  # the note of the absent element names its code
        tone = Tone.DOUBTFUL if defect.code in doubtful else Tone.WRONG
        comment = _joined(
            f"{defect.code} – {defect.title}. {defect.message}",
            f"Rimedio: {defect.remedy}",
            _cited(defect.refs, cite),
            _proposed(defect.element, proposals),
        )
        for passage in defect.passages[:1]:
            yield Mark(passage.spans, tone, comment)
        for passage in defect.passages[1:]:
            yield Mark(passage.spans, tone, f"{defect.code} – {defect.title}: vedere il commento precedente.")
        if not defect.passages:
            yield Mark((), tone, comment)


def _cited(refs: tuple[LegalRef, ...], cite: Cite) -> str:
    return f"Fonte: {'; '.join(map(cite, refs))}." if refs else ""


def _proposed(element: str | None, proposals: Mapping[str, str]) -> str:
    text = proposals.get(element or "")
    return f"Clausola proposta:\n{text}" if text else ""


def _joined(*pieces: str) -> str:
    return "\n".join(piece for piece in pieces if piece)
