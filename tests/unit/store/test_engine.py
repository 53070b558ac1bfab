"""One factory of engines: addresses, private files, writers one at a time, errors that people understand."""

import sqlite3
import stat

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from tests.builders.archives import NOW, SLUG, facts
from workflow.store import engine as factory
from workflow.store.archive import Archive
from workflow.store.engine import (
    READS_ONLY,
    ArchiveFolderError,
    ArchiveRefusedError,
    ArchiveUnreachableError,
    ArchiveUrlError,
    DamagedArchiveError,
    archive_url,
    engine_for,
    explained,
    shown,
)


def test_the_file_and_what_stands_beside_it_are_private_to_the_user(tmp_path, folder):
    path = tmp_path / "archivio" / "a.sqlite"
    Archive.open(str(path)).close()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    assert stat.S_IMODE(path.with_name("a.sqlite.sigillo").stat().st_mode) == 0o600


def test_a_folder_given_as_an_archive_is_told_and_keeps_its_permissions(tmp_path):
    tmp_path.chmod(0o755)
    with pytest.raises(ArchiveFolderError, match=r"è una cartella.*archivio\.sqlite") as refused:
        Archive.open(str(tmp_path))
    assert refused.value.exit_code == 2
    assert stat.S_IMODE(tmp_path.stat().st_mode) == 0o755


@pytest.mark.parametrize("address", ["mysql://qualcuno@localhost/a", "niente://", "://"])
def test_addresses_that_are_not_sustained_are_refused_in_italian(address):
    with pytest.raises(ArchiveUrlError, match="archivio"):
        engine_for(address)


def test_a_server_is_reached_by_the_driver_that_comes_with_the_program():
    engine = engine_for("postgresql://anna:segreta@localhost/archivio")
    assert engine.url.drivername == "postgresql+psycopg"
    assert "segreta" not in shown(engine)


def test_a_server_that_does_not_answer_is_said_so(tmp_path):
    with pytest.raises(ArchiveUnreachableError, match="non risponde") as unreachable:
        Archive.open(f"postgresql://anna:segreta@/archivio?host={tmp_path}")
    assert unreachable.value.exit_code == 3
    assert "segreta" not in str(unreachable.value)


def test_the_address_comes_from_the_option_then_the_environment_then_the_user_s_folder(monkeypatch, tmp_path):
    monkeypatch.setenv("DOSSIER_CER_ARCHIVE", str(tmp_path / "x.sqlite"))
    assert archive_url("sqlite:////a/b") == "sqlite:////a/b"
    assert archive_url(None) == f"sqlite:///{tmp_path / 'x.sqlite'}"
    monkeypatch.delenv("DOSSIER_CER_ARCHIVE")
    assert archive_url(None).endswith("dossier-cer/archivio.sqlite")
    monkeypatch.setenv("DOSSIER_CER_ARCHIVE", "")
    assert archive_url(None).endswith("dossier-cer/archivio.sqlite")


def test_whoever_reads_waits_for_nobody_and_sees_the_archive_as_it_was(archive, folder):
    archive.synchronise(facts({"a": 1}), folder, NOW)
    readers = archive.engine.execution_options(**{READS_ONLY: True})
    count = text("SELECT count(*) FROM facts")
    with readers.begin() as reading:
        assert reading.execute(count).scalar_one() == 1
        archive.synchronise(facts({"a": 2}), folder, NOW)
        assert reading.execute(count).scalar_one() == 1
    with readers.begin() as reading:
        assert reading.execute(count).scalar_one() == 2


def test_a_second_writer_waits_and_then_says_that_the_archive_is_busy(empty_archive, folder, monkeypatch):
    monkeypatch.setattr(factory, "_PATIENCE_MS", 200)
    with Archive.open(empty_archive) as one, Archive.open(empty_archive) as two, one.engine.begin():
        with pytest.raises(ArchiveRefusedError, match="occupato") as refused:
            two.synchronise(facts({"a": 1}), folder, NOW)
        assert refused.value.exit_code == 6
        assert two.find(SLUG) is None


def test_a_file_that_is_not_a_database_is_said_to_be_damaged(tmp_path):
    path = tmp_path / "a.sqlite"
    path.write_bytes(b"non sono un database" * 100)
    with pytest.raises(DamagedArchiveError, match="archive restore") as damaged:
        Archive.open(str(path))
    assert damaged.value.exit_code == 4


def test_an_error_nobody_foresaw_is_not_dressed_up_as_a_known_one(archive):
    with pytest.raises(DBAPIError), explained(archive.engine), archive.engine.begin() as connection:
        connection.execute(text("INSERT INTO dossier (slug) VALUES (NULL)"))


def test_foreign_keys_hold(tmp_path):
    Archive.open(str(tmp_path / "a.sqlite")).close()
    engine = engine_for(f"sqlite:///{tmp_path / 'a.sqlite'}")
    with pytest.raises(DBAPIError, match="FOREIGN KEY"), engine.begin() as connection:
        connection.execute(
            text("INSERT INTO folder (dossier_id, path, facts_sha256, synchronised_at) VALUES (99, '', '', '')")
        )
    engine.dispose()


def test_the_journal_is_ahead_of_the_file_and_every_commit_reaches_the_disk(tmp_path):
    engine = engine_for(f"sqlite:///{tmp_path / 'a.sqlite'}")
    with engine.connect() as connection:
        said = [connection.exec_driver_sql(f"PRAGMA {name}").scalar() for name in ("journal_mode", "synchronous")]
    engine.dispose()
    assert said == ["wal", 2]
    assert sqlite3.sqlite_version_info >= (3, 35), "dropping a column, as a downgrade does, needs it"
