"""One wrong bit anywhere in what the archive keeps: `archive verify` notices it."""

import random
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, Engine, text

from tests.builders.archives import filled
from workflow.store import closed_file
from workflow.store.archive import Archive
from workflow.store.closed_file import SealState
from workflow.store.engine import engine_for
from workflow.store.tables import ArchiveTable
from workflow.store.verify import verify

SEED = 20_261_122
TABLES = sorted(ArchiveTable.metadata.tables)


@pytest.fixture
def chance() -> random.Random:
    return random.Random(SEED)  # noqa: S311  # a repeatable choice of bits, not a secret


@pytest.fixture
def flips(*, all_faults: bool) -> int:
    return 300 if all_faults else 30


@pytest.fixture
def closed(tmp_path: Path) -> Path:
    """A closed SQLite archive with something in every table."""
    path = tmp_path / "a.sqlite"
    with Archive.open(str(path)) as archive:
        filled(archive, tmp_path / "cartella")
    assert verify(str(path)).problems == []
    return path


def flipped(content: bytes, chance: random.Random) -> bytes:
    place = chance.randrange(len(content))
    return content[:place] + bytes([content[place] ^ 1 << chance.randrange(8)]) + content[place + 1 :]


def test_in_the_file_of_a_closed_database(
    closed: Path, chance: random.Random, flips: int, note: Callable[[str, str], None]
) -> None:
    whole = closed.read_bytes()
    for _ in range(flips):
        closed.write_bytes(flipped(whole, chance))
        assert not verify(str(closed)).is_sound
        for leftover in closed.parent.glob("a.sqlite-*"):
            leftover.unlink()
    closed.write_bytes(whole)
    assert verify(str(closed)).problems == []
    note("one bit in a closed database", f"{flips} of {flips} noticed")


def test_in_the_stored_files(closed: Path, chance: random.Random, flips: int, note: Callable[[str, str], None]) -> None:
    files = sorted(closed.with_name("a.sqlite.file").rglob("*/*"))
    for _ in range(flips):
        file = chance.choice(files)
        whole = file.read_bytes()
        file.write_bytes(flipped(whole, chance))
        assert [problem.message.split(": ")[-1] for problem in verify(str(closed)).problems] == ["è alterato."]
        file.write_bytes(whole)
    assert verify(str(closed)).problems == []
    note("one bit in a stored file", f"{flips} of {flips} noticed")


