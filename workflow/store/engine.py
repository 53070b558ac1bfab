"""The one factory of database engines: WAL, immediate transactions, foreign keys, a private file."""

import os
import sqlite3
from pathlib import Path
from typing import Any

from platformdirs import user_data_path
from sqlalchemy import Engine, create_engine, event
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

from workflow.resources import ProgramError

ARCHIVE_VARIABLE = "DOSSIER_CER_ARCHIVE"
_BUSY_TIMEOUT_MS = 5000
_PRIVATE_FILE = 0o600
_PRIVATE_FOLDER = 0o700


class ArchiveUrlError(ProgramError):
    """An archive address that is not understood."""

    exit_code = 2


def archive_url(given: str | None) -> str:
    """Return the archive's address: the one given, else the environment's, else a file in the user's data folder."""
    chosen = given or os.environ.get(ARCHIVE_VARIABLE)
    if chosen is None:
        return f"sqlite:///{user_data_path('dossier-cer', appauthor=False) / 'archivio.sqlite'}"
    return chosen if "://" in chosen else f"sqlite:///{Path(chosen).expanduser().resolve()}"


def engine_for(url: str) -> Engine:
    """Return the engine for an address; nobody else creates engines.

    The database driver's own default lets two writers read the same row and lose one of the
    updates without an error; beginning every transaction as a writer prevents it.
    """
    try:
        address = make_url(url)
    except ArgumentError as error:
        raise ArchiveUrlError(
            f"L'indirizzo dell'archivio «{url}» non è valido: usare un file o sqlite:///percorso."
        ) from error
    if address.get_backend_name() != "sqlite":
        raise ArchiveUrlError(
            f"L'archivio «{address.get_backend_name()}» non è ancora sostenuto: usare un file SQLite."
        )
    if address.database and address.database != ":memory:":
        _make_private(Path(address.database))
    engine = create_engine(address, connect_args={"timeout": _BUSY_TIMEOUT_MS / 1000, "isolation_level": None})
    event.listen(engine, "connect", _prepare)
    event.listen(engine, "begin", _begin_as_writer)
    return engine


def _make_private(path: Path) -> None:
    """Create the file and its folder so that only the user can read them; the people in it have not agreed to more."""
    if not path.parent.exists():
        path.parent.mkdir(parents=True, mode=_PRIVATE_FOLDER)
    if not path.exists():
        path.touch(mode=_PRIVATE_FILE)
    path.chmod(_PRIVATE_FILE)


def _prepare(connection: sqlite3.Connection, _record: Any) -> None:
    cursor = connection.cursor()
    for pragma in (
        f"busy_timeout={_BUSY_TIMEOUT_MS}",
        "journal_mode=WAL",
        "synchronous=FULL",
        "foreign_keys=ON",
        "secure_delete=ON",
    ):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin_as_writer(connection: Any) -> None:
    connection.exec_driver_sql("BEGIN IMMEDIATE")
