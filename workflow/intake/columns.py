"""The columns of `soci.xlsx`: key, heading, group, and the place of each value in a member or in its point."""

from dataclasses import dataclass
from enum import StrEnum
from functools import cache

from workflow.domain.kind import Kind
from workflow.domain.member import Member, WithdrawalPoint
from workflow.domain.record import Record
from workflow.intake.column_headings import HEADINGS, POINT_HEADINGS, Heading
from workflow.intake.shape import FieldShape, ValueKind, shape_of

POINTS_KEY = "punti"


class Group(StrEnum):
    """The coloured bands of the sheet."""

    MEMBER = "Dati del socio"
    PARTICIPATION = "Partecipazione"
    REPRESENTATIVE = "Chi firma per il socio (enti, imprese, condomìni)"
    POINT = "Punto di prelievo (un POD per riga)"


@dataclass(frozen=True)
class Column:
    """A column: `inner` are the keys that lead to its value, in the member or, if `is_of_point`, in the point."""

    key: str
    heading: str
    group: Group
    inner: tuple[str, ...]
    is_of_point: bool
    shape: FieldShape
    synonyms: tuple[str, ...]
    kinds: frozenset[Kind]
    width: int
    help: str

    @property
    def kind(self) -> ValueKind:
        """What may be written in its cells."""
        return self.shape.kind


@cache
def member_columns() -> tuple[Column, ...]:
    """Return every column that is read, in the order in which they are written."""
    of_member = [_column(heading, Member, is_of_point=False) for heading in HEADINGS]
    of_point = [_column(heading, WithdrawalPoint, is_of_point=True) for heading in POINT_HEADINGS]
    return (*of_member, *of_point)


@cache
def column_by_key() -> dict[str, Column]:
    """Return the columns by their key, which is also the last step of a finding's path."""
    return {column.key: column for column in member_columns()}


def columns_of(kind: Kind) -> tuple[Column, ...]:
    """Return the columns that a new workbook of this kind shows."""
    return tuple(column for column in member_columns() if kind in column.kinds)


def find_column(steps: tuple[str, ...]) -> Column | None:
    """Return the column of a path inside a row: its key, or the keys of the record that hold its value."""
    by_key = column_by_key()
    if len(steps) == 1:
        return by_key.get(steps[0])
    return next((column for column in by_key.values() if not column.is_of_point and column.inner == steps), None)


def _column(heading: Heading, record: type[Record], *, is_of_point: bool) -> Column:
    shape = _shape_at(record, heading.inner)
    return Column(
        key=heading.key,
        heading=heading.text,
        group=_group(heading, is_of_point=is_of_point),
        inner=heading.inner,
        is_of_point=is_of_point,
        shape=shape,
        synonyms=heading.synonyms,
        kinds=heading.kinds,
        width=heading.width,
        help=heading.help or shape.description,
    )


def _group(heading: Heading, *, is_of_point: bool) -> Group:
    if is_of_point:
        return Group.POINT
    if heading.inner[0] == "rappresentante":
        return Group.REPRESENTATIVE
    return Group.PARTICIPATION if heading.is_participation else Group.MEMBER


def _shape_at(record: type[Record], inner: tuple[str, ...]) -> FieldShape:
    shape = shape_of(record)[inner[0]]
    return shape if shape.record is None else _shape_at(shape.record, inner[1:])
