"""`archive verify` tells what is altered, missing or orphan, and changes nothing."""

import sqlite3

import pytest
from sqlalchemy import text

from tests.builders.archives import NOW, SLUG, advance, facts, filled, source
from workflow.store import closed_file
from workflow.store.archive import Archive
from workflow.store.closed_file import SealState
from workflow.store.engine import READS_ONLY, ArchiveUnreachableError
from workflow.store.verify import ArchiveMissingError, verify


def said(address):
    return [problem.message for problem in verify(address).problems]


def run(engine, *statements):
    with engine.begin() as connection:
        for statement in statements:
            connection.execute(text(statement))


def permit(engine, table):
    on = f" ON {table}" if engine.dialect.name == "postgresql" else ""
    run(engine, f"DROP TRIGGER {table}_no_update{on}", f"DROP TRIGGER {table}_no_delete{on}")


@pytest.fixture
def full(archive, folder):
    filled(archive, folder)
    return archive


def test_a_whole_archive_is_sound_and_stays_untouched(full, empty_archive):
    found = verify(empty_archive)
    assert (found.problems, found.is_sound, found.dossiers) == ([], True, 2)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE dossier SET title = 'Altra' WHERE slug = 'cer-1'",
        "UPDATE dossier SET version = version + 1 WHERE slug = 'cer-1'",
        "UPDATE search_term SET value = 'altro' WHERE id = 1",
        "UPDATE folder SET path = '/altrove' WHERE id = 1",
        "DELETE FROM search_term WHERE id = 1",
        "INSERT INTO search_term (id, dossier_id, kind, value, shown) VALUES (99, 1, 'nome', 'x', 'X')",
        "UPDATE derived SET content = '[1]' WHERE id = 1",
        "UPDATE seal SET sha256 = 'x' WHERE table_name = 'dossier' AND row_id = 1",
        "UPDATE seal SET table_name = 'altra' WHERE table_name = 'dossier' AND row_id = 1",
        "UPDATE seal SET row_id = 99 WHERE table_name = 'dossier' AND row_id = 1",
        "DELETE FROM seal WHERE table_name = 'dossier' AND row_id = 1",
        "UPDATE file SET byte_count = byte_count + 1 WHERE id = 1",
    ],
)
def test_a_row_changed_added_or_removed_behind_the_program_s_back_is_noticed(full, empty_archive, statement):
    run(full.engine, statement)
    assert not verify(empty_archive).is_sound


@pytest.mark.parametrize(
    ("table", "statement", "message"),
    [
        ("facts", "UPDATE facts SET content = '{}' WHERE id = 1", "i fatti della versione 1"),
        ("facts", "DELETE FROM facts WHERE id = 1", "manca una versione"),
        ("history", "UPDATE history SET reason = 'altro' WHERE id = 1", "catena della storia non torna alla voce 1"),
        ("history", "DELETE FROM history WHERE number = 3", "non è quella a cui porta la sua storia"),
    ],
)
def test_what_is_wrong_with_facts_and_history_is_said_in_their_words(full, empty_archive, table, statement, message):
    permit(full.engine, table)
    run(full.engine, statement)
    assert any(message in line for line in said(empty_archive)), said(empty_archive)


def test_a_phase_that_the_history_does_not_lead_to_is_told_even_if_its_row_was_sealed_again(full, empty_archive):
    run(full.engine, "UPDATE dossier SET phase = 'gestione' WHERE slug = 'cer-1'")
    assert any("la fase «gestione»" in line for line in said(empty_archive))


def test_another_version_of_the_schema_is_told(full, empty_archive):
    run(full.engine, "UPDATE alembic_version SET version_num = '0003'")
    assert any("«0003»" in line for line in said(empty_archive))


def test_an_archive_that_is_not_there_is_not_created_by_looking(tmp_path):
    with pytest.raises(ArchiveMissingError) as missing:
        verify(str(tmp_path / "niente.sqlite"))
    assert missing.value.exit_code == 3
    assert list(tmp_path.iterdir()) == []


