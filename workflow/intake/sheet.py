"""A sheet as it was read: rows with their number, cells with what the spreadsheet holds."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

# What each error is called in an Italian Excel and in LibreOffice, by its name in the file.
_ERROR_NAMES = {
    "#N/A": "#N/D",
    "#REF!": "#RIF!",
    "#VALUE!": "#VALORE!",
    "#NAME?": "#NOME?",
    "#NULL!": "#NULLO!",
    "#DIV/0!": "#DIV/0!",
    "#NUM!": "#NUM!",
    "#SPILL!": "#ESPANSIONE!",
    "#CALC!": "#CALC!",
    "#GETTING_DATA": "#ESTRAZIONE_DATI_IN_CORSO",
}
ERROR_TEXTS = frozenset(_ERROR_NAMES) | frozenset(_ERROR_NAMES.values())


@dataclass(frozen=True)
class CellError:
    """A cell that shows an error instead of a value, or a formula whose result the file does not hold."""

    name: str | None

    @property
    def shown(self) -> str | None:
        """The error as Italian programs show it."""
        return None if self.name is None else _ERROR_NAMES.get(self.name, self.name)


@dataclass(frozen=True)
class SheetRow:
    """A row and its number, from 1, as the program that opens the file shows it."""

    number: int
    cells: Sequence[Any]

    @property
    def is_empty(self) -> bool:
        """Whether no cell holds anything but spaces."""
        return all(cell is None or (isinstance(cell, str) and not cell.strip()) for cell in self.cells)


@dataclass(frozen=True)
class Sheet:
    """A sheet of a workbook, or a whole CSV file, whose `name` is None."""

    file: str
    name: str | None
    rows: tuple[SheetRow, ...]

    @property
    def place(self) -> str:
        """What messages call it."""
        return self.file if self.name is None else f"{self.file}, foglio «{self.name}»"


def column_letter(index: int) -> str:
    """Return the letters of a column counted from 0: A, B… Z, AA."""
    letters = ""
    rest = index + 1
    while rest:
        rest, place = divmod(rest - 1, 26)
        letters = chr(ord("A") + place) + letters
    return letters


def looks_like_error(text: str) -> bool:
    """Whether a text is an error that an export to CSV has turned into letters."""
    return text.strip() in ERROR_TEXTS
