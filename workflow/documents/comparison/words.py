"""Cuts a text into words and says which were taken away and which put in."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum

_WORD = re.compile(
    r"\{\{.*?\}\}|\{%.*?%\}|\d+(?:[.,/:]\d+)+|\w+['’]?|[^\S\n\t]+|\s|[^\w\s]",
    re.DOTALL,
)
_SAME_SIGNS = str.maketrans({
    "’": "'", "‘": "'", "“": '"', "”": '"', "«": '"', "»": '"', "–": "-", "—": "-", "\u2011": "-",
    "\u00a0": " ", "\u202f": " ", "\u2007": " ", "…": "...", "\u00ad": "",
})  # fmt: skip
_LONGEST_ISLAND = 2


class Op(StrEnum):
    """What became of a stretch of words."""

    SAME = "uguale"
    REMOVED = "tolto"
    ADDED = "aggiunto"


@dataclass(frozen=True)
class Stretch:
    """Consecutive words with the same fate."""

    op: Op
    text: str


def words_of(text: str) -> list[str]:
    """Return the words, blanks and signs of a text: joined again they are the text."""
    return _WORD.findall(text)


def changes(before: str, after: str) -> list[Stretch]:
    """Return the stretches that lead from one text to the other; a lone blank between two changes belongs to them."""
    one, other = words_of(before), words_of(after)
    found: list[tuple[bool, list[str], list[str]]] = []
    for name, i1, i2, j1, j2 in SequenceMatcher(None, one, other, autojunk=False).get_opcodes():
        is_same = name == "equal"
        is_island = is_same and bool(found) and _is_slight(one[i1:i2]) and i2 < len(one) and j2 < len(other)
        if found and (not is_same or is_island) and not found[-1][0]:
            found[-1][1].extend(one[i1:i2])
            found[-1][2].extend(other[j1:j2])
        else:
            found.append((is_same, list(one[i1:i2]), list(other[j1:j2])))
    stretches = []
    for is_same, removed, added in found:
        if is_same:
            stretches.append(Stretch(Op.SAME, "".join(removed)))
            continue
        if removed:
            stretches.append(Stretch(Op.REMOVED, "".join(removed)))
        if added:
            stretches.append(Stretch(Op.ADDED, "".join(added)))
    return stretches


def _is_slight(words: Sequence[str]) -> bool:
    """Whether equal words between two changes say nothing by themselves."""
    return len(words) <= _LONGEST_ISLAND and not any(word[0].isalnum() or word[0] in "{_" for word in words)


def likeness(one: Counter[str], other: Counter[str]) -> float:
    """Return how many words two texts share, from 0 to 1, whatever their order."""
    total = one.total() + other.total()
    return 2 * (one & other).total() / total if total else 1.0


def bag(text: str) -> Counter[str]:
    """Return the words of a text, counted, as `likeness` compares them."""
    return Counter(word.lower() for word in words_of(plain_signs(text)) if word[0].isalnum())


def plain_signs(text: str) -> str:
    """Return the text with its typographic signs made plain and its blanks single."""
    return " ".join(text.translate(_SAME_SIGNS).split())
