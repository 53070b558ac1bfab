"""Counts articles, commas and letters of a finished text as Word will, so that references can name them."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from workflow.documents.wordml import (
    ARTICLE_LIST,
    ARTICLE_STYLE,
    LOOSE_ARTICLE_STYLE,
    Element,
    child_value,
    clause_of,
    paragraphs,
    tag,
)

BULLET_LIST = "2"
_NO_LIST = "0"
_LEVELS = 9  # of Word; ours use four
_ARTICLE, _COMMA, _LETTER, _ROMAN = range(4)
_ALPHABET = 26
_NUMERALS = ((10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))


@dataclass
class Numbering:
    """The label of every numbered paragraph and the name by which each clause is cited."""

    labels: dict[int, str] = field(default_factory=dict)
    clauses: dict[str, str] = field(default_factory=dict)
    unnumbered: set[str] = field(default_factory=set)


@dataclass(frozen=True)
class NumberedParagraph:
    """A paragraph that a list counts, or that interrupts the articles."""

    style: str | None
    list_id: str | None
    level: int

    @property
    def is_bullet(self) -> bool:
        """Whether it has a dash for a number."""
        return self.list_id == BULLET_LIST

    @property
    def is_counted(self) -> bool:
        """Whether it has a number."""
        return self.list_id not in {None, _NO_LIST, BULLET_LIST}


@dataclass(frozen=True)
class ClauseStart:
    """The beginning of a clause, in the paragraph that came last if that one is counted."""

    clause: str
    is_in_list: bool


NumberingEvent = NumberedParagraph | ClauseStart


def letter(number: int) -> str:
    """Write a … z, then aa, bb as Word does."""
    return chr(ord("a") + (number - 1) % _ALPHABET) * ((number - 1) // _ALPHABET + 1)


def roman(number: int) -> str:
    """Write i, ii, iii, iv and so on."""
    text = ""
    for value, numeral in _NUMERALS:
        while number >= value:
            text += numeral
            number -= value
    return text


def clause_ids(paragraph: Element) -> list[str]:
    """Return the ids of the clauses that begin at this paragraph."""
    found = (clause_of(mark.get(tag("w:name"), "")) for mark in paragraph.iter(tag("w:bookmarkStart")))
    return [clause for clause in found if clause is not None]


def numbered_paragraph(paragraph: Element) -> NumberedParagraph | None:
    """Return how a paragraph takes part in the numbering, None if it does not."""
    style = child_value(paragraph, "w:pPr/w:pStyle")
    list_id = child_value(paragraph, "w:pPr/w:numPr/w:numId")
    if style != LOOSE_ARTICLE_STYLE and list_id in {None, _NO_LIST}:
        return None
    return NumberedParagraph(style, list_id, int(child_value(paragraph, "w:pPr/w:numPr/w:ilvl") or 0))


def count(root: Element) -> Numbering:
    """Walk the document in order; `labels` is keyed by the position of the paragraph."""
    result = Numbering()
    counter = _Counter()
    for position, paragraph in enumerate(paragraphs(root)):
        numbered = numbered_paragraph(paragraph)
        cited: str | None = None
        if numbered is not None:
            label, cited = counter.count(numbered)
            if label is not None:
                result.labels[position] = label
        for clause in clause_ids(paragraph):
            _cite(result, clause, cited)
    return result


def count_events(events: Iterable[NumberingEvent]) -> Numbering:
    """Count the paragraphs and clauses that a compiled template has written, in order; there are no labels."""
    result = Numbering()
    counter = _Counter()
    cited: str | None = None
    for event in events:
        if isinstance(event, ClauseStart):
            _cite(result, event.clause, cited if event.is_in_list else None)
        else:
            _, cited = counter.count(event)
    return result


def _cite(result: Numbering, clause: str, cited: str | None) -> None:
    if cited is None:
        result.unnumbered.add(clause)
    else:
        result.clauses[clause] = cited


class _Counter:
    """The state of every list as Word keeps it."""

    def __init__(self) -> None:
        self._counters: dict[str, list[int]] = {}
        self._article: int | None = None

    def count(self, paragraph: NumberedParagraph) -> tuple[str | None, str | None]:
        """Take one paragraph further; return its label and how its clauses are cited."""
        if paragraph.style == LOOSE_ARTICLE_STYLE:
            self._article = None
        if paragraph.is_bullet:
            return "–", None
        if not paragraph.is_counted:
            return None, None
        level = min(paragraph.level, _LEVELS - 1)
        current = self._counters.setdefault(paragraph.list_id or _NO_LIST, [0] * _LEVELS)
        current[level] += 1
        current[level + 1 :] = [0] * (_LEVELS - level - 1)
        if paragraph.style == ARTICLE_STYLE and paragraph.list_id == ARTICLE_LIST:
            self._article = current[_ARTICLE]
        return _label(level, current[level]), _citation(self._article, current, level)


def _label(level: int, number: int) -> str:
    return {
        _ARTICLE: f"Art. {number} –",
        _COMMA: f"{number}.",
        _LETTER: f"{letter(number)})",
        _ROMAN: f"{roman(number)}.",
    }.get(level, f"{number}.")


def _citation(article: int | None, current: list[int], level: int) -> str | None:
    if article is None:
        return None
    steps = [str(article)]
    if level >= _COMMA and current[_COMMA]:
        steps.append(f"comma\u00a0{current[_COMMA]}")
    if level >= _LETTER:
        steps.append(f"lett.\u00a0{letter(current[_LETTER])})")
    if level >= _ROMAN:
        steps.append(f"n.\u00a0{roman(current[_ROMAN])}")
    return ", ".join(steps)
