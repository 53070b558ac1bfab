"""Proves on the printed pages which article answers each requirement, and on which page it stands."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from workflow.bundle.bundle_findings import NOT_HIGHLIGHTED, NOT_TRACED, bundle_finding
from workflow.bundle.margin_labels import MarginLabel
from workflow.bundle.printed_text import Found, PrintedText, letters_of
from workflow.documents.reading import ReadDocument, ReadParagraph, read_document
from workflow.domain.finding import Finding
from workflow.domain.kind import Kind
from workflow.services.requirement_names import Requirement, RequirementNames
from workflow.services.writing import WrittenDocument

_LEAST_COLOURED = 0.9
"""The part of a passage's letters that must lie on the colour; the rest is spaces and letters at the edge."""


@dataclass(frozen=True)
class TracedClause:
    """A clause that answers a requirement, and where its text was found again on the printed pages."""

    clause: str
    citation: str
    heading: str
    first_page: int | None
    last_page: int | None
    is_whole: bool
    """Whether every paragraph of the clause is printed, in its order."""
    has_passages: bool
    passage_at: tuple[int, float] | None
    """Page and height (points from the foot) at which its first passage begins, to label it in the margin."""
    is_highlighted: bool | None
    """Whether all its passages are on the colour; none where the copy has no colours."""

    @property
    def pages(self) -> str:
        """«pag. 7», «pagg. 7-8», or that it was not found."""
        if self.first_page is None:
            return "non trovata"
        return (
            f"pag. {self.first_page}"
            if self.first_page == self.last_page
            else f"pagg. {self.first_page}-{self.last_page}"
        )


@dataclass(frozen=True)
class TracedRequirement:
    """A requirement and the clauses that answer it."""

    requirement: Requirement
    clauses: tuple[TracedClause, ...]


@dataclass(frozen=True)
class TracedDocument:
    """One printed document, read back."""

    written: WrittenDocument
    pages: int
    requirements: tuple[TracedRequirement, ...]

    @property
    def is_highlighted_copy(self) -> bool:
        """Whether it is the copy to upload, with its passages on a colour."""
        return self.written.order.is_highlighted


def trace(written: WrittenDocument, pdf: Path, names: RequirementNames) -> TracedDocument:
    """Find every clause of a written document on the pages of its PDF."""
    read = read_document(written.content)
    answered = [(clause.id, clause.answers) for clause in written.order.document.clauses if clause.id in read.clauses]
    with PrintedText(pdf) as printed:
        wanted = [
            paragraph for paragraph in read.paragraphs if not paragraph.is_in_table and letters_of(paragraph.line)
        ]
        places = printed.locate([paragraph.line for paragraph in wanted])
        found = {id(paragraph): place for paragraph, place in zip(wanted, places, strict=True)}
        clauses = {clause: _clause(read, clause, found, printed) for clause, _ in answered}
        pages = printed.pages
    by_requirement: dict[str, list[TracedClause]] = {}
    for clause, answers in answered:
        for requirement in answers:
            by_requirement.setdefault(requirement, []).append(clauses[clause])
    requirements = [
        TracedRequirement(names.get(requirement), tuple(traced)) for requirement, traced in by_requirement.items()
    ]
    requirements.sort(key=lambda one: (not one.requirement.is_element, one.requirement.id))
    return TracedDocument(written, pages, tuple(requirements))


def trace_all(documents: Iterable[WrittenDocument], pdfs: Mapping[str, Path], kind: Kind) -> list[TracedDocument]:
    """Trace the documents that have a PDF and clauses that answer something."""
    answering = [one for one in documents if one.order.document.clauses and one.order.stem in pdfs]
    if not answering:
        return []
    names = RequirementNames(kind)
    return [trace(written, pdfs[written.order.stem], names) for written in answering]


def margin_labels(document: TracedDocument) -> list[MarginLabel]:
    """Return the names of the elements beside the passages that carry them, and the articles they stand in."""
    labels = []
    for one in document.requirements:
        if one.requirement.is_element:
            name = one.requirement.id.partition(".")[2]
            for clause in one.clauses:
                if clause.passage_at is not None:
                    title = f"{name}) {one.requirement.title} – {clause.citation}"
                    labels.append(MarginLabel(*clause.passage_at, f"{name})", title))
    return labels


def trace_findings(traced: Iterable[TracedDocument]) -> list[Finding]:
    """Return one finding for each clause that is not whole on the pages, and for each passage without its colour."""
    findings = []
    for document in traced:
        order = document.written.order
        told: set[str] = set()
        for one in document.requirements:
            for clause in one.clauses:
                if clause.clause in told:
                    continue
                told.add(clause.clause)
                path = ("documenti", order.document.id, order.key or "", clause.clause)
                values = {"documento": order.title, "clausola": clause.citation, "requisito": one.requirement.title}
                if not clause.is_whole:
                    findings.append(bundle_finding(NOT_TRACED, path, **values))
                elif clause.is_highlighted is False:
                    findings.append(bundle_finding(NOT_HIGHLIGHTED, path, **values))
    return findings


def _clause(read: ReadDocument, clause: str, found: Mapping[int, Found | None], printed: PrintedText) -> TracedClause:
    paragraphs = read.clause_paragraphs(clause)
    counted = [paragraph for paragraph in paragraphs if id(paragraph) in found]
    places = [found[id(paragraph)] for paragraph in counted]
    seen = [place for place in places if place is not None]
    passages = [paragraph for paragraph in counted if paragraph.highlighted]
    number = read.citations.get(clause)
    return TracedClause(
        clause=clause,
        citation=f"art. {number}".replace("\u00a0", " ") if number else paragraphs[0].text,
        heading=paragraphs[0].text,
        first_page=min((place.first_page for place in seen), default=None),
        last_page=max((place.last_page for place in seen), default=None),
        is_whole=bool(seen) and len(seen) == len(places),
        has_passages=bool(passages),
        passage_at=_beginning(passages, found, printed),
        is_highlighted=None
        if read.ground is None or not passages
        else _is_coloured(passages, found, printed, read.ground),
    )


def _beginning(
    passages: Iterable[ReadParagraph], found: Mapping[int, Found | None], printed: PrintedText
) -> tuple[int, float] | None:
    place = next((place for paragraph in passages if (place := found[id(paragraph)]) is not None), None)
    return None if place is None else (place.first_page, printed.top_of(place))


def _is_coloured(
    passages: Iterable[ReadParagraph], found: Mapping[int, Found | None], printed: PrintedText, ground: str
) -> bool:
    """Whether the highlighted words of each paragraph, and no fewer, are printed on their colour."""
    for paragraph in passages:
        place = found[id(paragraph)]
        if place is None:
            return False
        line, marked = letters_of(paragraph.line), letters_of(paragraph.highlighted)
        start = line.find(marked)
        letters = place.letters if start < 0 else place.letters[start : start + len(marked)]
        part = Found(place.first_page, place.last_page, letters)
        if printed.ground_share(part, ground) < _LEAST_COLOURED:
            return False
    return True
