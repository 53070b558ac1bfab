"""Migrations go up and down on data, after a backup, and a frozen archive of version 1 loses no value."""

import gzip
import json
import shutil
import sqlite3
from pathlib import Path

import pytest
from sqlalchemy import text

from tests.builders.archives import NOW, SLUG, advance, facts, practice
from tests.builders.first_archive import FIRST_TABLES, FROZEN
from workflow.domain.dossier import Dossier
from workflow.intake.facts import facts_json
from workflow.resources import ProgramError
from workflow.store import schema
from workflow.store.archive import Archive
from workflow.store.backup import write_backup
from workflow.store.conflict import changes
from workflow.store.engine import engine_for
from workflow.store.history import broken_at
from workflow.store.migrations.versions import __path__ as versions_path
from workflow.store.restore import read_manifest, restore
from workflow.store.verify import verify


@pytest.fixture
def frozen(tmp_path):
    """An archive as version 1 of the schema wrote it, with the facts of three examples and their moves."""
    path = tmp_path / "archivio.sqlite"
    with gzip.open(FROZEN) as packed, path.open("wb") as file:
        shutil.copyfileobj(packed, file)
    return path


def values(path):
    database = sqlite3.connect(path)
    found = {name: database.execute(f"SELECT {columns} FROM {name} ORDER BY id").fetchall()  # noqa: S608 - a table name of our own
             for name, columns in FIRST_TABLES.items()}  # fmt: skip
    database.close()
    return found


def test_the_frozen_archive_migrates_with_no_value_changed(frozen):
    before = values(frozen)
    assert {name: len(rows) for name, rows in before.items()} == {
        "dossier": 3, "facts": 4, "folder": 3, "search_term": 144, "history": 5,
    }  # fmt: skip
    with Archive.open(str(frozen)) as archive:
        assert [broken_at(archive.history(one.slug)) for one in archive.all()] == [None] * 3
        assert [(one.phase.value, one.is_suspended) for one in archive.all()] == [
            ("ingaggio", False), ("governance", False), ("governance", True),
        ]  # fmt: skip
    assert values(frozen) == before
    assert verify(str(frozen)).problems == []


def test_the_facts_of_the_frozen_archive_are_still_read(frozen):
    with Archive.open(str(frozen)) as archive:
        found = list(archive.current_facts())
        assert len(found) == 3
        for slug, content in found:
            dossier = Dossier.model_validate(json.loads(content) | {"slug": slug, "as_of": NOW.date()})
            lost = [c for c in changes(json.loads(content), json.loads(facts_json(dossier))) if c.archived is not None]
            assert lost == []


def test_a_backup_is_made_before_the_upgrade_and_gives_version_1_back(frozen, tmp_path):
    before = values(frozen)
    Archive.open(str(frozen)).close()
    (copy,) = (tmp_path / "copie").iterdir()
    assert copy.name.endswith("-prima-della-0002.zip")
    assert read_manifest(copy)["schema"] == "0001"
    again = tmp_path / "di-nuovo.sqlite"
    engine = engine_for(f"sqlite:///{again}")
    restore(engine, copy)
    engine.dispose()
    assert values(again) == before


def test_an_upgrade_that_fails_half_way_leaves_the_archive_as_it_was(frozen, monkeypatch):
    before = values(frozen)

    def fail(connection):
        raise OSError("the disk went away")

    monkeypatch.setattr(schema, "seal_everything", fail)
    with pytest.raises(OSError, match="went away"):
        Archive.open(str(frozen))
    assert values(frozen) == before
    database = sqlite3.connect(frozen)
    assert database.execute("SELECT version_num FROM alembic_version").fetchone() == ("0001",)
    assert database.execute("SELECT count(*) FROM sqlite_master WHERE name = 'seal'").fetchone() == (0,)
    database.close()
    monkeypatch.undo()
    Archive.open(str(frozen)).close()
    assert values(frozen) == before


def test_the_frozen_archive_can_go_down_again_with_no_value_changed(frozen):
    before = values(frozen)
    Archive.open(str(frozen)).close()
    engine = engine_for(f"sqlite:///{frozen}")
    schema.downgrade(engine, "0001")
    engine.dispose()
    assert values(frozen) == before
    Archive.open(str(frozen)).close()
    assert values(frozen) == before


def test_the_frozen_archive_moves_to_the_other_database_with_no_value_changed(frozen, empty_archive, tmp_path):
    engine = engine_for(f"sqlite:///{frozen}")
    write_backup(engine, tmp_path / "uno.zip")
    engine.dispose()
    with Archive(engine_for(empty_archive)) as archive:
        restore(archive.engine, tmp_path / "uno.zip")
        write_backup(archive.engine, tmp_path / "due.zip")
    back = tmp_path / "indietro.sqlite"
    engine = engine_for(f"sqlite:///{back}")
    restore(engine, tmp_path / "due.zip")
    engine.dispose()
    assert values(back) == values(frozen)


def test_tables_and_migrations_agree_and_go_down_and_up_again_with_data(archive, folder, capsys):
    engine = archive.engine
    schema.check(engine)
    archive.synchronise(facts({"a": 1}), folder, NOW)
    advance(archive, 1)
    before = archive.history(SLUG)
    schema.downgrade(engine, "0001")
    schema.upgrade(engine)
    schema.check(engine)
    assert archive.history(SLUG) == before
    advance(archive, 2)
    schema.downgrade(engine)
    schema.upgrade(engine)
    assert archive.all() == []


def test_a_history_with_practices_refuses_to_go_where_it_could_not_be_told(archive, folder):
    archive.synchronise(facts({"a": 1}), folder, NOW)
    practice(archive, 1, "impianto:A", "inviata")
    before = archive.history(SLUG)
    with pytest.raises(ProgramError, match="pratiche") as refused:
        schema.downgrade(archive.engine, "0001")
    assert refused.value.exit_code == 4
    assert archive.history(SLUG) == before


def test_the_immutability_of_history_and_facts_survives_the_migrations(frozen):
    Archive.open(str(frozen)).close()
    database = sqlite3.connect(frozen)
    for table in ("history", "facts"):
        for statement in (f"UPDATE {table} SET number = 9", f"DELETE FROM {table}"):  # noqa: S608 - a table name of our own
            with pytest.raises(sqlite3.IntegrityError, match="registro immutabile"):
                database.execute(statement)
    database.close()


def test_an_archive_of_a_later_version_is_refused(archive):
    with archive.engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(schema.NewerArchiveError, match="più recente"):
        schema.upgrade(archive.engine)


def test_the_newest_migration_is_the_one_the_program_expects():
    newest = max(path.stem for path in Path(next(iter(versions_path))).glob("[0-9]*.py"))
    assert newest.split("_")[0] == schema.HEAD
