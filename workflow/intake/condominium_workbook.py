"""Reads the workbook of a batch: a sheet with a row for each condominium, a sheet with the members of all of them."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from workflow.domain.finding import FieldPath, Finding
from workflow.domain.identifiers.cell_text import text_of
from workflow.domain.member import Member
from workflow.intake.condominium_columns import CODE, find_path, shape_at
from workflow.intake.header_row import Header, find_header
from workflow.intake.import_findings import ImportFindings
from workflow.intake.member_rows import MemberRows
from workflow.intake.members_file import SHEET_NAME as MEMBERS_SHEET
from workflow.intake.shape import FieldShape, ValueKind
from workflow.intake.sheet import CellError, Sheet, SheetRow
from workflow.intake.workbook_reader import read_sheet
from workflow.intake.written_values import folded
from workflow.resources import BrokenFileError

SHEET_NAME = "Condomini"
_OTHER_SHEET_NAMES = ("Condomìni", "Elenco condomini", "Fascicoli", "Gruppi", "Configurazioni")
_MEMBERS_SHEETS = (MEMBERS_SHEET, "Elenco soci", "Membri", "Partecipanti", "Soci e POD")
_ROWS_SEARCHED = 40
_LEAST_HEADINGS = 3
_FULL_HOUR = re.compile(r"(\d{1,2}:\d{2}):00")


@dataclass(frozen=True)
class CondominiumRow:
    """A condominium: its code, the row it stands in, the value of each key that the row fills in."""

    code: str
    number: int
    values: dict[FieldPath, Any]
    problems: tuple[str, ...] = ()


@dataclass
class ReadBatch:
    """What the workbook says: the condominiums, the members and findings of each by code, what belongs to none."""

    rows: list[CondominiumRow] = field(default_factory=list)
    members: dict[str, tuple[Member, ...]] = field(default_factory=dict)
    findings: dict[str, tuple[Finding, ...]] = field(default_factory=dict)
    strays: list[tuple[int, str]] = field(default_factory=list)
    unknown_headings: tuple[str, ...] = ()


def read_batch_workbook(path: Path) -> ReadBatch:
    """Read both sheets; raise BrokenFileError if the file is not such a workbook.

    A value is taken as it is written: the folder that is made of it says what cannot be understood.
    """
    sheet = read_sheet(path, SHEET_NAME, *_OTHER_SHEET_NAMES)
    found = ReadBatch()
    _read_condominiums(sheet, found)
    _read_members(read_sheet(path, *_MEMBERS_SHEETS), found)
    return found


def _read_condominiums(sheet: Sheet, found: ReadBatch) -> None:
    heads = max(sheet.rows[:_ROWS_SEARCHED], key=_known, default=None)
    if heads is None or _known(heads) < _LEAST_HEADINGS:
        raise BrokenFileError(
            sheet.place,
            "non c'è una riga di intestazioni riconoscibili.",
            "Usare il foglio che «dossier-cer batch --template FILE.xlsx» prepara.",
        )
    columns: dict[int, FieldPath] = {}
    unknown = []
    for position, cell in enumerate(heads.cells):
        heading = _heading(cell)
        path = find_path(heading) if heading else None
        if path is not None and path not in columns.values():
            columns[position] = path
        elif heading:
            unknown.append(heading)
    if CODE not in columns.values():
        raise BrokenFileError(
            sheet.place, "manca la colonna «Codice condominio».", "Dare a ogni condominio un codice, uno per riga."
        )
    found.unknown_headings = tuple(unknown)
    for row in sheet.rows:
        if row.number > heads.number and not row.is_empty:
            _read_row(row, columns, found)


def _read_row(row: SheetRow, columns: dict[int, FieldPath], found: ReadBatch) -> None:
    values: dict[FieldPath, Any] = {}
    problems = []
    for position, path in columns.items():
        cell = row.cells[position] if position < len(row.cells) else None
        if isinstance(cell, CellError):
            problems.append(f"la cella di «{'.'.join(map(str, path))}» contiene un errore ({cell.shown or 'formula'})")
            continue
        value = _value(cell, shape_at(path))
        if value is not None:
            values[path] = value
    code = str(values.get(CODE, "")).strip()
    if not code:
        found.strays.append((row.number, "manca il codice del condominio"))
        return
    found.rows.append(CondominiumRow(code, row.number, values, tuple(problems)))


def _value(cell: Any, shape: FieldShape) -> Any:
    """Return a value as `fascicolo.yaml` will hold it; texts stay texts and are understood by who reads the file."""
    if cell is None or (isinstance(cell, str) and not cell.strip()):
        return None
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, bool | date):
        return cell
    if shape.kind is ValueKind.LIST:
        return tuple(part.strip() for part in re.split(r"[;\n]", text_of(cell)) if part.strip())
    if isinstance(cell, int | float):
        number = int(cell) if float(cell).is_integer() else Decimal(repr(cell))
        is_text = shape.kind in {ValueKind.TEXT, ValueKind.CHOICE}
        return str(number) if is_text else number
    return _FULL_HOUR.sub(r"\1", text_of(cell))


def _read_members(sheet: Sheet, found: ReadBatch) -> None:
    """Give each condominium its rows of the members' sheet, read as `soci.xlsx` is."""
    header = find_header(sheet, ImportFindings())
    position = _code_position(sheet, header)
    if position is None:
        raise BrokenFileError(
            sheet.place, "manca la colonna «Codice condominio».", "Ripetere in ogni riga il codice del condominio."
        )
    sheet = _without_heading(sheet, header.row_number, position)
    general = ImportFindings()
    header = find_header(sheet, general)
    above = tuple(row for row in sheet.rows if row.number <= header.row_number)
    groups: dict[str, list[SheetRow]] = {}
    known = {row.code for row in found.rows}
    for row in sheet.rows:
        if row.number <= header.row_number or row.is_empty:
            continue
        cell = row.cells[position] if position < len(row.cells) else None
        code = text_of(cell).strip() if cell is not None and not isinstance(cell, CellError) else ""
        if code in known:
            groups.setdefault(code, []).append(row)
        else:
            found.strays.append((row.number, _stray(sheet, code)))
    for code in known:
        findings = ImportFindings()
        own = replace(sheet, rows=(*above, *groups.get(code, ())))
        rows = MemberRows(own, header, findings)
        found.members[code] = rows.members()  # none at all is told by who reads the folder
        found.findings[code] = (*general.all, *findings.all)


