"""The seal of every row: its fingerprint as the database holds it, written in the same transaction as the row."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, RowMapping, Select, bindparam, delete, event, insert, select, table
from sqlalchemy import column as named
from sqlmodel import Session

from workflow.store.closed_file import sha256_of_text
from workflow.store.tables import ArchiveTable, SealRow

_SEALS = ArchiveTable.metadata.tables[SealRow.__tablename__]
_APART = {"content": "file"}  # the bytes of a file have a fingerprint of their own
SEALED = tuple(
    name for name in ArchiveTable.metadata.tables if name != SealRow.__tablename__
)  # every table but the seals themselves


@dataclass(frozen=True)
class SealFault:
    """A row whose seal does not fit it, or a seal or a row without the other."""

    table: str
    row_id: int
    problem: str


class SealedSession(Session):
    """A session that seals what it writes; rows are changed through it, never by bulk statements."""


@event.listens_for(SealedSession, "after_flush")
def _seal_changes(session: SealedSession, _context: Any) -> None:
    connection = session.connection()
    gone: dict[str, list[int]] = {}
    written: dict[str, list[int]] = {}
    for row in session.deleted:
        gone.setdefault(row.__tablename__, []).append(row.id)
    for row in (*session.new, *session.dirty):
        if row.__tablename__ in SEALED:
            written.setdefault(row.__tablename__, []).append(row.id)
    for name, ids in (*gone.items(), *written.items()):
        _unseal(connection, name, ids)
    for name, ids in written.items():
        seal_rows(connection, name, ids)


def seal_rows(connection: Connection, name: str, ids: Sequence[int] | None = None) -> None:
    """Write the seals of the rows given, or of every row of the table."""
    seals = [
        {"table_name": name, "row_id": found, "sha256": seal} for found, seal in _fingerprints(connection, name, ids)
    ]
    if seals:
        connection.execute(insert(_SEALS), seals)


def seal_everything(connection: Connection) -> None:
    """Seal every row anew, as after a migration or a restoration, whose own checks come first."""
    connection.execute(delete(_SEALS))
    for name in SEALED:
        seal_rows(connection, name)


def seal_faults(connection: Connection, name: str) -> list[SealFault]:
    """Return the rows of a table that are not as they were written, were added or are gone."""
    rows = select(_SEALS.c.row_id, _SEALS.c.sha256).where(_SEALS.c.table_name == name)
    expected = {row.row_id: row.sha256 for row in connection.execute(rows)}
    faults = []
    for row_id, found in _fingerprints(connection, name):
        if expected.pop(row_id, None) != found:
            faults.append(SealFault(name, row_id, "la riga non è più com'era quando è stata scritta"))
    return faults + [SealFault(name, row_id, "la riga non c'è più") for row_id in expected]


def strangers(connection: Connection) -> list[SealFault]:
    """Return the seals of tables that do not exist."""
    rows = connection.execute(select(_SEALS.c.table_name, _SEALS.c.row_id).where(_SEALS.c.table_name.not_in(SEALED)))
    return [SealFault(name, row_id, "il sigillo parla di una tabella che non c'è") for name, row_id in rows]


def _unseal(connection: Connection, name: str, ids: Sequence[int]) -> None:
    wanted = delete(_SEALS).where(_SEALS.c.table_name == name, _SEALS.c.row_id.in_(bindparam("ids", expanding=True)))
    for piece in _pieces(ids):
        connection.execute(wanted, {"ids": piece})


def _fingerprints(connection: Connection, name: str, ids: Sequence[int] | None = None) -> Iterator[tuple[int, str]]:
    """Yield (key, fingerprint) of rows as the driver reads them, so that no conversion hides a change."""
    columns = [c.name for c in ArchiveTable.metadata.tables[name].columns if _APART.get(c.name) != name]
    query: Select[*tuple[Any, ...]] = select(*(named(c) for c in columns)).select_from(table(name))
    if ids is None:
        for row in connection.execute(query.execution_options(yield_per=1000)).mappings():
            yield row["id"], _fingerprint(row)
        return
    some = query.where(named("id").in_(bindparam("ids", expanding=True)))
    for piece in _pieces(ids):
        for row in connection.execute(some, {"ids": piece}).mappings():
            yield row["id"], _fingerprint(row)


def _fingerprint(row: RowMapping) -> str:
    return sha256_of_text(json.dumps(dict(row), sort_keys=True, separators=(",", ":"), default=_as_text))


def _as_text(value: Any) -> str:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    return repr(value)


def _pieces(ids: Sequence[int]) -> Iterator[Sequence[int]]:
    for start in range(0, len(ids), 500):
        yield ids[start : start + 500]
