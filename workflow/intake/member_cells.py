"""Lays a member out in rows of cells by column key: one row for each point, the member's data in the first."""

from typing import Any

from workflow.domain.member import Member, MemberTitle
from workflow.domain.record import Record
from workflow.intake.columns import Column, member_columns
from workflow.intake.shape import shape_of

# Repeated in every row of a member, so that each row says whose it is; the rest would only invite differences.
_REPEATED = ("cognome", "nome", "denominazione", "codice_fiscale", "partita_iva")


def cells_of(member: Member) -> list[dict[str, Any]]:
    """Return the rows of a member; blanks are absent keys."""
    own = _cells(member, [column for column in member_columns() if not column.is_of_point])
    if member.title is MemberTitle.MEMBER:
        # Blank means member; the column matters only to groups.
        own.pop("titolo", None)
    repeated = {key: own[key] for key in _REPEATED if key in own}
    of_point = [column for column in member_columns() if column.is_of_point]
    points = [_cells(point, of_point) for point in sorted(member.points, key=lambda point: point.index)]
    if not points:
        return [own]
    return [{**own, **points[0]}, *({**repeated, **point} for point in points[1:])]


def _cells(record: Record, columns: list[Column]) -> dict[str, Any]:
    cells = {}
    for column in columns:
        value = _value_at(record, column.inner)
        if value is not None:
            cells[column.key] = value
    return cells


def _value_at(record: Record, keys: tuple[str, ...]) -> Any:
    value = getattr(record, shape_of(type(record))[keys[0]].name)
    return _value_at(value, keys[1:]) if isinstance(value, Record) else value
