"""Fills a profile with the facts of a dossier: typed cells, and what is still to be written by hand."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from workflow.bundle.exports.portal_facts import RowFacts, known_facts, rows_of
from workflow.bundle.exports.profile import Profile, ProfileColumn
from workflow.bundle.exports.sheet_table import SheetTable
from workflow.domain.dossier import Dossier
from workflow.domain.sheet_cell import csv_bytes
from workflow.resources import ProgramError


class UnknownFactError(ProgramError):
    """A profile that names a fact which its rows do not have."""

    exit_code = 4


@dataclass(frozen=True)
class Gap:
    """A cell to be completed by hand: whose row, which column, and why it is empty or not whole."""

    row: str
    heading: str
    reason: str


@dataclass(frozen=True)
class PortalTable:
    """A filled table with what it lacks."""

    profile: Profile
    rows: tuple[tuple[Any, ...], ...]
    gaps: tuple[Gap, ...]

    @property
    def headings(self) -> tuple[str, ...]:
        """The headings, in the order of the profile."""
        return tuple(column.heading for column in self.profile.columns)

    @property
    def csv(self) -> bytes:
        """The table as the profile wants it."""
        form = self.profile.csv
        return csv_bytes(
            [self.headings, *self.rows],
            delimiter=form.delimiter,
            decimal_sign=form.decimal,
            line_end=form.line_break,
            encoding=form.encoding,
        )

    @property
    def sheet(self) -> SheetTable:
        """The table for a workbook, under the label that says what it is worth."""
        return SheetTable(self.profile.title, self.headings, self.rows, f"{self.profile.title} – {self.profile.label}")


def fill(profile: Profile, dossier: Dossier) -> PortalTable:
    """Return the table of a dossier; raise UnknownFactError for a column that names no known fact."""
    named = {column.field for column in profile.columns if column.field is not None}
    unknown = sorted(named - known_facts(profile.rows))
    if unknown:
        known = ", ".join(sorted(known_facts(profile.rows)))
        raise UnknownFactError(
            f"Il profilo «{profile.name}» nomina «{unknown[0]}», che non c'è. Si può scrivere: {known}."
        )
    gaps: list[Gap] = []
    rows = []
    for row in rows_of(dossier, profile.rows):
        cells = []
        for column in profile.columns:
            value, gap = _cell(column, row)
            gap = gap or _lost_signs(value, profile.csv.encoding)
            cells.append(value)
            if gap:
                gaps.append(Gap(row.label, column.heading, gap))
        rows.append(tuple(cells))
    return PortalTable(profile, tuple(rows), tuple(gaps))


def _cell(column: ProfileColumn, row: RowFacts) -> tuple[Any, str]:
    """Return the value of a cell and, if it must not be empty and is, why it is."""
    is_due = column.required and (not column.due_for or row.nature is None or row.nature in column.due_for)
    if column.field is None:
        return None, (column.note or "nessun testo dice che cosa ci va") if is_due else ""
    value = row.facts[column.field]
    if value is None:
        return None, "il dato manca nel fascicolo" if is_due else ""
    if column.words is None:
        return (value.value.replace("_", " ") if isinstance(value, StrEnum) else value), ""
    written = column.words.get(_word(value))
    if written is None and is_due:
        return None, f"non è noto come il portale scrive «{_word(value).replace('_', ' ')}»"
    return written, ""


def _lost_signs(value: Any, encoding: str) -> str:
    """Say which signs of a text the CSV cannot hold: there a question mark takes their place."""
    if not isinstance(value, str):
        return ""
    lost = "".join(sign for sign in dict.fromkeys(value) if not sign.encode(encoding, errors="ignore"))
    return f"nel CSV la codifica {encoding} non ha «{lost}»: al suo posto c'è un punto interrogativo" if lost else ""


def _word(value: Any) -> str:
    return ("si" if value else "no") if isinstance(value, bool) else str(value)
