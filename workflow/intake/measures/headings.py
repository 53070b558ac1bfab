"""Finds the row of headings of a table of measures, by the headings that its format cannot do without."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from workflow.intake.sheet import CellError, Sheet
from workflow.intake.written_values import folded

# Titles and letterheads above the headings are seldom longer.
_ROWS_SEARCHED = 40


@dataclass(frozen=True)
class Headings:
    """A row of headings: its index among the rows, and the position of each heading by its folded text."""

    index: int
    positions: dict[str, int]
    titles: dict[int, str]

    @property
    def shown(self) -> tuple[str, ...]:
        """The headings as they are written."""
        return tuple(self.titles.values())

    def find(self, *names: str) -> int | None:
        """Return the position of the first of the names that is there."""
        found = (self.positions.get(_folded(name)) for name in names)
        return next((position for position in found if position is not None), None)

    def cell(self, cells: Sequence[Any], *names: str) -> Any:
        """Return the cell of a row under the first of the names that is there."""
        position = self.find(*names)
        return None if position is None or position >= len(cells) else cells[position]


@lru_cache(maxsize=4096)
def _folded(name: str) -> str:
    """Fold a name that is looked for in every row."""
    return folded(name)


def headings_of(sheet: Sheet) -> tuple[Headings, ...]:
    """Return the rows that may be headings: the first ones that hold two texts or more."""
    found = []
    for index, row in enumerate(sheet.rows[:_ROWS_SEARCHED]):
        texts = {
            position: str(cell).strip()
            for position, cell in enumerate(row.cells)
            if cell is not None and not isinstance(cell, CellError) and str(cell).strip()
        }
        if len(texts) > 1:
            positions: dict[str, int] = {}
            for position, text in texts.items():
                positions.setdefault(folded(text), position)
            found.append(Headings(index, positions, texts))
    return tuple(found)


def find_headings(sheet: Sheet, wanted: Iterable[str]) -> Headings | None:
    """Return the first row that has all the headings, or None."""
    names = [folded(name) for name in wanted]
    return next((row for row in headings_of(sheet) if all(name in row.positions for name in names)), None)
