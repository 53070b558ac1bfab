"""Counts articles, commas and letters of a finished text as Word will, so that references can name them."""

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
_LEVELS = 4
_ARTICLE, _COMMA, _LETTER, _ROMAN = range(_LEVELS)
_ALPHABET = 26
_NUMERALS = ((10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))


@dataclass
class Numbering:
    """The label of every numbered paragraph and the name by which each clause is cited."""

    labels: dict[int, str] = field(default_factory=dict)
    clauses: dict[str, str] = field(default_factory=dict)
    unnumbered: set[str] = field(default_factory=set)


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


def count(root: Element) -> Numbering:
    """Walk the document in order; `labels` is keyed by the position of the paragraph."""
    result = Numbering()
    counters: dict[str, list[int]] = {}
    article: int | None = None
    for position, paragraph in enumerate(paragraphs(root)):
        style = child_value(paragraph, "w:pPr/w:pStyle")
        list_id = child_value(paragraph, "w:pPr/w:numPr/w:numId")
        level = int(child_value(paragraph, "w:pPr/w:numPr/w:ilvl") or 0)
        if style == LOOSE_ARTICLE_STYLE:
            article = None
        cited: str | None = None
        if list_id == BULLET_LIST:
            result.labels[position] = "–"
        elif list_id is not None and list_id != "0":
            current = counters.setdefault(list_id, [0] * _LEVELS)
            current[level] += 1
            current[level + 1 :] = [0] * (_LEVELS - level - 1)
            if style == ARTICLE_STYLE and list_id == ARTICLE_LIST:
                article = current[_ARTICLE]
            result.labels[position] = _label(level, current[level])
            cited = _citation(article, current, level)
        for clause in clause_ids(paragraph):
            if cited is None:
                result.unnumbered.add(clause)
            else:
                result.clauses[clause] = cited
    return result


def _label(level: int, number: int) -> str:
    return {
        _ARTICLE: f"Art. {number} –",
        _COMMA: f"{number}.",
        _LETTER: f"{letter(number)})",
        _ROMAN: f"{roman(number)}.",
    }[level]


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
