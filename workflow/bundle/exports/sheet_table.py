"""A table to hand out, and its workbook: numbers are numbers, and no program takes a text for a formula."""

import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

import xlsxwriter

from workflow.domain.sheet_cell import csv_value, put_text, workbook_text

# A workbook says when it was made; equal data must give equal bytes, so it always says the same.
_CREATED = datetime(2026, 1, 1)  # noqa: DTZ001 - a workbook knows no time zones
_FIRST_EXCEL_DAY = date(1900, 3, 1)
_LONGEST_SHEET_NAME = 31
_NARROWEST, _WIDEST, _MARGIN = 10, 60, 2
_FORBIDDEN_IN_NAMES = str.maketrans("[]:*?/\\", "       ")
_FONT = {"font_name": "Calibri", "font_size": 10, "valign": "top", "text_wrap": True}


@dataclass(frozen=True)
class SheetTable:
    """A table: its name, a line that stands above it, its headings and its rows of plain values."""

    name: str
    headings: tuple[str, ...]
    rows: tuple[tuple[Any, ...], ...]
    note: str = ""


def workbook_bytes(tables: Sequence[SheetTable], title: str) -> bytes:
    """Return the workbook, one sheet for each table; the same tables give the same bytes."""
    buffer = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(buffer, options) as workbook:
        workbook.set_properties({"title": workbook_text(title), "created": _CREATED})
        looks = _Looks(workbook)
        taken: set[str] = set()
        for table in tables:
            _write_table(workbook.add_worksheet(_sheet_name(table.name, taken)), table, looks)
    return buffer.getvalue()


class _Looks:
    """The formats of a workbook; each text look has its twin that forces text."""

    def __init__(self, workbook: Any) -> None:
        self.note = workbook.add_format({**_FONT, "italic": True, "text_wrap": False})
        self.heading = workbook.add_format({**_FONT, "bold": True, "bg_color": "#D6E6EC", "border": 1})
        self.text = workbook.add_format({**_FONT, "num_format": "@"})
        self.guarded = workbook.add_format({**_FONT, "num_format": "@", "quote_prefix": True})
        self.number = workbook.add_format(_FONT)
        self.day = workbook.add_format({**_FONT, "num_format": "dd/mm/yyyy"})


def _write_table(sheet: Any, table: SheetTable, looks: _Looks) -> None:
    row = 0
    if table.note:
        put_text(sheet, (row, 0), table.note, looks.note, looks.note)
        row += 1
    for column, heading in enumerate(table.headings):
        put_text(sheet, (row, column), heading, looks.heading, looks.heading)
        sheet.set_column(column, column, _width(table, column))
    sheet.freeze_panes(row + 1, 0)
    sheet.autofilter(row, 0, row + max(len(table.rows), 1), len(table.headings) - 1)
    for number, values in enumerate(table.rows, start=row + 1):
        for column, value in enumerate(values):
            _write_value(sheet, (number, column), value, looks)
    sheet.ignore_errors({"number_stored_as_text": "A1:XFD1048576"})
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0, row)


def _write_value(sheet: Any, at: tuple[int, int], value: Any, looks: _Looks) -> None:
    if value is None or value == "":
        return
    if isinstance(value, Decimal | int) and not isinstance(value, bool):
        sheet.write_number(*at, float(value), looks.number)
    elif isinstance(value, date) and value >= _FIRST_EXCEL_DAY:
        sheet.write_datetime(*at, datetime.combine(value, time.min), looks.day)
    else:
        text = value if isinstance(value, str) else csv_value(value)
        put_text(sheet, at, text, looks.text, looks.guarded)


def _width(table: SheetTable, column: int) -> int:
    longest = max((len(str(row[column] or "")) for row in table.rows), default=0)
    return min(max(_NARROWEST, longest + _MARGIN, len(table.headings[column]) // 2 + _MARGIN), _WIDEST)


def _sheet_name(name: str, taken: set[str]) -> str:
    """Return a name that a workbook takes, and that no other sheet of it has."""
    plain = " ".join(name.translate(_FORBIDDEN_IN_NAMES).split()).strip("'") or "Foglio"
    candidate, number = plain[:_LONGEST_SHEET_NAME], 2
    while candidate.casefold() in taken:
        tail = f" {number}"
        candidate, number = plain[: _LONGEST_SHEET_NAME - len(tail)] + tail, number + 1
    taken.add(candidate.casefold())
    return candidate
