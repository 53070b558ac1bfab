"""Puts two sequences side by side: what is equal, what became something like it, what came and what went."""

from collections.abc import Callable, Hashable, Sequence
from difflib import SequenceMatcher

Pair = tuple[int | None, int | None]

LEAST_LIKENESS = 0.45
_MOST_CELLS = 60_000


def align(
    one: Sequence[Hashable],
    other: Sequence[Hashable],
    likeness: Callable[[int, int], float],
    least: float = LEAST_LIKENESS,
) -> list[Pair]:
    """Return the pairs in the order of both: equal keys first, then within each gap those that are most alike."""
    found: list[Pair] = []
    for name, i1, i2, j1, j2 in SequenceMatcher(None, one, other, autojunk=False).get_opcodes():
        if name == "equal":
            found.extend(zip(range(i1, i2), range(j1, j2), strict=True))
        else:
            found.extend(_gap(range(i1, i2), range(j1, j2), likeness, least))
    return found


def _gap(one: range, other: range, likeness: Callable[[int, int], float], least: float) -> list[Pair]:
    if not one or not other:
        return [*((i, None) for i in one), *((None, j) for j in other)]
    if len(one) * len(other) > _MOST_CELLS:
        return _in_order(one, other, likeness, least)
    return _best(one, other, likeness, least)


def _best(one: range, other: range, likeness: Callable[[int, int], float], least: float) -> list[Pair]:
    """Choose the pairs whose likeness above the least adds up to the most, none crossing another."""
    rows, columns = len(one), len(other)
    gains = [[max(0.0, likeness(i, j) - least) for j in other] for i in one]
    best = [[0.0] * (columns + 1) for _ in range(rows + 1)]
    for row in range(rows - 1, -1, -1):
        for column in range(columns - 1, -1, -1):
            gain = gains[row][column]
            paired = gain + best[row + 1][column + 1] if gain > 0 else 0.0
            best[row][column] = max(paired, best[row + 1][column], best[row][column + 1])
    found: list[Pair] = []
    row = column = 0
    while row < rows and column < columns:
        gain = gains[row][column]
        if gain > 0 and best[row][column] == gain + best[row + 1][column + 1]:
            found.append((one[row], other[column]))
            row, column = row + 1, column + 1
        elif best[row][column] == best[row + 1][column]:
            found.append((one[row], None))
            row += 1
        else:
            found.append((None, other[column]))
            column += 1
    found.extend((i, None) for i in one[row:])
    found.extend((None, j) for j in other[column:])
    return found


def _in_order(one: range, other: range, likeness: Callable[[int, int], float], least: float) -> list[Pair]:
    """Pair each with the first that is alike enough among the next few: for gaps too wide to weigh every pair."""
    reach = max(1, _MOST_CELLS // max(1, len(one)))
    found: list[Pair] = []
    column = 0
    for i in one:
        window = range(column, min(column + reach, len(other)))
        match = next((at for at in window if likeness(i, other[at]) >= least), None)
        if match is None:
            found.append((i, None))
            continue
        found.extend((None, other[at]) for at in range(column, match))
        found.append((i, other[match]))
        column = match + 1
    found.extend((None, other[at]) for at in range(column, len(other)))
    return found
