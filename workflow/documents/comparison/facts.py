"""Finds in changed words what a reader must not miss: amounts, dates, terms, codes, a «non» more or less."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import zip_longest

from workflow.documents.comparison.words import Op, Stretch
from workflow.documents.number_words import number_in_words
from workflow.domain.italian_writing import MONTH_NAMES


class FactKind(StrEnum):
    """The kinds of fact, the most particular first: each takes its words from the text."""

    CODE = "codice"
    DATE = "data"
    AMOUNT = "importo"
    SHARE = "percentuale"
    ARTICLE = "rinvio"
    NUMBER = "numero"
    NEGATION = "negazione"
    DUTY = "obbligo o facoltà"


@dataclass(frozen=True)
class FactChange:
    """A fact before and after; empty on the side where there is none."""

    kind: FactKind
    before: str
    after: str


_MONTHS = "|".join(MONTH_NAMES)
_WORDS = "|".join(
    sorted(
        {number_in_words(n) for n in (*range(2, 101), 120, 150, 180, 200, 300, 365, 500, 1000)}, key=len, reverse=True
    )
)
_FIGURE = r"\d{1,3}(?:\.\d{3})+(?:,\d+)?|\d+(?:,\d+)?"
_PATTERNS: tuple[tuple[FactKind, re.Pattern[str]], ...] = (
    (
        FactKind.CODE,
        re.compile(
            r"\b[A-Z]{6}\d{2}[A-Z]\d{2}[A-Z]\d{3}[A-Z]\b|\bIT\d{3}E[0-9A-Z]{8,9}\b|\bIM_?\d{7}\b|"
            r"\b(?:IT|SM)\d{2} ?[A-Z](?: ?[0-9A-Z]){22}\b"
            r"|\b\d{11}\b|\bAC\d{3}E\d{5}\b|[\w.+-]+@[\w-]+(?:\.[\w-]+)+"
        ),
    ),
    (
        FactKind.DATE,
        re.compile(
            rf"\b\d{{1,2}}[/.-]\d{{1,2}}[/.-]\d{{2,4}}\b|\b\d{{1,2}}°?\s+(?:{_MONTHS})\s+\d{{4}}\b", re.IGNORECASE
        ),
    ),
    (FactKind.AMOUNT, re.compile(rf"(?:€|\beuro\b)\s*(?:{_FIGURE})|(?:{_FIGURE})\s*(?:€|\beuro\b)", re.IGNORECASE)),
    (FactKind.SHARE, re.compile(rf"(?:{_FIGURE})\s*(?:%|per cento\b)|\b(?:{_WORDS}) per cento\b", re.IGNORECASE)),
    (
        FactKind.ARTICLE,
        re.compile(
            r"\b(?:artt?\.|articol[oi]|comm[ai]|n\.)\s*\d+(?:-(?:bis|ter|quater))?|\b\d+/\d{4}\b", re.IGNORECASE
        ),
    ),
    (FactKind.NUMBER, re.compile(rf"\b(?:{_FIGURE})\b|\b(?:{_WORDS})\b", re.IGNORECASE)),
    (FactKind.NEGATION, re.compile(r"\b(?:non|né|mai|nessun[oa]?|senza|salvo|tranne|esclus[oaie])\b", re.IGNORECASE)),
    (
        FactKind.DUTY,
        re.compile(
            r"\b(?:deve|devono|dovrà|dovranno|può|possono|potrà|potranno|è tenut[oa]|sono tenuti|facoltà|obbligo)\b",
            re.IGNORECASE,
        ),
    ),
)


def fact_changes(before: str, after: str) -> tuple[FactChange, ...]:
    """Return the facts that stand in one text and not in the other, put side by side in order."""
    found: list[FactChange] = []
    old, new = _facts(before), _facts(after)
    for kind in FactKind:
        gone = list((Counter(old[kind]) - Counter(new[kind])).elements())
        came = list((Counter(new[kind]) - Counter(old[kind])).elements())
        found.extend(FactChange(kind, old_one, new_one) for old_one, new_one in zip_longest(gone, came, fillvalue=""))
    return tuple(found)


def is_weighty(stretches: Sequence[Stretch], place: int) -> bool:
    """Whether a changed stretch holds a fact: those are shown so that the eye stops there."""
    stretch = stretches[place]
    return stretch.op is not Op.SAME and any(pattern.search(stretch.text) for _, pattern in _PATTERNS)


def _facts(text: str) -> dict[FactKind, list[str]]:
    found: dict[FactKind, list[str]] = {}
    flat = " ".join(text.replace("\u00a0", " ").split())
    for kind, pattern in _PATTERNS:
        found[kind] = [" ".join(match.group().lower().split()) for match in pattern.finditer(flat)]
        flat = pattern.sub(" ", flat)
    return found
