"""Energies and prices as files write them: decimal comma or point, thousands, empty cells."""

import re
from enum import StrEnum
from typing import Any

from workflow.intake.sheet import CellError


class Decimals(StrEnum):
    """Which sign parts the decimals."""

    COMMA = "virgola"
    POINT = "punto"


class NotANumberError(ValueError):
    """A cell that should hold a number and does not; the text is its content."""


_GROUPED = {sign: re.compile(rf"[+-]?[1-9]\d{{0,2}}(?:{re.escape(sign)}\d{{3}})+") for sign in ".,"}
_EMPTY = frozenset({"", "-", "n/d", "nd", "n.d.", "null", "nan"})


def energy_of(cell: Any, decimals: Decimals | None = None) -> float | None:
    """Return a number, or None where nothing is written; raise NotANumberError for anything else.

    Without `decimals` one sign is the decimal one, and of two the last: what meters write has no thousands. What stands
    for thousands must part groups of three.
    """
    if cell is None:
        return None
    if isinstance(cell, float | int) and not isinstance(cell, bool):
        return _finite(float(cell), cell)
    if isinstance(cell, CellError) or not isinstance(cell, str):
        shown = cell.shown or "formula senza risultato" if isinstance(cell, CellError) else str(cell)
        raise NotANumberError(shown)
    text = cell.strip().replace("\u00a0", "").replace(" ", "")
    if text.lower() in _EMPTY:
        return None
    is_comma = decimals is Decimals.COMMA or (decimals is None and text.rfind(",") > text.rfind("."))
    thousands, decimal = (".", ",") if is_comma else (",", ".")
    if thousands in text:
        whole, _, rest = text.partition(decimal)
        if thousands in rest or not _GROUPED[thousands].fullmatch(whole):
            raise NotANumberError(cell)
        text = text.replace(thousands, "")
    if "_" in text:
        raise NotANumberError(cell)
    try:
        return _finite(float(text.replace(decimal, ".")), cell)
    except ValueError as error:
        raise NotANumberError(cell) from error


def _finite(number: float, cell: Any) -> float:
    if number - number != 0.0:
        raise NotANumberError(str(cell))
    return number
