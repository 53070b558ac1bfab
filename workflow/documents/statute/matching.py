"""Looks for the signals of a card in a document taken apart: which sentences carry them."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from workflow.documents.statute.cards import Signal, Strength, Within
from workflow.documents.statute.phrases import Match, Phrasebook
from workflow.documents.statute.source_text import Span
from workflow.documents.statute.structure import Sentence, Structure
from workflow.domain.kind import Kind

_MOST_PASSAGES = 4
_LONGEST_COMMA = 2500


@dataclass(frozen=True)
class Hit:
    """A signal found: in which article, in which stretches of text, how strong."""

    signal: Signal
    article: int
    spans: tuple[Span, ...]
    strength: Strength


class Matcher:
    """One document and the phrases of one day."""

    def __init__(self, structure: Structure, phrases: Phrasebook, kind: Kind) -> None:
        """Take the document apart only once for all the cards."""
        self._structure = structure
        self._phrases = phrases
        self._kind = kind

    def hits(self, signals: Iterable[Signal]) -> list[Hit]:
        """Return where the signals are found, strong ones first, then in the order of the text."""
        found = [
            hit
            for signal in signals
            if signal.kinds is None or self._kind in signal.kinds
            for hit in self._hits_of(signal)
        ]
        return sorted(found, key=lambda hit: (hit.strength is not Strength.STRONG, hit.spans[0].paragraph))

    def _hits_of(self, signal: Signal) -> Iterator[Hit]:
        for sentence in self._structure.sentences:
            article = self._structure.articles[sentence.article]
            if article.is_aside:
                continue
            match = next(self._found(signal.phrases, sentence.stretch.line), None)
            if match is None or not self._has_companions(signal, sentence) or self._is_denied(signal, sentence):
                continue
            strength = Strength.WEAK if article.is_recital else signal.strength
            yield Hit(signal, sentence.article, self._shown(signal, sentence), strength)

    def _shown(self, signal: Signal, sentence: Sentence) -> tuple[Span, ...]:
        """Return the whole sentence, or the comma with its list when the proof is spread over it."""
        if signal.within is Within.PARAGRAPH and signal.near:
            spans = self._structure.commas[sentence.comma].stretch.spans
            if sum(span.end - span.start for span in spans) <= _LONGEST_COMMA:
                return spans
        return sentence.stretch.spans

    def _has_companions(self, signal: Signal, sentence: Sentence) -> bool:
        line = f"{self._structure.articles[sentence.article].heading}, {self._line(signal.within, sentence).lstrip()}"
        there = sum(1 for group in signal.near if any(self._phrases.phrase(text).is_in(line) for text in group))
        # A denial does not matter here: companions say what a sentence is about.
        return there >= (len(signal.near) if signal.least is None else signal.least)

    def _is_denied(self, signal: Signal, sentence: Sentence) -> bool:
        if not signal.without:
            return False
        return next(self._found(signal.without, self._line(signal.without_within, sentence)), None) is not None

    def _line(self, within: Within, sentence: Sentence) -> str:
        article = self._structure.articles[sentence.article]
        if within is Within.DOCUMENT:
            return self._structure.line
        if within is Within.ARTICLE:
            return article.line
        if within is Within.PARAGRAPH:
            return self._structure.commas[sentence.comma].stretch.line
        return sentence.stretch.line

    def _found(self, phrases: Iterable[str], line: str) -> Iterator[Match]:
        for text in phrases:
            yield from self._phrases.phrase(text).find(line)


def is_proved(hits: Iterable[Hit]) -> bool:
    """Whether the hits prove the thing: one strong signal, or two different weak ones."""
    found = list(hits)
    if any(hit.strength is Strength.STRONG for hit in found):
        return True
    return len({id(hit.signal) for hit in found if hit.signal.strength is Strength.WEAK}) > 1


def best(hits: Iterable[Hit]) -> tuple[Hit, ...]:
    """Return the passages worth showing: the strongest, each sentence once."""
    found = list(hits)
    if any(hit.strength is Strength.STRONG for hit in found):
        found = [hit for hit in found if hit.strength is Strength.STRONG]
    shown: dict[tuple[Span, ...], Hit] = {}
    for hit in found:
        shown.setdefault(hit.spans, hit)
    return tuple(list(shown.values())[:_MOST_PASSAGES])
