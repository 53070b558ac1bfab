"""Gathers the rows of a sheet into members: one row per POD, rows with the same codice fiscale are one member."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from pydantic import ValidationError

from workflow.domain.finding import FieldPath
from workflow.domain.member import Member
from workflow.intake.cell_values import read_cell
from workflow.intake.columns import POINTS_KEY, Column, column_by_key, find_column
from workflow.intake.header_row import HEADINGS_PATH, Header
from workflow.intake.import_findings import ImportFindings
from workflow.intake.sheet import Sheet, SheetRow, column_letter
from workflow.intake.written_values import UnreadableValueError, shown_choice

_KEYS = ("codice_fiscale", "partita_iva")
_NAMES = ("nome", "cognome", "denominazione")


@dataclass(frozen=True)
class RowPlaces:
    """Where the rows and columns of a member list stand in its sheet."""

    sheet: Sheet
    header: Header
    numbers: tuple[int, ...]

    def of(self, path: FieldPath) -> str:
        """Return «soci.xlsx, foglio «Soci», riga 7, colonna «POD»» for a path such as ("soci", 4, "pod")."""
        place = self.sheet.place
        if path[:2] == HEADINGS_PATH:
            return f"{place}, riga {self.header.row_number}"
        if len(path) > 1 and isinstance(path[1], int) and path[1] < len(self.numbers):
            place += f", riga {self.numbers[path[1]]}"
        column = find_column(tuple(str(step) for step in path[2:])) if len(path) > len(("soci", "row")) else None
        if column is None:
            return place
        position = self.header.position_of(column.key)
        if position is None:
            return f"{place}, colonna «{column.heading}» (che manca)"
        return f"{place}, colonna «{self.header.headings[position]}» ({column_letter(position)})"


@dataclass
class _Row:
    index: int
    number: int
    values: dict[str, Any]
    unread: set[str]

    @property
    def codes(self) -> dict[str, str]:
        """The codes that say whose row it is, by column."""
        return {key: f"{key}:{self.values[key]}" for key in _KEYS if key in self.values}


@dataclass
class _Gathered:
    """A member being put together: the value of each of its columns, the row that gave it, and its points."""

    index: int
    values: dict[str, Any] = field(default_factory=dict)
    given_by: dict[str, int] = field(default_factory=dict)
    points: list[dict[str, Any]] = field(default_factory=list)


class MemberRows:
    """Reads the rows under a header, one after the other."""

    def __init__(self, sheet: Sheet, header: Header, findings: ImportFindings) -> None:
        self._findings = findings
        # The same words come back in thousands of cells.
        self._read_before: dict[tuple[str, type, Any], Any] = {}
        filled = [row for row in sheet.rows if row.number > header.row_number and not self._is_blank(row, header)]
        self._rows = filled
        self.places = RowPlaces(sheet, header, tuple(row.number for row in filled))

    @property
    def count(self) -> int:
        """How many rows hold data."""
        return len(self._rows)

    def members(self) -> tuple[Member, ...]:
        """Return the members in the order of their first row; what cannot be read is left unknown and reported."""
        gathered: list[_Gathered] = []
        by_code: dict[str, _Gathered] = {}
        for index, row in enumerate(self._rows):
            read = self._read(index, row)
            if not read.values.keys() & {*_KEYS, *_NAMES}:
                # A name that was there and could not be read has been reported already.
                if not read.unread & {*_KEYS, *_NAMES}:
                    self._findings.add("IMP-16", ("soci", index), self.places.of(("soci", index)))
                continue
            known = _find_known(read, by_code, gathered)
            if known is None:
                known = _Gathered(index)
                gathered.append(known)
            for key, code in read.codes.items():
                if by_code.setdefault(code, known) is not known:
                    self._shared_code(by_code[code], read, key)
                    del read.values[key]
            self._take(known, read)
        return tuple(self._member(each) for each in gathered)

    def _is_blank(self, row: SheetRow, header: Header) -> bool:
        return all(position >= len(row.cells) or _is_blank_cell(row.cells[position]) for position in header.columns)

    def _read(self, index: int, row: SheetRow) -> _Row:
        values: dict[str, Any] = {}
        unread: set[str] = set()
        cells = row.cells
        for position, column in self.places.header.columns.items():
            cell = cells[position] if position < len(cells) else None
            if cell is None:
                continue
            try:
                value = self._cell(column, cell)
            except UnreadableValueError as error:
                self._report(error, column, ("soci", index, column.key))
                unread.add(column.key)
                continue
            if value is not None:
                values[column.key] = value
        return _Row(index, row.number, values, unread)

    def _cell(self, column: Column, cell: Any) -> Any:
        known = (column.key, type(cell), cell)
        if known not in self._read_before:
            self._read_before[known] = read_cell(column, cell)
        return self._read_before[known]

    def _report(self, error: UnreadableValueError, column: Column, path: FieldPath) -> None:
        said = {"campo": column.heading, **error.values}
        self._findings.add(error.code, path, self.places.of(path), wording=error.wording, **said)

    def _shared_code(self, other: _Gathered, row: _Row, key: str) -> None:
        path: FieldPath = ("soci", row.index, key)
        self._findings.add(
            "IMP-15",
            path,
            self.places.of(path),
            wording="altro_socio",
            campo=column_by_key()[key].heading,
            valore=row.values[key],
            riga=other.given_by[key],
            altra_riga=row.number,
        )

    def _take(self, known: _Gathered, row: _Row) -> None:
        columns = column_by_key()
        point: dict[str, Any] = {}
        for key, value in row.values.items():
            column = columns[key]
            if column.is_of_point:
                point[key] = value
            elif key not in known.values:
                known.values[key] = value
                known.given_by[key] = row.number
            elif known.values[key] != value:
                self._conflict(known, row, column, value)
        if point:
            known.points.append({**point, "index": row.index})

    def _conflict(self, known: _Gathered, row: _Row, column: Column, value: Any) -> None:
        path: FieldPath = ("soci", row.index, column.key)
        self._findings.add(
            "IMP-15",
            path,
            self.places.of(path),
            campo=column.heading,
            socio=next((known.values[key] for key in _KEYS if key in known.values), ""),
            riga=known.given_by[column.key],
            valore=_shown(known.values[column.key]),
            altra_riga=row.number,
            altro_valore=_shown(value),
        )

    def _member(self, gathered: _Gathered) -> Member:
        data: dict[str, Any] = {"index": gathered.index, POINTS_KEY: gathered.points}
        for key, value in gathered.values.items():
            *groups, last = column_by_key()[key].inner
            node = data
            for group in groups:
                node = node.setdefault(group, {})
            node[last] = value
        try:
            return Member.model_validate(data)
        except ValidationError as refused:
            for error in refused.errors(include_url=False):
                self._refuse(gathered, error, data)
            return Member.model_validate(data)

    def _refuse(self, gathered: _Gathered, error: Any, data: dict[str, Any]) -> None:
        """Report a value that the limits of a record refuse (only its length, or its characters) and leave it out."""
        location = tuple(error["loc"])
        is_of_point = location[0] == POINTS_KEY
        row = gathered.points[location[1]]["index"] if is_of_point else gathered.index
        column = find_column((str(location[-1]),) if is_of_point else tuple(str(step) for step in location))
        node: Any = data
        for step in location[:-1]:
            node = node[step]
        value = node.pop(location[-1])
        if column is None:
            return
        path: FieldPath = ("soci", row, column.key)
        too_long = error["type"] == "string_too_long"
        self._findings.add(
            "IMP-08",
            path,
            self.places.of(path),
            wording="lungo" if too_long else "caratteri",
            campo=column.heading,
            valore=str(value) if too_long else "",
            limite=error.get("ctx", {}).get("max_length"),
        )


def _find_known(row: _Row, by_code: dict[str, _Gathered], gathered: list[_Gathered]) -> _Gathered | None:
    """Return the member that a row goes on: the one with its code or, without a code, the same name just above."""
    codes = row.codes.values()
    if codes:
        return next((by_code[code] for code in codes if code in by_code), None)
    if gathered and all(gathered[-1].values.get(name) == row.values.get(name) for name in _NAMES):
        return gathered[-1]
    return None


def _is_blank_cell(cell: Any) -> bool:
    return cell is None or (isinstance(cell, str) and not cell.strip())


def _shown(value: Any) -> Any:
    return shown_choice(value) if hasattr(value, "value") else value


def renumbered(members: Iterable[Member]) -> tuple[Member, ...]:
    """Return the members with the row numbers that they have when written one after the other."""
    result = []
    row = 0
    for member in members:
        points = tuple(point.model_copy(update={"index": row + place}) for place, point in enumerate(member.points))
        result.append(member.model_copy(update={"index": row, "points": points}))
        row += max(1, len(points))
    return tuple(result)
