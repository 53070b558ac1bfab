"""Writes the list of members as CSV for an Italian spreadsheet, with nothing in it that a program would run."""

import csv
import io
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any

from workflow.domain.kind import Kind
from workflow.domain.member import Member
from workflow.intake.member_cells import cells_of
from workflow.intake.shown_columns import columns_with
from workflow.intake.written_values import shown_choice

# A cell that begins so is a formula to a spreadsheet, in plain or full-width signs.
_FORMULA_HEADS = ("=", "+", "-", "@", "\t", "\r", "\0", "＝", "＋", "－", "＠")


def members_csv(kind: Kind, members: Sequence[Member]) -> bytes:
    """Return the bytes: UTF-8 with its mark, semicolons, one row for each point."""
    rows = [row for member in sorted(members, key=lambda member: member.index) for row in cells_of(member)]
    columns = columns_with(kind, rows)
    buffer = io.StringIO()
    writer = csv.writer(buffer, delimiter=";", lineterminator="\r\n")
    writer.writerow([column.heading for column in columns])
    for row in rows:
        writer.writerow([_cell(row.get(column.key)) for column in columns])
    return buffer.getvalue().encode("utf-8-sig")


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "sì" if value else "no"
    if isinstance(value, date):
        return f"{value.day:02}/{value.month:02}/{value.year:04}"
    if isinstance(value, Decimal):
        return f"{value:f}".replace(".", ",")
    text = shown_choice(value) if isinstance(value, StrEnum) else str(value)
    return f"'{text}" if text.startswith(_FORMULA_HEADS) else text