def test_a_server_that_does_not_answer_is_not_called_damaged(tmp_path):
    with pytest.raises(ArchiveUnreachableError):
        verify(f"postgresql://anna@/archivio?host={tmp_path}")


class TestAnArchiveInAFile:
    @pytest.fixture
    def path(self, tmp_path, folder):
        path = tmp_path / "a.sqlite"
        with Archive.open(str(path)) as archive:
            filled(archive, folder)
        return path

    def test_it_is_sealed_when_it_is_closed(self, path):
        assert verify(str(path)).seal is SealState.WHOLE

    def test_reading_it_does_not_break_the_seal_and_writing_renews_it(self, path, folder):
        before = closed_file.seal_path(path).read_bytes()
        with Archive.open(str(path)) as archive:
            archive.history("cer-1")
            archive.synchronise(facts({"a": 2}, "cer-1"), folder, NOW)  # nothing new
            assert closed_file.seal_path(path).exists()
        assert closed_file.seal_path(path).read_bytes() == before
        with Archive.open(str(path)) as archive:
            advance(archive, 5, slug="cer-1")
            assert not closed_file.seal_path(path).exists()
            assert verify(str(path)).seal is SealState.ABSENT
        assert closed_file.seal_path(path).read_bytes() != before
        assert verify(str(path)).problems == []

    def test_it_is_not_sealed_while_somebody_else_is_at_work_and_is_when_they_end(self, path):
        with Archive.open(str(path)) as staying:
            readers = staying.engine.execution_options(**{READS_ONLY: True})
            with Archive.open(str(path)) as passing, readers.begin() as reading:
                reading.execute(text("SELECT count(*) FROM dossier"))
                advance(passing, 5, slug="cer-1")
            assert verify(str(path)).is_sound
        found = verify(str(path))
        assert (found.seal, found.problems) == (SealState.WHOLE, [])

    def test_a_byte_that_no_row_uses_is_noticed_when_it_is_closed(self, path):
        run(Archive.open(str(path)).engine, "CREATE TABLE vuota (x)", "DROP TABLE vuota")
        Archive.open(str(path)).close()
        assert verify(str(path)).problems == []
        content = bytearray(path.read_bytes())
        content[-1] ^= 1
        path.write_bytes(content)
        (message,) = said(str(path))
        assert "non è più com'era quando è stato chiuso" in message

    def test_a_file_missing_altered_or_orphan_is_named(self, path):
        one, two, three, _four = sorted((path.with_name("a.sqlite.file")).rglob("*/*"))
        one.unlink()
        two.write_bytes(b"altro")
        three.with_name(".resto-1234").write_bytes(b"resto")
        found = verify(str(path))
        assert [problem.is_error for problem in found.problems] == [True, True, False]
        told = " ".join(problem.message for problem in found.problems)
        assert "manca" in told
        assert "è alterato" in told
        assert "orfano" in told

    def test_a_file_left_by_a_killed_process_is_an_orphan_and_no_error(self, path, folder):
        with Archive.open(str(path)) as archive:
            archive._files.place([source(folder, "resto.txt", b"resto")])
        found = verify(str(path))
        assert found.is_sound
        assert ["orfano" in problem.message for problem in found.problems] == [True]

    def test_a_dossier_that_rows_speak_of_and_is_not_there_is_told(self, path):
        database = sqlite3.connect(path)
        database.execute("PRAGMA foreign_keys=OFF")
        database.execute("DELETE FROM dossier WHERE id = 2")
        database.commit()
        database.close()
        assert any("fascicolo che non c'è" in line for line in said(str(path)))

    def test_a_file_that_is_not_a_database_is_damaged_and_not_a_crash(self, path):
        path.write_bytes(b"non sono un database" * 400)
        assert not verify(str(path)).is_sound


def test_a_dossier_kept_by_an_earlier_program_without_files_is_sound(archive, folder, empty_archive):
    archive.synchronise(facts({"a": 1}), folder, NOW)
    assert archive.files_of(SLUG, facts({"a": 1}).sha256) == {}
    assert said(empty_archive) == []
