"""Reads a CSV as people export it: semicolons, commas or tabs, with or without BOM, in UTF-8 or Windows-1252."""

import csv
import io
from pathlib import Path

from workflow.intake.file_guard import check_text
from workflow.intake.sheet import CellError, Sheet, SheetRow, looks_like_error
from workflow.resources import BrokenFileError

_DELIMITERS = (";", "\t", ",")
_UTF16_MARKS = (b"\xff\xfe", b"\xfe\xff")
_LONGEST_FIELD = 131_072
_SAMPLE_ROWS = 40


def read_csv(path: Path) -> Sheet:
    """Return the rows of a CSV, numbered by the line on which each begins; raise BrokenFileError if it is not one."""
    check_text(path)
    text = _decoded(path)
    lines = text.splitlines(keepends=True)
    announced = lines[0].strip().lower() if lines else ""
    if announced.startswith("sep=") and len(announced) == len("sep=;"):
        return _parsed(path, lines[1:], announced[-1], first_line=2)
    return _parsed(path, lines, _delimiter(lines), first_line=1)


def _decoded(path: Path) -> str:
    content = path.read_bytes()
    if content.startswith(_UTF16_MARKS):
        encodings: tuple[str, ...] = ("utf-16",)
    else:
        encodings = ("utf-8-sig", "cp1252")
    for encoding in encodings:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise BrokenFileError(
        path, "il file non è un testo leggibile.", "Salvarlo di nuovo come «CSV UTF-8 (delimitato)» e riprovare."
    )


def _delimiter(lines: list[str]) -> str:
    """Return the separator that cuts the first rows into most columns; at a tie, the one of Italian spreadsheets."""
    sample = lines[:_SAMPLE_ROWS]
    widths = {}
    for delimiter in _DELIMITERS:
        widths[delimiter] = max((len(row) for row in csv.reader(sample, delimiter=delimiter)), default=0)
    return max(_DELIMITERS, key=lambda delimiter: widths[delimiter])


def _parsed(path: Path, lines: list[str], delimiter: str, first_line: int) -> Sheet:
    rows = []
    reader = csv.reader(io.StringIO("".join(lines), newline=""), delimiter=delimiter, strict=True)
    begins = first_line
    try:
        for record in reader:
            cells = [CellError(cell.strip()) if looks_like_error(cell) else (cell or None) for cell in record]
            rows.append(SheetRow(begins, cells))
            begins = first_line + reader.line_num
    except csv.Error as error:
        raise BrokenFileError(
            path,
            f"le virgolette di questa riga non tornano, o la cella supera {_LONGEST_FIELD} caratteri.",
            "Controllare che ogni virgoletta aperta sia chiusa.",
            line=begins,
        ) from error
    return Sheet(path.name, None, tuple(rows))
