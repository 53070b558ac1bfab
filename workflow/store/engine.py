"""The one factory of database engines, SQLite or PostgreSQL: writers one at a time, readers on a still picture."""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from platformdirs import user_data_path
from sqlalchemy import URL, Connection, Engine, create_engine, event
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError, OperationalError

from workflow.resources import ProgramError
from workflow.store import closed_file

ARCHIVE_VARIABLE = "DOSSIER_CER_ARCHIVE"
READS_ONLY = "reads_only"
_PATIENCE_MS = 30_000
_WRITERS_LOCK = 20_240_124  # any number, the same for every process: PostgreSQL's lock that writers queue for
_PRIVATE_FILE = 0o600
_PRIVATE_FOLDER = 0o700


class ArchiveUrlError(ProgramError):
    """An archive address that is not understood."""

    exit_code = 2


class ArchiveFolderError(ProgramError):
    """A folder where the file of an archive is to be."""

    exit_code = 2


class ArchiveUnreachableError(ProgramError):
    """An archive that does not answer at its address, or refuses to."""

    exit_code = 3


class ArchiveRefusedError(ProgramError):
    """A write that the database could not do: it is busy, or the disk is full."""

    exit_code = 6


class DamagedArchiveError(ProgramError):
    """A file that is not a database, or no longer a whole one."""

    exit_code = 4


def archive_url(given: str | None) -> str:
    """Return the archive's address: the one given, else the environment's, else a file in the user's data folder."""
    chosen = given or os.environ.get(ARCHIVE_VARIABLE)
    if not chosen:  # an empty variable is one that is not set
        return f"sqlite:///{user_data_path('dossier-cer', appauthor=False) / 'archivio.sqlite'}"
    return chosen if "://" in chosen else f"sqlite:///{Path(chosen).expanduser().resolve()}"


def engine_for(url: str) -> Engine:
    """Return the engine for an address; nobody else creates engines.

    SQLite's driver lets two writers read the same row and lose one of the updates without an
    error, and PostgreSQL refuses one of them half-way: beginning every writing transaction as
    the only writer prevents both. Transactions of an engine with the option READS_ONLY wait
    for nobody and see the archive as it was when they began.
    """
    address = _address(url)
    if address.get_backend_name() == "sqlite":
        return _sqlite_engine(address)
    return _postgresql_engine(address)


def database_file(engine: Engine) -> Path | None:
    """Return the file of a SQLite archive; None for a server's database."""
    if engine.url.get_backend_name() != "sqlite" or not engine.url.database or engine.url.database == ":memory:":
        return None
    return Path(engine.url.database)


def shown(engine: Engine) -> str:
    """Return the archive's address for people, without a password."""
    file = database_file(engine)
    return str(file) if file is not None else engine.url.render_as_string(hide_password=True)


@contextmanager
def explained(engine: Engine) -> Iterator[None]:
    """Turn the database's own errors that a person can put right into sentences with an exit code."""
    try:
        yield
    except DBAPIError as error:
        known = _explanation(error, shown(engine))
        if known is None:
            raise
        raise known from error


def _address(url: str) -> URL:
    try:
        address = make_url(url)
    except ArgumentError as error:
        raise ArchiveUrlError(
            f"L'indirizzo dell'archivio «{url}» non è valido: usare un file, sqlite:///percorso o "
            "postgresql://utente@server/archivio."
        ) from error
    backend = address.get_backend_name()
    if backend not in {"sqlite", "postgresql"}:
        raise ArchiveUrlError(f"L'archivio «{backend}» non è sostenuto: usare un file SQLite o PostgreSQL.")
    return address.set(drivername="postgresql+psycopg") if address.drivername == "postgresql" else address


def _sqlite_engine(address: URL) -> Engine:
    if address.database and address.database != ":memory:":
        _make_private(Path(address.database))
    engine = create_engine(address, connect_args={"timeout": _PATIENCE_MS / 1000, "isolation_level": None})
    event.listen(engine, "connect", _prepare)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _postgresql_engine(address: URL) -> Engine:
    settings = f"-c timezone=UTC -c lock_timeout={_PATIENCE_MS}"
    try:
        engine = create_engine(address, connect_args={"options": settings, "connect_timeout": 10})
    except (ModuleNotFoundError, NoSuchModuleError) as error:
        raise ArchiveUrlError(
            'Per un archivio PostgreSQL serve il suo driver: installare "dossier-cer[postgres]".'
        ) from error
    event.listen(engine, "begin", _begin_postgresql)
    return engine


def _make_private(path: Path) -> None:
    """Create the file and its folder so that only the user can read them; the people in it have not agreed to more."""
    if path.is_dir():
        raise ArchiveFolderError(
            f"{path} è una cartella, e l'archivio è un file: dire anche il nome, per esempio "
            f"{path / 'archivio.sqlite'}."
        )
    if not path.parent.exists():
        path.parent.mkdir(parents=True, mode=_PRIVATE_FOLDER)
    if not path.exists():
        path.touch(mode=_PRIVATE_FILE)
    path.chmod(_PRIVATE_FILE)


def _prepare(connection: sqlite3.Connection, _record: Any) -> None:
    cursor = connection.cursor()
    for pragma in (
        f"busy_timeout={_PATIENCE_MS}",
        "journal_mode=WAL",
        "synchronous=FULL",
        "foreign_keys=ON",
        "secure_delete=ON",
    ):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    if connection.get_execution_options().get(READS_ONLY):
        connection.exec_driver_sql("BEGIN")
        return
    connection.exec_driver_sql("BEGIN IMMEDIATE")
    file = database_file(connection.engine)
    if file is not None:
        closed_file.break_seal(file)  # under the writers' lock: whoever seals holds it too


def _begin_postgresql(connection: Connection) -> None:
    if connection.get_execution_options().get(READS_ONLY):
        connection.exec_driver_sql("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
    else:
        connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_WRITERS_LOCK})")


# What the drivers say, the refusal it is, and how it is told to people.
_KNOWN: tuple[tuple[tuple[str, ...], type[ProgramError], str], ...] = (
    (("disk is full", "no space left"), ArchiveRefusedError,
     "non si può scrivere: il disco è pieno. Nulla è cambiato."),
    (("disk I/O error",), ArchiveRefusedError, "non si può leggere o scrivere: errore del disco."),
    (("is locked", "lock timeout"), ArchiveRefusedError, "è occupato da un'altra scrittura: ripetere fra poco."),
    (("malformed", "not a database", "decode to UTF-8"), DamagedArchiveError,
     ("è danneggiato: controllarlo con «dossier-cer archive verify» e tornare all'ultima copia con "
     "«dossier-cer archive restore».")),
    (("readonly database", "read-only", "permission denied"), ArchiveRefusedError,
     "non si può scrivere: manca il permesso."),
)  # fmt: skip


def _explanation(error: DBAPIError, archive: str) -> ProgramError | None:
    said = str(error.orig).casefold()
    for words, refusal, message in _KNOWN:
        if any(word.casefold() in said for word in words):
            return refusal(f"L'archivio {archive} {message}")
    if isinstance(error, OperationalError):
        return ArchiveUnreachableError(f"L'archivio {archive} non risponde: controllare indirizzo, rete e permessi.")
    return None
