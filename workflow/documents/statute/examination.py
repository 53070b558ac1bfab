"""Judges a document: each required element with its passages, and what it says that it should not."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum

from workflow.documents.statute.cards import Checklist, DefectCard, ElementCard, ElementPart, PartCard
from workflow.documents.statute.figures import figures_on, threshold_words
from workflow.documents.statute.matching import Hit, Matcher, best, is_proved
from workflow.documents.statute.normal_text import BLANK, joined, tokens
from workflow.documents.statute.phrases import Phrasebook
from workflow.documents.statute.source_text import SourceText, Span
from workflow.documents.statute.structure import Structure, take_apart
from workflow.domain.finding import Confidence, LegalRef, Severity
from workflow.domain.kind import Kind
from workflow.law import Law

UNREADABLE = "STA-90"
PARTLY_UNREADABLE = "STA-91"
BLANKS = "STA-92"


class Verdict(StrEnum):
    """What the text says of a required element."""

    PRESENT = "presente"
    DOUBTFUL = "dubbio"
    CONTRADICTED = "contraddetto"
    ABSENT = "assente"


class PartVerdict(StrEnum):
    """What the text says of a part of an element."""

    FOUND = "trovata"
    WEAK = "incerta"
    MISSING = "mancante"


@dataclass(frozen=True)
class Passage:
    """Words of the document that carry a part of an element or a defect."""

    text: str
    paragraph: int
    page: int | None
    article: str
    spans: tuple[Span, ...]


@dataclass(frozen=True)
class PartResult:
    """One part of an element."""

    card: PartCard
    need: ElementPart
    verdict: PartVerdict
    passages: tuple[Passage, ...]


@dataclass(frozen=True)
class Defect:
    """Something wrong, with its own code; `element` is the one it hits, if any."""

    code: str
    title: str
    severity: Severity
    confidence: Confidence
    message: str
    remedy: str
    refs: tuple[LegalRef, ...]
    passages: tuple[Passage, ...] = ()
    element: str | None = None
    part: str | None = None
    contradicts: bool = False
    doubts: tuple[str, ...] = ()


@dataclass(frozen=True)
class ElementResult:
    """One required element."""

    card: ElementCard
    requirement: str
    verdict: Verdict
    explanation: str
    parts: tuple[PartResult, ...]
    refs: tuple[LegalRef, ...]
    confidence: Confidence
    defects: tuple[str, ...]

    @property
    def passages(self) -> tuple[Passage, ...]:
        """The passages of all its parts, in the order of the text, each once."""
        found = {passage.spans: passage for part in self.parts for passage in part.passages}
        return tuple(sorted(found.values(), key=lambda passage: (passage.paragraph, passage.spans[0].start)))


@dataclass(frozen=True)
class Examination:
    """The judgement of one document for one kind, as of the sending on one day."""

    kind: Kind
    day: date
    source: SourceText
    elements: tuple[ElementResult, ...]
    defects: tuple[Defect, ...]

    @property
    def is_fine(self) -> bool:
        """Whether the text was read and every element is there and nothing blocking was found."""
        return (
            self.source.is_readable
            and all(element.verdict is Verdict.PRESENT for element in self.elements)
            and not any(defect.severity is Severity.BLOCKING for defect in self.defects)
        )


@dataclass
class _Work:
    """What the steps of one examination share."""

    checklist: Checklist
    kind: Kind
    day: date
    source: SourceText
    structure: Structure
    matcher: Matcher
    words: Mapping[str, str]
    proved: dict[str, list[Hit]] = field(default_factory=dict)

    def hits_of(self, part: str) -> list[Hit]:
        if part not in self.proved:
            card, lexicon = self.checklist.parts[part], self.checklist.lexicon
            self.proved[part] = self.matcher.hits(
                card.signals,
                in_statute=self.kind.is_community,
                relation=self.checklist.relations.get(card.relation or ""),
                looks_back=False,
                reservations=lexicon.told_clauses + (() if card.may_be_reserved else lexicon.reservations),
            )
        return self.proved[part]


class Examiner:
    """Judges documents with one checklist and one law; phrases are compiled once for each set of figures."""

    def __init__(self, checklist: Checklist, law: Law) -> None:
        """Keep the checklist and the law."""
        self._checklist = checklist
        self._law = law
        self._books: dict[tuple[tuple[str, str], ...], Phrasebook] = {}

    def examine(self, source: SourceText, kind: Kind, day: date) -> Examination:
        """Judge the document as if the request were sent on the day."""
        card = self._checklist.kinds[kind]
        dated = self._law.value(card.parameter, day)
        wanted = {str(item["id"]): str(item["testo"]) for item in dated.items}
        elements = [element for element in card.elements if element.id in wanted]
        structure = take_apart(source.paragraphs, frozenset(self._checklist.lexicon.defined_terms))
        matcher = Matcher(structure, self.phrases_on(day), kind)
        words = threshold_words(self._law, day)
        work = _Work(self._checklist, kind, day, source, structure, matcher, words)
        found = list(_defects(work, elements)) if source.is_readable else []
        results = tuple(_element(work, element, wanted[element.id], found) for element in elements)
        missing = [defect for element in results for defect in _missing_parts(work, element, found)]
        told = sorted([*found, *missing, *_blanks(work, results), *_unread(work)], key=_place)
        return Examination(kind, day, source, results, tuple(told))

    def phrases_on(self, day: date) -> Phrasebook:
        """Return the phrases with the figures of a day, compiled as they are asked for."""
        figures = figures_on(self._law, day)
        key = tuple(sorted(figures.items()))
        if key not in self._books:
            self._books[key] = Phrasebook(self._checklist.lexicon.words, figures)
        return self._books[key]


def _element(work: _Work, card: ElementCard, requirement: str, defects: list[Defect]) -> ElementResult:
    needs = [need for need in card.parts if need.in_force.covers(work.day)]
    parts = tuple(_part(work, need) for need in needs)
    mine = [
        defect
        for defect in defects
        if defect.element == card.id
        or {part.need.part for part in parts if not part.need.optional} & set(defect.doubts)
    ]
    needed = [part for part in parts if not part.need.optional]
    against = [defect for defect in mine if defect.contradicts and defect.element == card.id]
    verdict = Verdict.PRESENT
    if against:
        verdict = Verdict.CONTRADICTED
    elif not work.source.is_readable:
        verdict = Verdict.DOUBTFUL
    elif all(part.verdict is PartVerdict.MISSING for part in needed if part.need.core):
        verdict = Verdict.DOUBTFUL if work.source.is_partial else Verdict.ABSENT
    elif mine or any(part.verdict is not PartVerdict.FOUND for part in needed) or _is_blank(parts):
        verdict = Verdict.DOUBTFUL
    sure = [part.card.confidence for part in needed] or [Confidence.HIGH]
    return ElementResult(
        card=card,
        requirement=requirement,
        verdict=verdict,
        explanation=_explained(verdict, needed, against or mine, work.source),
        parts=parts,
        refs=card.refs_on(work.day),
        confidence=max(sure, key=list(Confidence).index),
        defects=tuple(defect.code for defect in mine),
    )


def _part(work: _Work, need: ElementPart) -> PartResult:
    hits = work.hits_of(need.part)
    verdict = PartVerdict.FOUND if is_proved(hits) else PartVerdict.WEAK if hits else PartVerdict.MISSING
    return PartResult(work.checklist.parts[need.part], need, verdict, _passages(work, best(hits)))


def _explained(verdict: Verdict, needed: list[PartResult], defects: list[Defect], source: SourceText) -> str:
    if not source.is_readable:
        return f"Non si può dire: {source.problem}"
    if verdict is Verdict.PRESENT:
        return " ".join(part.card.explanation for part in needed)
    lacking = [part.card.missing for part in needed if part.verdict is not PartVerdict.FOUND]
    messages = list(dict.fromkeys(defect.message for defect in defects))
    if verdict is Verdict.CONTRADICTED:
        return " ".join(messages)
    return " ".join([*lacking, *messages]) or "I passaggi ci sono, ma hanno spazi da completare."


def _defects(work: _Work, elements: list[ElementCard]) -> Iterator[Defect]:
    homes = {need.part: element.id for element in elements for need in element.parts}
    for card in work.checklist.defects.values():
        if work.kind not in card.kinds or not card.in_force.covers(work.day) or not card.signals:
            continue
        if card.unless_part and is_proved(work.hits_of(card.unless_part)):
            continue
        hits = work.matcher.hits(
            card.signals,
            relation=work.checklist.relations.get(card.relation or ""),
            voids=work.checklist.lexicon.void_clauses + work.checklist.lexicon.told_clauses,
        )
        if is_proved(hits):
            yield _defect(work, card, _passages(work, best(hits)), homes.get(card.part or ""))


def _defect(work: _Work, card: DefectCard, passages: tuple[Passage, ...], element: str | None) -> Defect:
    return Defect(
        code=card.code,
        title=card.title.format_map(work.words),
        severity=card.severity,
        confidence=card.confidence,
        message=card.message.format_map(work.words),
        remedy=card.remedy.format_map(work.words),
        refs=card.refs,
        passages=passages,
        element=element,
        part=card.part,
        contradicts=card.contradicts and element is not None,
        doubts=card.doubts,
    )


def _missing_parts(work: _Work, element: ElementResult, found: list[Defect]) -> Iterator[Defect]:
    """Yield what an element does not say, unless a defect already speaks of the same part; if absent, its core only."""
    if not work.source.is_readable:
        return
    told = {defect.part for defect in found}
    for part in element.parts:
        if part.need.optional or part.verdict is PartVerdict.FOUND or part.card.id in told:
            continue
        if element.verdict is Verdict.ABSENT and not part.need.core:
            continue
        yield Defect(
            code=part.card.code,
            title=part.card.title,
            severity=Severity.WARNING,
            confidence=part.card.confidence,
            message=part.card.missing,
            remedy=part.card.remedy,
            refs=element.refs,
            passages=part.passages,
            element=element.card.id,
            part=part.card.id,
        )


def _blanks(work: _Work, elements: Iterable[ElementResult]) -> Iterator[Defect]:
    card = work.checklist.defects[BLANKS]
    for element in elements:
        blank = tuple(passage for part in element.parts for passage in part.passages if _has_blank(passage))
        if blank:
            yield _defect(work, card, tuple(dict.fromkeys(blank)), element.card.id)


def _unread(work: _Work) -> Iterator[Defect]:
    source = work.source
    if source.is_readable and not source.is_partial:
        return
    card = work.checklist.defects[PARTLY_UNREADABLE if source.is_readable else UNREADABLE]
    told = source.problem or f"Pagine senza testo: {', '.join(map(str, source.unread_pages))}."
    yield replace(_defect(work, card, (), None), message=f"{card.message} {told[0].upper()}{told[1:]}", refs=())


def _is_blank(parts: Iterable[PartResult]) -> bool:
    return any(_has_blank(passage) for part in parts for passage in part.passages)


def _has_blank(passage: Passage) -> bool:
    return f" {BLANK} " in joined(tokens(passage.text))


def _passages(work: _Work, hits: Iterable[Hit]) -> tuple[Passage, ...]:
    texts = {paragraph.number: paragraph for paragraph in work.source.paragraphs}
    found = []
    for hit in hits:
        first = texts[hit.spans[0].paragraph]
        words = " ".join(" ".join(texts[span.paragraph].text[span.start : span.end].split()) for span in hit.spans)
        label = work.structure.articles[hit.article].label
        found.append(Passage(words.strip(), first.number, first.page, label, hit.spans))
    return tuple(found)


def _place(defect: Defect) -> tuple[int, str, int]:
    weights = list(Severity)
    where = defect.passages[0].paragraph if defect.passages else 0
    return weights.index(defect.severity), defect.code, where
