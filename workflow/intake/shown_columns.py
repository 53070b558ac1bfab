"""Chooses the columns of a list that is written: those of its kind, and those that somebody has filled."""

from collections.abc import Iterable, Mapping
from typing import Any

from workflow.domain.kind import Kind
from workflow.intake.columns import Column, columns_of, member_columns


def columns_with(kind: Kind, rows: Iterable[Mapping[str, Any]]) -> tuple[Column, ...]:
    """Return the columns in their order; no datum is left out because its kind does not ask for it."""
    shown = {column.key for column in columns_of(kind)} | {key for row in rows for key in row}
    return tuple(column for column in member_columns() if column.key in shown)