def _stray(sheet: Sheet, code: str) -> str:
    return (
        f"nel foglio «{sheet.name}» il codice «{code}» non è di alcun condominio"
        if code
        else f"nel foglio «{sheet.name}» la riga non dice di quale condominio è"
    )


def _code_position(sheet: Sheet, header: Header) -> int | None:
    headings = next((row.cells for row in sheet.rows if row.number == header.row_number), ())
    return next((place for place, cell in enumerate(headings) if find_path(_heading(cell)) == CODE), None)


def _without_heading(sheet: Sheet, number: int, position: int) -> Sheet:
    """Return the sheet without the heading of the code, which no list of members knows."""
    return replace(sheet, rows=tuple(_blanked(sheet.rows, number, position)))


def _blanked(rows: Sequence[SheetRow], number: int, position: int) -> Iterator[SheetRow]:
    for row in rows:
        if row.number == number:
            yield SheetRow(number, [None if place == position else cell for place, cell in enumerate(row.cells)])
        else:
            yield row


def _known(row: SheetRow) -> int:
    return sum(1 for cell in row.cells if (heading := _heading(cell)) and find_path(heading) is not None)


def _heading(cell: Any) -> str:
    text = "" if cell is None or isinstance(cell, CellError) else text_of(cell).rstrip("*: ")
    return text if folded(text) else ""
