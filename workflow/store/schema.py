"""Brings an archive to the current schema, all in one transaction, and says whether it already is."""

from importlib import import_module
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, inspect, text

from workflow.resources import ProgramError

HEAD = "0001"  # the newest file of migrations/versions; a test keeps it true
_MIGRATIONS = Path(__file__).parent / "migrations"


class NewerArchiveError(ProgramError):
    """An archive written by a later version of the program."""

    exit_code = 4


def upgrade(engine: Engine) -> None:
    """Bring the archive to the current schema; does nothing where it already is."""
    with engine.begin() as connection:
        current = _revision(connection)
        if current == HEAD:
            return
        known = {path.stem.split("_")[0] for path in (_MIGRATIONS / "versions").glob("[0-9]*.py")}
        if current is not None and current not in known:
            raise NewerArchiveError(
                "L'archivio è stato scritto da una versione più recente di dossier-cer: aggiornare il programma."
            )
        _alembic().upgrade(_config(connection), "head")


def downgrade(engine: Engine, revision: str = "base") -> None:
    """Take the archive back to a revision; for tests and for those who must go back a version."""
    with engine.begin() as connection:
        _alembic().downgrade(_config(connection), revision)


def check(engine: Engine) -> None:
    """Raise alembic's error if the tables in code and the migrations do not agree."""
    with engine.begin() as connection:
        _alembic().check(_config(connection))


def _revision(connection: Connection) -> str | None:
    if not inspect(connection).has_table("alembic_version"):
        return None
    revision = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    return None if revision is None else str(revision)


def _alembic() -> Any:
    """Load alembic only when there is something to migrate: it takes longer than most commands."""
    return import_module("alembic.command")


def _config(connection: Connection) -> Any:
    config = import_module("alembic.config").Config()
    config.set_main_option("script_location", str(_MIGRATIONS))
    config.attributes["connection"] = connection
    return config
