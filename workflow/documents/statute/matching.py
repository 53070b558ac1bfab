"""Looks for the signals of a card in a document taken apart: which sentences carry them."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from workflow.documents.statute.cards import Relation, Signal, Strength, Within
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
    line: str = ""
    """The plain words of its sentence."""


@dataclass(frozen=True)
class _About:
    """The relation that a sentence must be about, and whether the sentence before it may say that it is not."""

    relation: Relation
    looks_back: bool


class Matcher:
    """One document and the phrases of one day."""

    def __init__(self, structure: Structure, phrases: Phrasebook, kind: Kind) -> None:
        """Take the document apart only once for all the cards."""
        self._structure = structure
        self._phrases = phrases
        self._kind = kind
        self._possible: dict[tuple[str, ...], tuple[str, ...]] = {}

    def hits(
        self,
        signals: Iterable[Signal],
        *,
        in_statute: bool = False,
        relation: Relation | None = None,
        looks_back: bool = True,
        reservations: tuple[str, ...] = (),
        voids: tuple[str, ...] = (),
    ) -> list[Hit]:
        """Return where the signals are found, strong ones first, then in the order of the text.

        With `in_statute`, what only the rules beside a statute say is a trace: it is not where the law wants it. With a
        `relation`, sentences about another one are passed over, and with `looks_back` those that go on from such a
        sentence; one of the `reservations` makes a strong signal a trace, one of the `voids` a sentence no clause.
        """
        about = None if relation is None else _About(relation, looks_back=looks_back)
        found = [
            hit
            for signal in signals
            if signal.kinds is None or self._kind in signal.kinds
            for hit in self._hits_of(signal, about, reservations, in_statute=in_statute)
        ]
        if voids:
            found = [hit for hit in found if not self._has_one(voids, hit.line)]
        return sorted(found, key=lambda hit: (hit.strength is not Strength.STRONG, hit.spans[0].paragraph))

    def _hits_of(
        self, signal: Signal, about: "_About | None", reservations: tuple[str, ...], *, in_statute: bool
    ) -> Iterator[Hit]:
        for sentence in self._structure.sentences:
            article = self._structure.articles[sentence.article]
            if article.is_aside:
                continue
            match = next(self._found(signal.phrases, sentence.stretch.line), None)
            if match is None or not self._has_companions(signal, sentence) or self._is_denied(signal, sentence):
                continue
            if about is not None and self._is_of_others(about, sentence):
                continue
            # What stands in the recitals shows that the text knows of it, and binds nobody.
            is_elsewhere = article.is_recital or (in_statute and article.is_regulation)
            strength = Strength.TRACE if is_elsewhere else signal.strength
            if strength is Strength.STRONG and self._has_one(reservations, sentence.stretch.line):
                strength = Strength.TRACE
            yield Hit(signal, sentence.article, self._shown(signal, sentence), strength, sentence.stretch.line)

    def _shown(self, signal: Signal, sentence: Sentence) -> tuple[Span, ...]:
        """Return the whole sentence, or the comma with its list when the proof is spread over it."""
        if signal.within is Within.PARAGRAPH and signal.near:
            spans = self._structure.commas[sentence.comma].stretch.spans
            if sum(span.end - span.start for span in spans) <= _LONGEST_COMMA:
                return spans
        return sentence.stretch.spans

    def _has_companions(self, signal: Signal, sentence: Sentence) -> bool:
        line = f"{self._structure.articles[sentence.article].heading}, {self._line(signal.within, sentence).lstrip()}"
        there = sum(1 for group in signal.near if self._has_one(group, line))
        if signal.referred and sentence.refers_to:
            # A list moved by an article or two is still found: numbers are the last thing that a text corrects.
            near = {index + step for index in sentence.refers_to for step in range(-2, 3)} - {sentence.article}
            articles = self._structure.articles
            referred = " ".join(articles[index].line for index in sorted(near) if 0 <= index < len(articles))
            if not self._has_one(signal.referred, referred):
                return False
        # A denial does not matter here: companions say what a sentence is about.
        return there >= (len(signal.near) if signal.least is None else signal.least)

    def _is_denied(self, signal: Signal, sentence: Sentence) -> bool:
        line = self._line(signal.without_within, sentence)
        return self._has_one(signal.without, line) or any(self._found(signal.unless_said, line))

    def _is_of_others(self, about: "_About", sentence: Sentence) -> bool:
        """Whether the sentence, or else what it stands under or goes on from, speaks of another relation only."""
        line, relation = sentence.stretch.line, about.relation
        if self._has_one(relation.never, line):
            return True
        if self._has_one(relation.own, line):
            return False
        heading = self._structure.articles[sentence.article].heading
        if self._has_one(relation.own_headings, heading) and not self._has_one(relation.others, heading):
            return False
        if self._has_one(relation.others, line) or self._has_one(relation.others + relation.other_headings, heading):
            return True
        if sentence.before is None or not about.looks_back:
            return False
        before = sentence.before.stretch.line
        return self._has_one(relation.others, before) and not self._has_one(relation.own, f"{heading}{before}")

    def _line(self, within: Within, sentence: Sentence) -> str:
        article = self._structure.articles[sentence.article]
        if within is Within.DOCUMENT:
            return self._structure.line
        if within is Within.ARTICLE:
            return article.line
        if within is Within.PARAGRAPH:
            return self._structure.commas[sentence.comma].stretch.line
        if within is Within.REFERRED:
            there = (self._structure.articles[index].line for index in sentence.refers_to)
            return ", ".join([sentence.stretch.line, *there])
        if within is Within.CONTEXT and sentence.before is not None:
            return f"{sentence.before.stretch.line}, {sentence.stretch.line.lstrip()}"
        return sentence.stretch.line

    def _has_one(self, phrases: tuple[str, ...], line: str) -> bool:
        return any(self._phrases.phrase(text).is_in(line) for text in self._worth_trying(phrases))

    def _found(self, phrases: tuple[str, ...], line: str) -> Iterator[Match]:
        for text in self._worth_trying(phrases):
            yield from self._phrases.phrase(text).find(line)

    def _worth_trying(self, phrases: tuple[str, ...]) -> tuple[str, ...]:
        """Return the phrases whose words stand somewhere in the document: the others are most, and slow to compile."""
        if phrases not in self._possible:
            line = self._structure.line
            self._possible[phrases] = tuple(text for text in phrases if self._phrases.may_be_in(text, line))
        return self._possible[phrases]


def is_proved(hits: Iterable[Hit]) -> bool:
    """Whether the hits prove the thing: one strong signal, or two different weak ones."""
    found = list(hits)
    if any(hit.strength is Strength.STRONG for hit in found):
        return True
    return len({id(hit.signal) for hit in found if hit.strength is Strength.WEAK}) > 1


def best(hits: Iterable[Hit]) -> tuple[Hit, ...]:
    """Return the passages worth showing: the strongest, each sentence once."""
    found = list(hits)
    if any(hit.strength is Strength.STRONG for hit in found):
        found = [hit for hit in found if hit.strength is Strength.STRONG]
    shown: dict[tuple[Span, ...], Hit] = {}
    for hit in found:
        shown.setdefault(hit.spans, hit)
    return tuple(list(shown.values())[:_MOST_PASSAGES])
