"""Writes single cells into a person's own workbook, leaving every other part of the file byte for byte as it was."""

import io
import re
import zipfile
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from enum import StrEnum
from pathlib import Path
from typing import Any

from lxml import etree

from workflow.intake.sheet import column_letter
from workflow.intake.workbook_child import column_index, sheet_part
from workflow.intake.written_values import shown_choice
from workflow.resources import ProgramError

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
_STYLES = "xl/styles.xml"
_FIRST_EXCEL_DAY = date(1900, 3, 1)
_EXCEL_EPOCH = date(1899, 12, 30)
# The formats that the standard reserves to dates; others are told by their letters.
_DATE_FORMATS = frozenset({*range(14, 18), 22})
_DATE_LETTERS = re.compile(r"[dDyY]")
_QUOTED = re.compile(r'"[^"]*"|\[[^\]]*\]|\\.')
_REFERENCE = re.compile(r"([A-Z]+)([0-9]+)")

Place = tuple[int, int]


class UnwritableWorkbookError(ProgramError):
    """A workbook whose cells cannot be written without touching what a person put there."""

    exit_code = 6


def with_cells(path: Path, sheet_name: str, cells: Mapping[Place, Any]) -> bytes:
    """Return the workbook with the values at (row from 1, column from 0); a value that is None empties the cell.

    A new cell takes the look of its column, else of the one above it. Raises UnwritableWorkbookError for a cell that
    holds a formula.
    """
    part = sheet_part(path, sheet_name)
    if part is None:
        raise UnwritableWorkbookError(f"{path.name}: il foglio «{sheet_name}» non si trova. Nulla è stato scritto.")
    with zipfile.ZipFile(path) as archive:
        parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False)
        sheet = _Sheet(etree.fromstring(archive.read(part), parser), _date_styles(archive, parser), path.name)
        for (row, column), value in sorted(cells.items(), key=lambda item: item[0]):
            sheet.put(row, column, value)
        return _repacked(archive, part, sheet.xml())


class _Sheet:
    def __init__(self, root: Any, date_styles: frozenset[int], name: str) -> None:
        self._root = root
        self._date_styles = date_styles
        self._name = name
        self._data = root.find(_tag("sheetData"))
        if self._data is None:
            raise UnwritableWorkbookError(
                f"{name}: il foglio è scritto in una variante del formato che il programma legge e non scrive. "
                "Salvarlo di nuovo come «Cartella di lavoro di Excel (.xlsx)» e ripetere. Nulla è stato scritto."
            )
        self._rows = {int(row.get("r")): row for row in self._data.iter(_tag("row")) if row.get("r")}

    def xml(self) -> bytes:
        """Return the part."""
        content: bytes = etree.tostring(self._root, xml_declaration=True, encoding="UTF-8", standalone=True)
        return content

    def put(self, number: int, column: int, value: Any) -> None:
        """Write one value, or empty its cell."""
        cell = self._cell(number, column)
        if cell.find(_tag("f")) is not None:
            place = f"{column_letter(column)}{number}"
            raise UnwritableWorkbookError(
                f"{self._name}: la cella {place} contiene una formula, che il programma non sostituisce. "
                "Scrivere il valore al suo posto e ripetere. Nulla è stato scritto."
            )
        for child in list(cell):
            cell.remove(child)
        cell.attrib.pop("t", None)
        is_date = isinstance(value, date) and int(cell.get("s", "0")) in self._date_styles
        if isinstance(value, date) and is_date and value >= _FIRST_EXCEL_DAY:
            etree.SubElement(cell, _tag("v")).text = str((value - _EXCEL_EPOCH).days)
        elif isinstance(value, Decimal | int) and not isinstance(value, bool):
            etree.SubElement(cell, _tag("v")).text = f"{value:f}" if isinstance(value, Decimal) else str(value)
        elif value is not None:
            cell.set("t", "inlineStr")
            text = etree.SubElement(etree.SubElement(cell, _tag("is")), _tag("t"))
            text.text = _text(value)
            text.set(_SPACE, "preserve")

    def _cell(self, number: int, column: int) -> Any:
        row = self._row(number)
        place = 0
        for cell in row:
            found = column_index(_REFERENCE.match(cell.get("r", "A1"))[1])  # type: ignore[index] # written by a program
            if found == column:
                return cell
            if found > column:
                break
            place += 1
        cell = etree.Element(_tag("c"), r=f"{column_letter(column)}{number}")
        style = self._style_of(number, column)
        if style is not None:
            cell.set("s", style)
        row.insert(place, cell)
        return cell

    def _row(self, number: int) -> Any:
        if number not in self._rows:
            row = etree.Element(_tag("row"), r=str(number))
            later = [other for other in self._rows if other > number]
            if later:
                self._rows[min(later)].addprevious(row)
            else:
                self._data.append(row)
            self._rows[number] = row
        return self._rows[number]

    def _style_of(self, number: int, column: int) -> str | None:
        """Return the look of the column, else of the cell above."""
        for columns in self._root.iter(_tag("col")):
            if int(columns.get("min")) <= column + 1 <= int(columns.get("max")) and columns.get("style"):
                return str(columns.get("style"))
        above = self._rows.get(number - 1)
        reference = f"{column_letter(column)}{number - 1}"
        for cell in above if above is not None else ():
            if cell.get("r") == reference and cell.get("s") is not None:
                return str(cell.get("s"))
        return None


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return "sì" if value else "no"
    if isinstance(value, date):
        return f"{value.day:02}/{value.month:02}/{value.year:04}"
    return shown_choice(value) if isinstance(value, StrEnum) else str(value)


def _date_styles(archive: zipfile.ZipFile, parser: Any) -> frozenset[int]:
    """Return the looks that show a number as a date."""
    if _STYLES not in archive.namelist():
        return frozenset()
    root = etree.fromstring(archive.read(_STYLES), parser)
    codes = {int(one.get("numFmtId")): one.get("formatCode", "") for one in root.iter(_tag("numFmt"))}
    dates = _DATE_FORMATS | {number for number, code in codes.items() if _DATE_LETTERS.search(_QUOTED.sub("", code))}
    formats = root.find(_tag("cellXfs"))
    styles = [] if formats is None else [int(one.get("numFmtId", "0")) for one in formats]
    return frozenset(place for place, number in enumerate(styles) if number in dates)


def _repacked(archive: zipfile.ZipFile, part: str, content: bytes) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as copy:
        for member in archive.infolist():
            copy.writestr(member, content if member.filename == part else archive.read(member.filename))
    return buffer.getvalue()


def _tag(name: str) -> str:
    return f"{{{_MAIN}}}{name}"
