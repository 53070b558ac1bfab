"""What a spreadsheet may be given: text that no program takes for a formula, in CSV files and in workbooks alike.

The one place that knows it: whoever writes a sheet writes its texts through here.
"""

import csv
import io
import unicodedata
from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any

# A program drops the text beyond this length without a word, so that it is cut here and the cut shows.
LONGEST_TEXT = 32_767
_CUT = "…"
# Full-width, small and raised signs come down to these; the mathematical minus does not, and looks the same.
_FORMULA_HEADS = frozenset("=+-@−")
# What programs and people put before the first sign, and some programs take away again.
_WRAPPINGS = frozenset("'\"’‘`´“”„«»‹›")
_FORCED_TEXT = "'"
_NOT_WRITABLE = frozenset({"Cc", "Cs"})
_NO_SIGN = 0xFFFE  # the last two places of each plane are no signs


def is_formula_like(text: str) -> bool:
    """Whether some program could take the text for a formula: told by its first sign, whatever stands before it."""
    for sign in text:
        if sign.isspace() or sign in _WRAPPINGS or unicodedata.category(sign) in {"Cc", "Cf"}:
            continue
        return sign in _FORMULA_HEADS or unicodedata.normalize("NFKC", sign)[0] in _FORMULA_HEADS
    return False


def csv_text(text: str) -> str:
    """Return the text for a CSV cell: on one line, and behind an apostrophe if it begins as a formula.

    Whoever reads the file back takes the apostrophe away: `cell_text.clean` does.
    """
    visible = text if text.isprintable() else "".join(sign for sign in text if sign.isspace() or _is_writable(sign))
    line = " ".join(visible.split())
    is_bare = not line.startswith(_FORCED_TEXT)  # what is behind an apostrophe already is not pushed further
    return f"{_FORCED_TEXT}{line}" if is_bare and is_formula_like(line) else line


def workbook_text(text: str) -> str:
    """Return the text for a cell of a workbook, which must be written as a text cell and never parsed."""
    whole = _writable(text).replace("\r\n", "\n").replace("\r", "\n")
    return whole if len(whole) <= LONGEST_TEXT else whole[: LONGEST_TEXT - 1] + _CUT


def put_text(sheet: Any, at: tuple[int, int], text: str, look: Any, guarded_look: Any) -> None:
    """Write a text cell of an xlsxwriter sheet; what begins as a formula gets the look that forces text.

    That look has `quote_prefix`: a program that edits the cell, or copies it elsewhere, goes on taking it for text.
    """
    sheet.write_string(*at, workbook_text(text), guarded_look if is_formula_like(text) else look)


def csv_value(value: Any, decimal_sign: str = ",") -> str:
    """Return a value as Italians write it in a CSV; a number stays a number, every text is made harmless."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "sì" if value else "no"
    if isinstance(value, date):
        return f"{value.day:02}/{value.month:02}/{value.year:04}"
    if isinstance(value, Decimal):
        return f"{value:f}".replace(".", decimal_sign)
    if isinstance(value, int):
        return str(value)
    return csv_text(value.value.replace("_", " ") if isinstance(value, StrEnum) else str(value))


def csv_bytes(
    rows: Iterable[Sequence[Any]],
    *,
    delimiter: str = ";",
    decimal_sign: str = ",",
    line_end: str = "\r\n",
    encoding: str = "utf-8-sig",
) -> bytes:
    """Return the bytes of a CSV; a sign that the encoding lacks becomes a question mark."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, delimiter=delimiter, lineterminator=line_end)
    writer.writerows([csv_value(value, decimal_sign) for value in row] for row in rows)
    return buffer.getvalue().encode(encoding, errors="replace")


def _writable(text: str) -> str:
    """Return the text without what no file can hold: control signs, halves of signs, places that are no signs."""
    if text.isprintable():
        return text
    return "".join(sign for sign in text if sign in "\t\n\r" or _is_writable(sign))


def _is_writable(sign: str) -> bool:
    return unicodedata.category(sign) not in _NOT_WRITABLE and ord(sign) & _NO_SIGN != _NO_SIGN