def test_in_the_rows_of_a_database_that_is_open(
    closed: Path, tmp_path: Path, chance: random.Random, flips: int, note: Callable[[str, str], None]
) -> None:
    closed_file.break_seal(closed)  # so that the seals of the rows are alone
    other = tmp_path / "guasto.sqlite"
    shutil.copytree(closed.with_name("a.sqlite.file"), tmp_path / "guasto.sqlite.file")
    for _ in range(flips):
        shutil.copy(closed, other)
        database = sqlite3.connect(other)
        for (trigger,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            database.execute(f"DROP TRIGGER {trigger}")
        where = flip_a_value(SqliteRows(database), chance)
        database.commit()
        database.close()
        found = verify(str(other))
        assert found.seal is SealState.ABSENT
        assert not found.is_sound, where
    note("one bit in a row of an open SQLite archive", f"{flips} of {flips} noticed (free pages are exempt)")


def test_in_the_rows_and_files_of_a_server(
    postgresql: Any, tmp_path: Path, chance: random.Random, flips: int, note: Callable[[str, str], None]
) -> None:
    url = postgresql.new_database()
    with Archive.open(url) as archive:
        filled(archive, tmp_path / "cartella")
    assert verify(url).problems == []
    engine = engine_for(url)
    free_of_constraints(engine)
    assert verify(url).problems == []
    for _ in range(flips):
        with engine.connect() as connection:
            connection.exec_driver_sql("SET session_replication_role = replica")  # no triggers, no foreign keys
            where, undo = flip_on_server(connection, chance)
            connection.commit()
        assert not verify(url).is_sound, where
        with engine.connect() as connection:
            connection.exec_driver_sql("SET session_replication_role = replica")
            connection.execute(*undo)
            connection.commit()
    engine.dispose()
    assert verify(url).problems == []
    note("one bit in a row or file of a PostgreSQL archive", f"{flips} of {flips} noticed")


def free_of_constraints(engine: Engine) -> None:
    """Take away the keys that would refuse a wrong value: a disk asks nobody."""
    keys = text("SELECT conrelid::regclass::text, conname FROM pg_constraint WHERE contype IN ('p', 'u') "
                "AND connamespace = 'public'::regnamespace")  # fmt: skip
    with engine.begin() as connection:
        for table, name in connection.execute(keys).all():
            connection.execute(text(f"ALTER TABLE {table} DROP CONSTRAINT {name} CASCADE"))


class SqliteRows:
    """The values of a SQLite database, read and written as they are."""

    def __init__(self, database: sqlite3.Connection) -> None:
        self.database = database

    def values(self) -> Iterator[tuple[str, str, int, Any]]:
        for table in (*TABLES, "alembic_version"):
            cursor = self.database.execute(f"SELECT rowid, * FROM {table}")  # noqa: S608 - a table name of our own
            names = [column[0] for column in cursor.description[1:]]
            for row_id, *row in cursor.fetchall():
                yield from ((table, name, row_id, value) for name, value in zip(names, row, strict=True))


def flip_a_value(rows: SqliteRows, chance: random.Random) -> tuple[str, str, int]:
    table, name, row_id, value = chance.choice([one for one in rows.values() if one[3] not in (None, "")])
    if isinstance(value, int):
        wrong, slot = value ^ 1 << chance.randrange(31), "?"
    else:
        wrong, slot = flipped(value.encode(), chance), "CAST(? AS TEXT)"
    try:
        rows.database.execute(f"UPDATE {table} SET {name} = {slot} WHERE rowid = ?", (wrong, row_id))  # noqa: S608 - a table name of our own
    except sqlite3.IntegrityError:  # a key that is taken: the database itself refuses it
        return flip_a_value(rows, chance)
    return table, name, row_id


def flip_on_server(connection: Connection, chance: random.Random) -> tuple[str, tuple[Any, dict[str, Any]]]:
    """Flip a bit of a value, of a kind that a server can hold; return where, and the statement that puts it back."""
    values = [
        (table, name, place, value)
        for table in TABLES
        for place, *row in connection.execute(text(f"SELECT ctid::text, * FROM {table}")).all()  # noqa: S608 - a table name of our own
        for name, value in zip(ArchiveTable.metadata.tables[table].columns.keys(), row, strict=True)
        if isinstance(value, str | int | bytes) and value not in ("", b"")
    ]
    table, name, place, value = chance.choice(values)
    wrong = wrong_value(value, chance)
    where = connection.execute(
        text(f"UPDATE {table} SET {name} = :wrong WHERE ctid = :place ::tid RETURNING ctid::text"),  # noqa: S608 - a table name of our own
        {"wrong": wrong, "place": place},
    ).scalar_one()
    back = text(f"UPDATE {table} SET {name} = :value WHERE ctid = :place ::tid")  # noqa: S608 - a table name of our own
    return f"{table}.{name}", (back, {"value": value, "place": where})


def wrong_value(value: Any, chance: random.Random) -> Any:
    if isinstance(value, bool):
        return not value
    if isinstance(value, int):
        return value ^ 1 << chance.randrange(30)
    if isinstance(value, bytes):
        return flipped(value, chance)
    while True:  # a server refuses text that is not UTF-8, and so would its disk's checksum
        wrong = flipped(value.encode(), chance)
        try:
            text_ = wrong.decode()
        except UnicodeDecodeError:
            continue
        if "\0" not in text_:
            return text_
