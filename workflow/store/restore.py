"""Puts a backup back, into SQLite or PostgreSQL whichever it came from: all of it in one transaction, or nothing."""

import hashlib
import json
import zipfile
import zlib
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, DateTime, Engine, MetaData, Table, func, insert, select, text

from workflow.resources import ProgramError
from workflow.store import schema
from workflow.store.backup import FORMAT, FORMAT_VERSION, LEFT_OUT, MANIFEST, Backup, backup_path, write_backup
from workflow.store.contents import content_problems
from workflow.store.engine import explained
from workflow.store.files import StoredFiles
from workflow.store.row_seals import seal_everything
from workflow.store.zip_stamp import is_whole

_PIECE = 500
_CHUNK = 1 << 20
# What the libraries raise on a zip that is none, is cut, or has one wrong bit (which may say «encrypted»).
_UNREADABLE = (
    OSError, EOFError, zipfile.BadZipFile, zipfile.LargeZipFile, zlib.error, KeyError, ValueError, TypeError,
    AttributeError, NotImplementedError, RuntimeError,
)  # fmt: skip


class BrokenBackupError(ProgramError):
    """A file that is not a backup of the archive, or not a whole one."""

    exit_code = 4


class ArchiveNotEmptyError(ProgramError):
    """An archive that already holds dossiers: a restoration never writes over them unasked."""

    exit_code = 6


def read_manifest(path: Path) -> dict[str, Any]:
    """Return the manifest of a backup after re-hashing everything it names; raise BrokenBackupError."""
    try:
        if not is_whole(path):
            raise BrokenBackupError(f"La copia {path} è alterata o incompleta: usarne un'altra.")
        with zipfile.ZipFile(path) as archive:
            manifest: dict[str, Any] = json.loads(archive.read(MANIFEST))
            if (manifest["format"], manifest["version"]) != (FORMAT, FORMAT_VERSION):
                raise BrokenBackupError(f"{path} non è una copia dell'archivio che questa versione sa leggere.")
            wrong = [name for name, sha256 in manifest["members"].items() if _sha256(archive, name) != sha256]
            strangers = set(archive.namelist()) - set(manifest["members"]) - {MANIFEST}
    except FileNotFoundError as error:
        raise BrokenBackupError(f"La copia {path} non esiste.") from error
    except _UNREADABLE as error:
        raise BrokenBackupError(f"{path} non è una copia intera dell'archivio: usarne un'altra.") from error
    if wrong or strangers:
        raise BrokenBackupError(f"La copia {path} è alterata ({len(wrong) + len(strangers)} parti): usarne un'altra.")
    return manifest


def restore(engine: Engine, path: Path, *, replace: bool = False) -> Backup | None:
    """Put the backup in place of what is there; return the backup made of that first, if there was any.

    Raises BrokenBackupError, ArchiveNotEmptyError unless `replace`; then nothing has changed.
    """
    manifest = read_manifest(path)
    before = None
    with explained(engine), zipfile.ZipFile(path) as archive, engine.begin() as connection:
        if _holds_dossiers(connection):
            if not replace:
                raise ArchiveNotEmptyError(
                    "L'archivio contiene già dei fascicoli: indicarne un altro con --archive, oppure aggiungere "
                    "--replace (ne viene fatta prima una copia)."
                )
            before = write_backup(engine, backup_path(engine, "prima-del-ripristino"))
        _clear(connection)
        schema.migrate(connection, manifest["schema"])
        _fill(connection, archive, StoredFiles(engine))
        schema.migrate(connection)
        seal_everything(connection)
        problems = content_problems(connection)
        if problems:
            raise BrokenBackupError(f"La copia {path} non torna: {problems[0].message} Nulla è stato cambiato.")
    return before


def _holds_dossiers(connection: Connection) -> bool:
    if schema.revision_of(connection) is None:
        return False
    return bool(connection.execute(text("SELECT count(*) FROM dossier")).scalar_one())


def _clear(connection: Connection) -> None:
    tables = MetaData()
    tables.reflect(connection)
    tables.drop_all(connection)


def _fill(connection: Connection, archive: zipfile.ZipFile, files: StoredFiles) -> None:
    tables = MetaData()
    tables.reflect(connection)
    for table in tables.sorted_tables:
        name = f"righe/{table.name}.jsonl"
        if table.name in LEFT_OUT or name not in archive.namelist():
            continue
        for rows in _pieces(_rows(archive, name, table)):
            if table.name == "file":
                _take_files(rows, archive, files)
            connection.execute(insert(table), rows)
        if connection.dialect.name == "postgresql":
            _set_sequence(connection, table)


def _rows(archive: zipfile.ZipFile, name: str, table: Table) -> Iterator[dict[str, Any]]:
    instants = [column.name for column in table.columns if isinstance(column.type, DateTime)]
    with archive.open(name) as member:
        for line in member:
            row: dict[str, Any] = json.loads(line)
            for column in instants:
                at = datetime.fromisoformat(row[column]).astimezone(UTC)
                row[column] = at if getattr(table.c[column].type, "timezone", False) else at.replace(tzinfo=None)
            yield row


def _pieces(rows: Iterator[dict[str, Any]]) -> Iterator[list[dict[str, Any]]]:
    piece: list[dict[str, Any]] = []
    for row in rows:
        piece.append(row)
        if len(piece) == _PIECE:
            yield piece
            piece = []
    if piece:
        yield piece


def _take_files(rows: list[dict[str, Any]], archive: zipfile.ZipFile, files: StoredFiles) -> None:
    """Give the rows their bytes, or put these beside the archive; what the backup calls lost stays lost."""
    held = set(archive.namelist())
    for row in rows:
        name = f"file/{row['sha256']}"
        content = archive.read(name) if name in held else None
        row["content"] = None if files.folder is not None else content
        if content is not None:
            files.put(row["sha256"], content)


def _set_sequence(connection: Connection, table: Table) -> None:
    highest = connection.execute(select(func.max(table.c.id))).scalar()
    if highest is not None:
        named = connection.execute(select(func.pg_get_serial_sequence(table.name, "id"))).scalar_one()
        connection.execute(select(func.setval(named, highest)))


def _sha256(archive: zipfile.ZipFile, name: str) -> str:
    digest = hashlib.sha256()
    with archive.open(name) as member:
        while chunk := member.read(_CHUNK):
            digest.update(chunk)
    return digest.hexdigest()
