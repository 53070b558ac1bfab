"""What changed between two documents, clause by clause."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from workflow.documents.comparison.alignment import align
from workflow.documents.comparison.clauses import Clause, clauses_of, is_head, matched, moved, without_marker
from workflow.documents.comparison.facts import FactChange, fact_changes
from workflow.documents.comparison.items import Item
from workflow.documents.comparison.revisions import Remark, Revision
from workflow.documents.comparison.words import Stretch, bag, changes, likeness, plain_signs

_CITED = re.compile(
    r"\b(artt?\.\s*|articol[oi]\s+|gli artt?\.\s*)(\d+)(?!\d|[/.]\d|\s*(?:c\.c\.|del (?:codice|decreto|d\.)))",
    re.IGNORECASE,
)


class Status(StrEnum):
    """What became of a clause."""

    UNCHANGED = "invariata"
    CHANGED = "modificata"
    ADDED = "aggiunta"
    REMOVED = "tolta"


@dataclass(frozen=True)
class ItemChange:
    """One paragraph or row before and after; one side is missing where it came or went."""

    before: Item | None
    after: Item | None
    is_same: bool
    is_only_typographic: bool = False
    is_only_renumbered: bool = False

    @property
    def stretches(self) -> list[Stretch]:
        """The words, with what was taken away and what put in."""
        return changes(self.before.text if self.before else "", self.after.text if self.after else "")

    @property
    def facts(self) -> tuple[FactChange, ...]:
        """The facts that changed."""
        if self.is_same or self.is_only_typographic:
            return ()
        return fact_changes(self.before.text if self.before else "", self.after.text if self.after else "")


@dataclass(frozen=True)
class ClauseChange:
    """One clause before and after."""

    before: Clause | None
    after: Clause | None
    status: Status
    items: tuple[ItemChange, ...] = ()
    is_moved: bool = False
    answers: tuple[str, ...] = ()
    """The requirements that the changed words carry."""

    @property
    def title(self) -> str:
        """Its heading, the new one if both are there."""
        clause = self.after or self.before
        return clause.title if clause is not None else ""

    @property
    def is_renumbered(self) -> bool:
        """Whether only its number is another."""
        return (
            self.before is not None
            and self.after is not None
            and bool(self.before.number)
            and self.before.number != self.after.number
        )

    @property
    def is_only_typographic(self) -> bool:
        """Whether nothing but quotation marks, dashes and blanks changed."""
        different = [one for one in self.items if not one.is_same]
        return self.status is Status.CHANGED and all(one.is_only_typographic for one in different)

    @property
    def facts(self) -> tuple[FactChange, ...]:
        """The facts that changed in it."""
        return tuple(fact for item in self.items for fact in item.facts)

    @property
    def is_different(self) -> bool:
        """Whether a reader must look at it."""
        return self.status is not Status.UNCHANGED or self.is_moved


@dataclass(frozen=True)
class Comparison:
    """Two documents side by side."""

    one: str
    other: str
    clauses: tuple[ClauseChange, ...]
    margins: tuple[ItemChange, ...] = ()
    """Headers, footers and notes that differ."""
    document: str | None = None
    """The id of the packaged document whose requirements the clauses carry."""
    revisions: tuple[Revision, ...] = ()
    remarks: tuple[Remark, ...] = ()
    silent: tuple[ClauseChange, ...] = ()
    """What the other side changed without tracking it."""
    hints: tuple[str, ...] = field(default=())

    @property
    def is_equal(self) -> bool:
        """Whether the two say the same, in the same order."""
        return not any(one.is_different for one in self.clauses) and not self.margins

    @property
    def touched(self) -> tuple[str, ...]:
        """Every requirement that a change touches."""
        return tuple(sorted({answer for one in self.clauses for answer in one.answers if one.is_different}))

    def count(self, status: Status) -> int:
        """How many clauses ended so."""
        return sum(one.status is status for one in self.clauses)


def compare_items(
    one: Sequence[Item],
    other: Sequence[Item],
    answers: Mapping[str, Sequence[str]],
    *,
    is_loose: bool = False,
) -> tuple[ClauseChange, ...]:
    """Compare two documents; `answers` are the requirements of each clause id.

    `is_loose` holds for texts read from a PDF, where quotation marks, hyphens and line ends prove nothing.
    """
    left, right = clauses_of(one), clauses_of(other)
    pairs = matched(left, right)
    numbers = {left[i].number: right[j].number for i, j in pairs if left[i].number and right[j].number}
    elsewhere = moved(pairs)
    of_right = {j: i for i, j in pairs}
    kept = {i for i, _ in pairs}
    found: list[ClauseChange] = []
    told: set[int] = set()

    def gone_before(limit: int) -> Iterator[ClauseChange]:
        for i in range(limit):
            if i not in kept and i not in told:
                told.add(i)
                yield _one_sided(left[i], answers, is_removed=True)

    for j, clause in enumerate(right):
        if j not in of_right:
            found.append(_one_sided(clause, answers, is_removed=False))
            continue
        i = of_right[j]
        if (i, j) not in elsewhere:
            found.extend(gone_before(i))
        found.append(_changed(left[i], clause, numbers, answers, is_moved=(i, j) in elsewhere, is_loose=is_loose))
    found.extend(gone_before(len(left)))
    return tuple(found)


def _one_sided(clause: Clause, answers: Mapping[str, Sequence[str]], *, is_removed: bool) -> ClauseChange:
    items = tuple(
        ItemChange(item, None, is_same=False) if is_removed else ItemChange(None, item, is_same=False)
        for item in clause.items
    )
    carried = _answers(clause.ids, answers)
    if is_removed:
        return ClauseChange(clause, None, Status.REMOVED, items, answers=carried)
    return ClauseChange(None, clause, Status.ADDED, items, answers=carried)


def _changed(  # noqa: PLR0917 - the two clauses and what is known of both documents
    before: Clause,
    after: Clause,
    numbers: Mapping[str, str],
    answers: Mapping[str, Sequence[str]],
    is_moved: bool,
    is_loose: bool,
) -> ClauseChange:
    items = tuple(compared(before.items, after.items, numbers, is_loose=is_loose))
    is_same = all(item.is_same for item in items)
    ids = set(before.head_ids | after.head_ids)
    for item in items:
        if not item.is_same:
            ids.update(*(side.clauses for side in (item.before, item.after) if side is not None))
    carried = () if is_same and not is_moved else _answers(ids, answers)
    return ClauseChange(
        before, after, Status.UNCHANGED if is_same else Status.CHANGED, items, is_moved=is_moved, answers=carried
    )


def compared(
    one: Sequence[Item], other: Sequence[Item], numbers: Mapping[str, str], *, is_loose: bool
) -> Iterator[ItemChange]:
    """Yield the items of two clauses side by side."""
    keys = [_key(item, numbers) for item in one], [_key(item, {}) for item in other]
    bags = [bag(item.text) for item in one], [bag(item.text) for item in other]
    for i, j in align(keys[0], keys[1], lambda i, j: likeness(bags[0][i], bags[1][j])):
        if i is None or j is None:
            yield ItemChange(None if i is None else one[i], None if j is None else other[j], is_same=False)
            continue
        before, after = one[i], other[j]
        if keys[0][i] == keys[1][j]:
            yield ItemChange(before, after, is_same=True, is_only_renumbered=before.text != after.text)
            continue
        is_typographic = plain_signs(keys[0][i]) == plain_signs(keys[1][j])
        is_same = is_loose and _letters(keys[0][i]) == _letters(keys[1][j])
        yield ItemChange(before, after, is_same=is_same, is_only_typographic=is_typographic)


def _key(item: Item, numbers: Mapping[str, str]) -> str:
    """Return what is compared: the text without the number typed before it, its references as they will be numbered."""
    text = item.text.strip()
    text = without_marker(text) if not item.is_row else text
    if not numbers or not is_head(item):
        text = _CITED.sub(lambda found: found.group(1) + numbers.get(found.group(2), found.group(2)), text)
    return text


def _letters(text: str) -> str:
    return "".join(sign for sign in plain_signs(text).casefold() if sign.isalnum())


def _answers(ids: frozenset[str] | set[str], answers: Mapping[str, Sequence[str]]) -> tuple[str, ...]:
    return tuple(sorted({answer for clause in ids for answer in answers.get(clause, ())}))
