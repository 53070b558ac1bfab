"""Energies and prices as files write them: decimal comma or point, thousands, empty cells."""

from enum import StrEnum
from typing import Any

from workflow.intake.sheet import CellError


class Decimals(StrEnum):
    """Which sign parts the decimals."""

    COMMA = "virgola"
    POINT = "punto"


class NotANumberError(ValueError):
    """A cell that should hold a number and does not; the text is its content."""


_EMPTY = frozenset({"", "-", "n/d", "nd", "n.d.", "null", "nan"})


def energy_of(cell: Any, decimals: Decimals | None = None) -> float | None:
    """Return a number, or None where nothing is written; raise NotANumberError for anything else.

    Without `decimals` one sign is the decimal one, and of two the last: what meters write has no thousands.
    """
    if cell is None:
        return None
    if isinstance(cell, float | int) and not isinstance(cell, bool):
        return _finite(float(cell), cell)
    if isinstance(cell, CellError) or not isinstance(cell, str):
        raise NotANumberError(str(getattr(cell, "shown", cell)))
    text = cell.strip().replace("\u00a0", "").replace(" ", "")
    if text.lower() in _EMPTY:
        return None
    if decimals is Decimals.COMMA or (decimals is None and text.rfind(",") > text.rfind(".")):
        text = text.replace(".", "").replace(",", ".")
    else:
        text = text.replace(",", "")
    if "_" in text:
        raise NotANumberError(cell)
    try:
        return _finite(float(text), cell)
    except ValueError as error:
        raise NotANumberError(cell) from error


def _finite(number: float, cell: Any) -> float:
    if number - number != 0.0:
        raise NotANumberError(str(cell))
    return number
