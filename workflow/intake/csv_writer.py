"""Writes the list of members as CSV for an Italian spreadsheet, with nothing in it that a program would run."""

from collections.abc import Sequence

from workflow.domain.kind import Kind
from workflow.domain.member import Member
from workflow.domain.sheet_cell import csv_bytes
from workflow.intake.member_cells import cells_of
from workflow.intake.shown_columns import columns_with


def members_csv(kind: Kind, members: Sequence[Member]) -> bytes:
    """Return the bytes: UTF-8 with its mark, semicolons, one row for each point."""
    rows = [row for member in sorted(members, key=lambda member: member.index) for row in cells_of(member)]
    columns = columns_with(kind, rows)
    headings = [column.heading for column in columns]
    return csv_bytes([headings, *([row.get(column.key) for column in columns] for row in rows)])
