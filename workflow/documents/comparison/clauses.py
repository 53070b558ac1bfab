"""Divides a document into clauses and finds each clause of one again in the other, wherever it went."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from workflow.documents.comparison.items import Item
from workflow.documents.comparison.words import bag, likeness, plain_signs

_ORDINALS = "primo|secondo|terzo|quarto|quinto|sesto|settimo|ottavo|nono|decimo"
_ARTICLE = re.compile(
    rf"^\s*(?:art(?:icolo|\.)?)\s*(?P<number>\d+(?:[\s-]?(?:bis|ter|quater|quinquies))?|[ivxlc]+|{_ORDINALS})\b[\s°º.:)–—-]*",
    re.IGNORECASE,
)
_NUMBER = re.compile(r"\d+(?:[\s-]?(?:bis|ter|quater|quinquies))?", re.IGNORECASE)
_TYPED = re.compile(r"^\s*(?:\(?(?:\d{1,2}(?:\.\d{1,2})*|[a-z]{1,2}|[ivxlc]{1,5})[.)°]+|[-–—•▪])\s+", re.IGNORECASE)
_LONGEST_HEADING = 130
_SAME_HEADING = 0.75
_SAME_TEXT = 0.55
_SAME_NUMBER = 0.35
_OPENING = "Testo iniziale"


@dataclass(frozen=True)
class Clause:
    """A heading with what follows up to the next one."""

    items: tuple[Item, ...]
    has_heading: bool

    @property
    def title(self) -> str:
        """The heading as people read it."""
        return _heading_words(self.items) if self.has_heading else _OPENING

    @cached_property
    def ids(self) -> frozenset[str]:
        """The clause ids that stand anywhere in it."""
        return frozenset(clause for item in self.items for clause in item.clauses)

    @property
    def head_ids(self) -> frozenset[str]:
        """The clause ids of its heading: they answer for the whole of it."""
        return frozenset(self.items[0].clauses)

    @property
    def number(self) -> str:
        """The number of the article, empty for what has none."""
        if not self.has_heading:
            return ""
        first = self.items[0]
        typed = _ARTICLE.match(first.text)
        if typed is not None:
            return typed["number"].lower()
        found = _NUMBER.search(first.label)
        return found.group() if found is not None else ""

    @cached_property
    def name(self) -> str:
        """The heading without number and signs, for comparison."""
        if not self.has_heading:
            return ""
        words = plain_signs(_ARTICLE.sub("", " ".join(item.text for item in _heading(self.items)))).lower()
        return words.strip(" .:-()\"'")

    @cached_property
    def words(self) -> Counter[str]:
        """Its words, counted."""
        return bag("\n".join(item.text for item in self.items))


def clauses_of(items: Sequence[Item]) -> list[Clause]:
    """Return the clauses of a document, what stands before the first heading included."""
    found: list[Clause] = []
    current: list[Item] = []
    has_heading = False
    for item in items:
        is_second_line = has_heading and len(current) == 1 and _is_bare_number(current[0])
        if is_head(item) and not is_second_line:
            if current:
                found.append(Clause(tuple(current), has_heading))
            current, has_heading = [item], True
        else:
            current.append(item)
    if current:
        found.append(Clause(tuple(current), has_heading))
    return found


def is_head(item: Item) -> bool:
    """Whether a clause begins at the item."""
    if item.is_row or len(item.text) > _LONGEST_HEADING:
        return False
    typed = _ARTICLE.match(item.text)
    if typed is not None:
        rest = item.text[typed.end() :].strip()
        return item.is_heading or not rest or not rest.endswith((".", ";", ",")) or len(rest) < _LONGEST_HEADING // 3
    return item.is_heading


def without_marker(text: str) -> str:
    """Return a text without the number or the letter that somebody typed before it."""
    return _TYPED.sub("", _ARTICLE.sub("", text), count=1)


def matched(one: Sequence[Clause], other: Sequence[Clause]) -> list[tuple[int, int]]:
    """Return which clause became which: by clause id, then heading, then number and words, then words alone."""
    pairs: list[tuple[int, int]] = []
    left, right = set(range(len(one))), set(range(len(other)))

    def take(candidates: Iterator[tuple[float, int, int]]) -> None:
        for _, i, j in sorted(candidates, key=lambda found: (-found[0], abs(found[1] - found[2]), found[1], found[2])):
            if i in left and j in right:
                pairs.append((i, j))
                left.discard(i)
                right.discard(j)

    take(
        (float(len(one[i].ids & other[j].ids)), i, j)
        for i in left
        for j in right
        if one[i].head_ids & other[j].head_ids
    )
    take((float(len(one[i].ids & other[j].ids)), i, j) for i in left for j in right if one[i].ids & other[j].ids)
    take((1.0, i, j) for i in left for j in right if not one[i].has_heading and not other[j].has_heading)
    take(
        (2.0 + likeness(one[i].words, other[j].words), i, j)
        for i in left
        for j in right
        if one[i].name and one[i].name == other[j].name
    )
    scores = {(i, j): likeness(one[i].words, other[j].words) for i in left for j in right}
    take((score, i, j) for (i, j), score in scores.items() if i in left and j in right and score >= _SAME_HEADING)
    take(
        (score, i, j)
        for (i, j), score in scores.items()
        if i in left and j in right and one[i].number and one[i].number == other[j].number and score >= _SAME_NUMBER
    )
    take((score, i, j) for (i, j), score in scores.items() if i in left and j in right and score >= _SAME_TEXT)
    return sorted(pairs, key=lambda pair: pair[1])


def moved(pairs: Sequence[tuple[int, int]]) -> set[tuple[int, int]]:
    """Return the pairs that changed place: the fewest that, taken away, leave both documents in the same order."""
    ordered = sorted(pairs, key=lambda pair: pair[1])
    best: list[list[tuple[int, int]]] = []
    for place, pair in enumerate(ordered):
        longest = max((best[at] for at in range(place) if ordered[at][0] < pair[0]), key=len, default=[])
        best.append([*longest, pair])
    kept = max(best, key=len, default=[])
    return set(ordered) - set(kept)


def _heading(items: Sequence[Item]) -> Sequence[Item]:
    return items[:2] if len(items) > 1 and _is_bare_number(items[0]) else items[:1]


def _heading_words(items: Sequence[Item]) -> str:
    return " ".join(item.line for item in _heading(items))


def _is_bare_number(item: Item) -> bool:
    """Whether a heading is only «Art. 5», its words on the next line."""
    return not _ARTICLE.sub("", item.text).strip() and bool(item.text.strip()) and not item.label
