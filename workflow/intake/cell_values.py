"""Reads the cells of one row into typed values, by column; what a spreadsheet has spoiled becomes a finding."""

from datetime import date
from decimal import Decimal
from typing import Any

from workflow.domain.identifiers.cell_text import is_scientific, lost_digits, lost_zeros, whole_number_text
from workflow.intake.codes import plain_text, settled_code, settled_text
from workflow.intake.columns import Column
from workflow.intake.shape import ValueKind
from workflow.intake.sheet import CellError
from workflow.intake.written_values import (
    UnreadableValueError,
    read_choice,
    read_day,
    read_number,
    read_yes_no,
    shown_choice,
    unit_of,
)

# How many digits the codes have that may be all digits.
_DIGITS = {"cap": 5, "codice_fiscale": 11, "partita_iva": 11, "intestatario_bolletta": 11}
# Codes that are never all digits: a number in their cell is what is left of them.
_NEVER_NUMBERS = frozenset({"pod", "iban", "cabina_primaria"})
_PERSONAL_LENGTH = 16


def read_cell(column: Column, cell: Any) -> Any:
    """Return the value of a cell, or None where nothing is written; raise UnreadableValueError if it cannot be read."""
    if isinstance(cell, CellError):
        raise UnreadableValueError("IMP-17", None if cell.name else "non_calcolata", valore=cell.shown)
    text = plain_text(cell)
    if not text:
        return None
    kind = column.kind
    if kind is ValueKind.DAY:
        return read_day(cell)
    if kind is ValueKind.NUMBER:
        return read_number(cell, unit_of(column.key))
    if kind is ValueKind.YES_NO:
        return read_yes_no(cell)
    if kind is ValueKind.CHOICE and column.shape.choices is not None:
        return read_choice(cell, column.shape.choices, shown_choice)
    return _code(column, cell, text) if kind is ValueKind.CODE else _text(column, cell, text)


def _text(column: Column, cell: Any, text: str) -> str:
    if isinstance(cell, date):
        # «12/3» typed in a general cell becomes the twelfth of March.
        raise UnreadableValueError("IMP-18", "data", valore=text)
    return settled_text(column.key, text) if isinstance(cell, str) else text


def _code(column: Column, cell: Any, text: str) -> str:
    if isinstance(cell, str) and not text[:1].isdigit():
        # Only what begins with a digit can have been a number.
        return settled_code(column.inner[-1], text)
    if isinstance(cell, date):
        raise UnreadableValueError("IMP-18", "data", valore=text)
    if lost_digits(cell) or is_scientific(cell):
        raise UnreadableValueError("IMP-18", "cifre", valore=text)
    if column.key == "ateco":
        return _ateco(cell, text)
    last = column.inner[-1]
    digits = whole_number_text(text)
    if last in _NEVER_NUMBERS and not isinstance(cell, str):
        raise UnreadableValueError("IMP-18", valore=text)
    if last in _DIGITS and lost_zeros(cell, _DIGITS[last]):
        raise UnreadableValueError("IMP-18", "zeri", valore=digits, lunghezza=_DIGITS[last])
    return settled_code(last, digits if last in _DIGITS else text)


def _ateco(cell: Any, text: str) -> str:
    """Return the code of an activity: as a number 56.10 has lost its zero, and 1.11 has lost the one before it."""
    if isinstance(cell, str):
        return settled_text("ateco", text)
    whole, _, decimals = str(Decimal(repr(float(cell)))).partition(".")
    if len(whole) != len("56") or len(decimals) != len("10"):
        raise UnreadableValueError("IMP-18", "decimali", valore=text)
    return f"{whole}.{decimals}"
