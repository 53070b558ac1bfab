"""Writes a backup of the archive: a zip of rows, files and fingerprints that SQLite and PostgreSQL both restore."""

import hashlib
import json
import os
import secrets
import shutil
import sqlite3
import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from platformdirs import user_data_path
from sqlalchemy import Connection, Engine, LargeBinary, MetaData, Table, select

from workflow import __version__, clock
from workflow.store.engine import READS_ONLY, DamagedArchiveError, database_file, engine_for, shown
from workflow.store.files import StoredFiles
from workflow.store.zip_stamp import stamp

FORMAT = "dossier-cer/archivio"
FORMAT_VERSION = 1
MANIFEST = "manifest.json"
LEFT_OUT = frozenset({"alembic_version", "seal"})  # the first is in the manifest, the second is made anew
_PRIVATE_FILE = 0o600
_PRIVATE_FOLDER = 0o700
_UNFINISHED = ".dossier-cer-copia-"
_NOBODY_S_AFTER_SECONDS = 3600


@dataclass(frozen=True)
class Backup:
    """A backup just written: how much it holds, and the files that the archive itself had lost."""

    path: Path
    dossiers: int
    rows: int
    files: int
    lost: tuple[str, ...]


def backup_path(engine: Engine, why: str = "copia") -> Path:
    """Return the name of a new backup: in `copie` beside a SQLite archive, in the user's data folder for a server."""
    file = database_file(engine)
    folder = user_data_path("dossier-cer", appauthor=False) if file is None else file.parent
    stem = "archivio" if file is None else file.stem
    return folder / "copie" / f"{stem}-{clock.now():%Y%m%d-%H%M%S}-{secrets.token_hex(2)}-{why}.zip"


def write_backup(engine: Engine, target: Path) -> Backup:
    """Write the whole archive as it is at this moment, whoever is writing; the name appears when all is in it."""
    target.parent.mkdir(parents=True, exist_ok=True, mode=_PRIVATE_FOLDER)
    _sweep(target.parent)
    beside = target.with_name(f"{_UNFINISHED}{secrets.token_hex(4)}.zip")
    try:
        with (
            still_picture(engine, target.parent) as connection,
            zipfile.ZipFile(beside, "x", zipfile.ZIP_DEFLATED) as archive,
        ):
            beside.chmod(_PRIVATE_FILE)
            made = _Writer(archive, connection, StoredFiles(engine)).write(target)
        stamp(beside)
        with beside.open("rb") as stream:
            os.fsync(stream.fileno())
        os.replace(beside, target)  # noqa: PTH105 - one step
    finally:
        beside.unlink(missing_ok=True)
    return made


@contextmanager
def still_picture(engine: Engine, near: Path) -> Iterator[Connection]:
    """Yield a connection to the archive as it is now: SQLite's own copy of the file, or a server's still transaction.

    Raises DamagedArchiveError if the copy is not a whole database.
    """
    file = database_file(engine)
    if file is None:
        with engine.execution_options(**{READS_ONLY: True}).begin() as connection:
            yield connection
        return
    with tempfile.TemporaryDirectory(prefix=_UNFINISHED, dir=near) as folder:
        copy = Path(folder) / "copia.sqlite"
        _copy(file, copy, shown(engine))
        frozen = engine_for(f"sqlite:///{copy}")
        try:
            with frozen.begin() as connection:
                yield connection
        finally:
            frozen.dispose()


def _sweep(folder: Path) -> None:
    """Remove what backups that were killed have left, once it is old enough to be nobody's."""
    for leftover in folder.glob(f"{_UNFINISHED}*"):
        if clock.now().timestamp() - leftover.stat().st_mtime > _NOBODY_S_AFTER_SECONDS:
            if leftover.is_dir():
                shutil.rmtree(leftover, ignore_errors=True)
            else:
                leftover.unlink(missing_ok=True)


def _copy(file: Path, copy: Path, name: str) -> None:
    source, target = sqlite3.connect(file), sqlite3.connect(copy)
    try:
        source.backup(target)
        is_whole = target.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    except (sqlite3.DatabaseError, UnicodeDecodeError):  # what it says of the damage may itself be damaged
        is_whole = False
    finally:
        source.close()
        target.close()
    if not is_whole:
        raise DamagedArchiveError(f"L'archivio {name} è danneggiato: non se ne fa una copia che sembrerebbe buona.")


class _Writer:
    """Writes one backup into an open zip."""

    def __init__(self, archive: zipfile.ZipFile, connection: Connection, files: StoredFiles) -> None:
        self._archive = archive
        self._connection = connection
        self._files = files
        self._members: dict[str, str] = {}
        self._rows: dict[str, int] = {}

    def write(self, target: Path) -> Backup:
        """Write rows, files and, last, the manifest with their fingerprints."""
        tables = MetaData()
        tables.reflect(self._connection)
        for table in tables.sorted_tables:
            if table.name not in LEFT_OUT:
                self._write_rows(table)
        lost = self._write_files(tables.tables["file"]) if "file" in tables.tables else []
        schema = self._connection.execute(select(tables.tables["alembic_version"].c.version_num)).scalar_one()
        manifest = {
            "format": FORMAT,
            "version": FORMAT_VERSION,
            "program": __version__,
            "made_at": clock.now().isoformat(),
            "schema": schema,
            "rows": self._rows,
            "members": self._members,
            "lost": lost,
        }
        self._archive.writestr(MANIFEST, json.dumps(manifest, indent=2, sort_keys=True))
        files = sum(name.startswith("file/") for name in self._members)
        return Backup(target, self._rows.get("dossier", 0), sum(self._rows.values()), files, tuple(lost))

    def _write_rows(self, table: Table) -> None:
        columns = [column for column in table.columns if not isinstance(column.type, LargeBinary)]
        query = select(*columns).order_by(*table.primary_key.columns).execution_options(yield_per=500)
        digest, count, name = hashlib.sha256(), 0, f"righe/{table.name}.jsonl"
        with self._archive.open(name, "w", force_zip64=True) as member:
            for row in self._connection.execute(query).mappings():
                line = (json.dumps(dict(row), ensure_ascii=False, sort_keys=True, default=_portable) + "\n").encode()
                digest.update(line)
                member.write(line)
                count += 1
        self._members[name], self._rows[table.name] = digest.hexdigest(), count

    def _write_files(self, table: Table) -> list[str]:
        lost = []
        for (sha256,) in self._connection.execute(select(table.c.sha256).order_by(table.c.sha256)).all():
            content = self._content(table, sha256)
            if content is None or hashlib.sha256(content).hexdigest() != sha256:
                lost.append(sha256)
                continue
            self._archive.writestr(f"file/{sha256}", content)
            self._members[f"file/{sha256}"] = sha256
        return lost

    def _content(self, table: Table, sha256: str) -> bytes | None:
        if self._files.folder is not None:
            path = self._files.path_of(sha256)
            return path.read_bytes() if path.is_file() else None
        found = self._connection.execute(select(table.c.content).where(table.c.sha256 == sha256)).scalar_one()
        return None if found is None else bytes(found)


def _portable(value: Any) -> str:
    """Return an instant in the one form that both databases read back; SQLite keeps UTC without saying so."""
    if isinstance(value, datetime):
        return (value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)).isoformat()
    raise TypeError(f"a {type(value).__name__} in a row")
