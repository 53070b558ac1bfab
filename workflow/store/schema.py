"""Brings an archive to the current schema, all in one transaction, and says whether it already is."""

from importlib import import_module
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, inspect, text

from workflow.resources import ProgramError
from workflow.store.backup import backup_path, write_backup
from workflow.store.engine import READS_ONLY
from workflow.store.row_seals import seal_everything

HEAD = "0002"  # the newest file of migrations/versions; a test keeps it true
_MIGRATIONS = Path(__file__).parent / "migrations"


class NewerArchiveError(ProgramError):
    """An archive written by a later version of the program."""

    exit_code = 4


def upgrade(engine: Engine) -> None:
    """Bring the archive to the current schema, after a backup of what is there; does nothing where it already is.

    Raises NewerArchiveError for an archive that a later program wrote.
    """
    with engine.execution_options(**{READS_ONLY: True}).begin() as connection:
        if revision_of(connection) == HEAD:
            return
    with engine.begin() as connection:
        current = revision_of(connection)  # again, as the only writer: somebody else may just have done it
        if current == HEAD:
            return
        if current is not None:
            _assert_known(current)
            write_backup(engine, backup_path(engine, f"prima-della-{HEAD}"))
        migrate(connection)
        seal_everything(connection)


def migrate(connection: Connection, revision: str = "head") -> None:
    """Run the migrations up to a revision, in the transaction of the caller."""
    if revision != "head":
        _assert_known(revision)
    _alembic().upgrade(_config(connection), revision)


def downgrade(engine: Engine, revision: str = "base") -> None:
    """Take the archive back to a revision; for tests and for those who must go back a version."""
    with engine.begin() as connection:
        _alembic().downgrade(_config(connection), revision)


def check(engine: Engine) -> None:
    """Raise alembic's error if the tables in code and the migrations do not agree."""
    with engine.begin() as connection:
        _alembic().check(_config(connection))


def revision_of(connection: Connection) -> str | None:
    """Return the version of the schema that the database has; None for an empty one."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    revision = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    return None if revision is None else str(revision)


def _assert_known(revision: str) -> None:
    known = {path.stem.split("_")[0] for path in (_MIGRATIONS / "versions").glob("[0-9]*.py")}
    if revision not in known:
        raise NewerArchiveError(
            "L'archivio è stato scritto da una versione più recente di dossier-cer: aggiornare il programma."
        )


def _alembic() -> Any:
    """Load alembic only when there is something to migrate: it takes longer than most commands."""
    return import_module("alembic.command")


def _config(connection: Connection) -> Any:
    config = import_module("alembic.config").Config()
    config.set_main_option("script_location", str(_MIGRATIONS))
    config.attributes["connection"] = connection
    return config
