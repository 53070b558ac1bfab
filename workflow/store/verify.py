"""Verifies a whole archive without changing it: the closed file, the database, its rows, its files, its leftovers."""

from collections.abc import Callable
from dataclasses import dataclass, field
from json import JSONDecodeError
from pathlib import Path

from sqlalchemy import Connection, Engine, text
from sqlalchemy.exc import DBAPIError

from workflow.resources import ProgramError
from workflow.store import closed_file, schema
from workflow.store.closed_file import SealState
from workflow.store.contents import Problem, content_problems, file_problems
from workflow.store.engine import READS_ONLY, archive_url, database_file, engine_for, explained, shown
from workflow.store.files import StoredFiles


class ArchiveMissingError(ProgramError):
    """No archive at the address."""

    exit_code = 3


@dataclass
class Verification:
    """What was found; `seal` tells whether every byte of the file could be compared, free pages included."""

    archive: str
    seal: SealState | None
    dossiers: int = 0
    problems: list[Problem] = field(default_factory=list)

    @property
    def is_sound(self) -> bool:
        """Whether nothing that the archive holds is altered or missing."""
        return not any(problem.is_error for problem in self.problems)


def verify(url: str | None) -> Verification:
    """Verify the archive at the address; the file is compared with its seal before anything opens it.

    Raises ArchiveMissingError if there is none, ArchiveUnreachableError if a server does not answer.
    """
    address = archive_url(url)
    _assert_there(address)
    engine = engine_for(address)
    try:
        if database_file(engine) is None:  # a server that does not answer is not a damaged archive
            with explained(engine):
                engine.connect().close()
        return _verified(engine)
    finally:
        engine.dispose()


def _assert_there(address: str) -> None:
    if address.startswith("sqlite:///") and not Path(address.removeprefix("sqlite:///")).is_file():
        raise ArchiveMissingError(f"L'archivio {address.removeprefix('sqlite:///')} non esiste.")


def _verified(engine: Engine) -> Verification:
    file = database_file(engine)
    found = Verification(shown(engine), None if file is None else closed_file.state_of(file))
    if found.seal is SealState.BROKEN:
        found.problems.append(
            Problem(found.archive, "Il file non è più com'era quando è stato chiuso: tornare all'ultima copia buona.")
        )
    steps: list[Callable[[Connection], list[Problem]]] = [_database_problems, content_problems]
    steps.append(lambda connection: file_problems(connection, StoredFiles(engine)))
    for step in steps:
        found.problems += _tried(engine, step)
    counted = _tried(engine, lambda connection: _count(connection, found))
    found.problems += [problem for problem in counted if problem not in found.problems]
    return found


def _tried(engine: Engine, step: Callable[[Connection], list[Problem]]) -> list[Problem]:
    """Run a step; what cannot be read at all is a problem like the others, not a crash."""
    try:
        with engine.execution_options(**{READS_ONLY: True}).begin() as connection:
            return step(connection)
    except (DBAPIError, ValueError, JSONDecodeError, TypeError, KeyError, AttributeError) as error:
        return [Problem(shown(engine), f"L'archivio non si può leggere per intero ({type(error).__name__}).")]


def _database_problems(connection: Connection) -> list[Problem]:
    found = []
    revision = schema.revision_of(connection)
    if revision != schema.HEAD:
        found.append(Problem("schema", f"Lo schema dell'archivio è «{revision}», atteso «{schema.HEAD}»."))
    if connection.dialect.name == "sqlite":
        said = [row[0] for row in connection.execute(text("PRAGMA integrity_check"))]
        found += [Problem("database", f"Il database non è integro: {line}.") for line in said if line != "ok"]
        found += [
            Problem(f"{table} {row_id}", f"Tabella {table}: una riga parla di un fascicolo che non c'è.")
            for table, row_id, *_ in connection.execute(text("PRAGMA foreign_key_check"))
        ]
    return found


def _count(connection: Connection, found: Verification) -> list[Problem]:
    found.dossiers = connection.execute(text("SELECT count(*) FROM dossier")).scalar_one()
    return []
