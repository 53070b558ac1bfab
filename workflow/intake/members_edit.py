"""Adds a member to the person's own list, or writes that one has left, without rewriting the workbook."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from workflow.domain.member import Member
from workflow.intake.columns import column_by_key
from workflow.intake.member_cells import cells_of
from workflow.intake.member_rows import RowPlaces
from workflow.intake.members_file import ReadMembers, read_members
from workflow.intake.workbook_edit import Place, UnwritableWorkbookError, with_cells

_WORKBOOKS = (".xlsx", ".xlsm")
_LEFT, _UNTIL = "data_uscita", "fino_al"


@dataclass(frozen=True)
class MembersFile:
    """The workbook of a folder, as it was read."""

    path: Path
    read: ReadMembers
    places: RowPlaces


def open_members_file(folder: Path, read: ReadMembers) -> MembersFile:
    """Return the workbook in which the members were read; raise UnwritableWorkbookError for a CSV or none."""
    name = read.places.sheet.file if read.places is not None else "soci.xlsx"
    path = folder / name
    if read.places is None or path.suffix.lower() not in _WORKBOOKS:
        raise UnwritableWorkbookError(
            f"L'elenco dei soci di {folder} non è una cartella di lavoro: salvarlo come soci.xlsx e ripetere."
        )
    return MembersFile(path, read, read.places)


def with_member(file: MembersFile, member: Member) -> bytes:
    """Return the workbook with a member's rows under the last ones."""
    first = max((*file.places.numbers, file.places.header.row_number)) + 1
    rows = [{(first + place, key): value for key, value in row.items()} for place, row in enumerate(cells_of(member))]
    return _written(file, {place: value for row in rows for place, value in row.items()})


def with_departure(file: MembersFile, member: Member, left_on: date | None) -> bytes:
    """Return the workbook with the day a member left, and from which its points are out; None takes it back."""
    numbers = file.places.numbers
    cells: dict[tuple[int, str], Any] = {(numbers[member.index], _LEFT): left_on}
    cells |= {(numbers[point.index], _UNTIL): left_on for point in member.points if point.until_on is None}
    return _written(file, cells)


def read_back(path: Path) -> tuple[Member, ...]:
    """Return the members of a workbook just written."""
    return read_members(path).members


def _written(file: MembersFile, cells: Mapping[tuple[int, str], Any]) -> bytes:
    """Write the cells by row and column key; a column that the sheet lacks is added after the last."""
    header = file.places.header
    positions = {key: header.position_of(key) for _, key in cells}
    free = max(header.headings, default=-1) + 1
    placed: dict[Place, Any] = {}
    for key, position in positions.items():
        if position is None:
            placed[header.row_number, free] = column_by_key()[key].heading
            positions[key] = free
            free += 1
    placed |= {(row, positions[key] or 0): value for (row, key), value in cells.items()}
    return with_cells(file.path, file.places.sheet.name or "", placed)
