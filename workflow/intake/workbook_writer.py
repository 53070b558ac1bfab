"""Writes `soci.xlsx`, to fill or filled, with drop-downs, notes and instructions: equal data, equal bytes."""

import io
from collections.abc import Sequence
from datetime import date, datetime, time
from decimal import Decimal
from enum import StrEnum
from itertools import groupby
from pathlib import Path
from typing import Any

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from workflow.domain.kind import Kind
from workflow.domain.member import Member
from workflow.domain.sheet_cell import put_text
from workflow.intake.columns import Column
from workflow.intake.drop_downs import add_drop_downs, choices_of
from workflow.intake.instructions_sheet import write_instructions
from workflow.intake.member_cells import cells_of
from workflow.intake.members_file import SHEET_NAME
from workflow.intake.shape import ValueKind
from workflow.intake.shown_columns import columns_with
from workflow.intake.workbook_style import band_format, cell_format, heading_format
from workflow.intake.written_values import shown_choice

# A workbook says when it was made; equal data must give equal bytes, so it always says the same.
_CREATED = datetime(2026, 1, 1)  # noqa: DTZ001 - a workbook knows no time zones
_BAND_ROW, _HEADING_ROW, _FIRST_DATA_ROW = 0, 1, 2
# Drop-downs and formats reach this far below the last filled row.
_SPARE_ROWS = 500
_FIRST_EXCEL_DAY = date(1900, 3, 1)
_FROZEN_COLUMNS = ("tipo", "cognome", "nome", "denominazione", "codice_fiscale")


def write_members_workbook(path: Path, kind: Kind, members: Sequence[Member] = ()) -> None:
    """Write the workbook of a kind of configuration; columns that it does not need appear if a member has them."""
    path.write_bytes(members_workbook(kind, members))


def members_workbook(kind: Kind, members: Sequence[Member] = ()) -> bytes:
    """Return the bytes of the workbook."""
    rows = [row for member in sorted(members, key=lambda member: member.index) for row in cells_of(member)]
    columns = columns_with(kind, rows)
    buffer = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(buffer, options) as workbook:
        workbook.set_properties({"title": "Elenco dei soci e dei punti di prelievo", "created": _CREATED})
        sheet = workbook.add_worksheet(SHEET_NAME)
        formats = {column.key: workbook.add_format(cell_format(column)) for column in columns}
        guarded = {column.key: workbook.add_format({**cell_format(column), "quote_prefix": True}) for column in columns}
        _write_headings(workbook, sheet, columns, formats)
        _write_rows(sheet, columns, (formats, guarded), rows)
        _set_page(sheet, kind, columns, len(rows))
        write_instructions(workbook, kind, columns)
        add_drop_downs(workbook, sheet, columns, _FIRST_DATA_ROW, _FIRST_DATA_ROW + len(rows) + _SPARE_ROWS)
        sheet.activate()
    return buffer.getvalue()


def _write_headings(workbook: Any, sheet: Worksheet, columns: tuple[Column, ...], formats: dict[str, Format]) -> None:
    position = 0
    for group, members in groupby(columns, key=lambda column: column.group):
        band, heading = workbook.add_format(band_format(group)), workbook.add_format(heading_format(group))
        for place, column in enumerate(members):
            # Not merged: a merged band would stand in the way of sorting and hiding columns.
            sheet.write_string(_BAND_ROW, position, group.value if place == 0 else "", band)
            sheet.write_string(_HEADING_ROW, position, column.heading, heading)
            sheet.write_comment(_HEADING_ROW, position, _note(column), {"x_scale": 2, "y_scale": 1.1, "visible": False})
            sheet.set_column(position, position, column.width, formats[column.key])
            position += 1
    sheet.set_row(_BAND_ROW, 20)
    sheet.set_row(_HEADING_ROW, 45)
    frozen = sum(1 for column in columns if column.key in _FROZEN_COLUMNS)
    sheet.freeze_panes(_FIRST_DATA_ROW, frozen)


def _note(column: Column) -> str:
    text = column.help
    if column.kind is ValueKind.DAY:
        text += "\nData: giorno/mese/anno."
    elif column.kind is ValueKind.YES_NO:
        text += "\nsì oppure no; vuoto se non è noto."
    elif column.kind is ValueKind.NUMBER:
        text += "\nNumero, con la virgola per i decimali."
    elif column.shape.choices is not None:
        text += f"\nUno di: {', '.join(choices_of(column))}."
    return text


def _write_rows(
    sheet: Worksheet,
    columns: tuple[Column, ...],
    formats: tuple[dict[str, Format], dict[str, Format]],
    rows: Sequence[dict[str, Any]],
) -> None:
    plain, guarded = formats
    for number, row in enumerate(rows, start=_FIRST_DATA_ROW):
        for position, column in enumerate(columns):
            if column.key in row:
                looks = (plain[column.key], guarded[column.key])
                _write_cell(sheet, (number, position), row[column.key], looks)


def _write_cell(sheet: Worksheet, at: tuple[int, int], value: Any, looks: tuple[Format, Format]) -> None:
    row, position = at
    cell_look, guarded_look = looks
    if isinstance(value, bool):
        sheet.write_string(row, position, "sì" if value else "no", cell_look)
    elif isinstance(value, date) and value >= _FIRST_EXCEL_DAY:
        sheet.write_datetime(row, position, datetime.combine(value, time.min), cell_look)
    elif isinstance(value, date):
        sheet.write_string(row, position, f"{value.day:02}/{value.month:02}/{value.year:04}", cell_look)
    elif isinstance(value, Decimal):
        sheet.write_number(row, position, float(value), cell_look)
    elif isinstance(value, StrEnum):
        sheet.write_string(row, position, shown_choice(value), cell_look)
    else:
        put_text(sheet, at, str(value), cell_look, guarded_look)


def _set_page(sheet: Worksheet, kind: Kind, columns: tuple[Column, ...], row_count: int) -> None:
    sheet.set_landscape()
    sheet.set_paper(8)  # A3: a list this wide does not fit A4
    sheet.set_print_scale(60)
    sheet.repeat_rows(_BAND_ROW, _HEADING_ROW)
    sheet.repeat_columns(0, sum(1 for column in columns if column.key in _FROZEN_COLUMNS) - 1)
    sheet.set_margins(left=0.4, right=0.4, top=0.6, bottom=0.6)
    sheet.set_footer(f"&L&9Elenco dei soci – {kind.value}&R&9pagina &P di &N")
    sheet.autofilter(_HEADING_ROW, 0, _FIRST_DATA_ROW + max(row_count, 1) - 1, len(columns) - 1)
    sheet.ignore_errors({"number_stored_as_text": f"A{_FIRST_DATA_ROW + 1}:XFD1048576"})
