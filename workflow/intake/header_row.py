"""Finds the row of headings in a sheet, under any titles, and tells which column holds what."""

import re
from dataclasses import dataclass
from functools import cache

from workflow.domain.finding import FieldPath
from workflow.domain.identifiers.cell_text import text_of
from workflow.intake.column_headings import INSEPARABLE
from workflow.intake.columns import Column, column_by_key, member_columns
from workflow.intake.import_findings import ImportFindings
from workflow.intake.sheet import CellError, Sheet, SheetRow, column_letter
from workflow.intake.written_values import folded
from workflow.resources import BrokenFileError

# Titles and letterheads above the headings are seldom longer.
_ROWS_SEARCHED = 40
# One known heading may be a title by chance («Comune»); two side by side are headings.
_LEAST_HEADINGS = 2
# The path of a finding about the headings, which are no row of data.
HEADINGS_PATH: FieldPath = ("soci", "intestazioni")
_IN_BRACKETS = re.compile(r"\([^)]*\)")


@dataclass(frozen=True)
class Header:
    """The row of headings: for each position in a row, the column that it holds."""

    row_number: int
    columns: dict[int, Column]
    headings: dict[int, str]

    def position_of(self, key: str) -> int | None:
        """Return where a column lies in the rows."""
        return next((position for position, column in self.columns.items() if column.key == key), None)


def find_header(sheet: Sheet, findings: ImportFindings) -> Header:
    """Return the first row with the most known headings, and report what is unknown, doubled or missing in it.

    Raises BrokenFileError if no row of the sheet looks like headings.
    """
    best = max(sheet.rows[:_ROWS_SEARCHED], key=_known_headings, default=None)
    if best is None or _known_headings(best) < _LEAST_HEADINGS:
        first = next((row for row in sheet.rows if not row.is_empty), None)
        said = "il foglio è vuoto" if first is None else "non c'è una riga di intestazioni riconoscibili"
        raise BrokenFileError(
            sheet.place,
            f"{said}: servono titoli di colonna come «Codice fiscale», «Cognome», «Nome», «POD».",
            "Usare il modello soci.xlsx creato da «dossier-cer new».",
        )
    return _header(sheet, best, findings)


def _header(sheet: Sheet, row: SheetRow, findings: ImportFindings) -> Header:
    place = f"{sheet.place}, riga {row.number}"
    columns: dict[int, Column] = {}
    headings: dict[int, str] = {}
    unknown: list[str] = []
    joined: list[str] = []
    for position, cell in enumerate(row.cells):
        heading = _heading_text(cell)
        if not heading:
            continue
        headings[position] = heading
        column = find_by_heading(heading)
        if column is None:
            (joined if folded(heading) in _inseparable() else unknown).append(heading)
            continue
        first = next((known for known, held in columns.items() if held is column), None)
        if first is not None:
            findings.add(
                "IMP-13",
                HEADINGS_PATH,
                place,
                colonna=heading,
                prima=column_letter(first),
                seconda=column_letter(position),
            )
            continue
        columns[position] = column
    header = Header(row.number, columns, headings)
    _report(header, joined, unknown, findings, place)
    return header


def _report(header: Header, joined: list[str], unknown: list[str], findings: ImportFindings, place: str) -> None:
    has_names = header.position_of("cognome") is not None and header.position_of("nome") is not None
    if not has_names:
        for heading in joined:
            findings.add("IMP-14", HEADINGS_PATH, place, colonna=heading)
    left = [f"«{heading}»" for heading in ([*joined, *unknown] if has_names else unknown)]
    if left:
        findings.add("IMP-12", HEADINGS_PATH, place, colonne=left)
    for wanted, known in _NEEDED:
        if not joined and all(header.position_of(key) is None for key in known):
            findings.add("IMP-11", HEADINGS_PATH, place, colonna=wanted)
    if joined and header.position_of("codice_fiscale") is None and header.position_of("partita_iva") is None:
        findings.add("IMP-11", HEADINGS_PATH, place, colonna=_NEEDED[0][0])


# What a list of members cannot do without, by the words of the message and the columns any of which is enough.
_NEEDED = (
    ("«Codice fiscale»", ("codice_fiscale", "partita_iva")),
    ("«Cognome» (o «Denominazione» per enti e imprese)", ("cognome", "denominazione")),
    ("«Nome» (o «Denominazione» per enti e imprese)", ("nome", "denominazione")),
    ("«POD»", ("pod",)),
)


def find_by_heading(heading: str) -> Column | None:
    """Return the column that a heading names, whatever its case, accents, spaces, punctuation and unit."""
    names = _names()
    return names.get(folded(heading)) or names.get(folded(_IN_BRACKETS.sub("", heading)))


def _known_headings(row: SheetRow) -> int:
    headings = [_heading_text(cell) for cell in row.cells]
    return sum(1 for heading in headings if heading and (find_by_heading(heading) or folded(heading) in _inseparable()))


def _heading_text(cell: object) -> str:
    return "" if cell is None or isinstance(cell, CellError) else text_of(cell).rstrip("*: ")


@cache
def _names() -> dict[str, Column]:
    names = {folded(key): column for key, column in column_by_key().items()}
    for column in member_columns():
        for name in (column.heading, *column.synonyms):
            names[folded(name)] = column
    return names


@cache
def _inseparable() -> frozenset[str]:
    return frozenset(folded(heading) for heading in INSEPARABLE)
