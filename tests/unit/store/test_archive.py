"""The archive keeps every version, refuses silent overwrites, and notices a rewritten history."""

import json
import stat
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from workflow.domain.kind import Phase
from workflow.store import schema
from workflow.store.archive import Archive, DossierNotFoundError, Facts, FactsConflictError, differences
from workflow.store.engine import ArchiveUrlError, archive_url, engine_for
from workflow.store.history import broken_at

NOW = datetime(2026, 11, 22, 10, tzinfo=UTC)


def facts(content: dict, slug: str = "cer-prova", terms: tuple = ()) -> Facts:
    text_ = json.dumps(content, sort_keys=True)
    return Facts(slug, "CER di prova", "cer", text_, f"{abs(hash(text_)):064x}", terms)


@pytest.fixture
def archive(tmp_path):
    with Archive.open(str(tmp_path / "archivio" / "a.sqlite")) as opened:
        yield opened


@pytest.fixture
def folder(tmp_path):
    path = tmp_path / "cartella"
    path.mkdir()
    return path


def advance(archive, version, to=Phase.GOVERNANCE):
    return archive.record(
        "cer-prova", at=NOW, who="prova", event="advance", to_phase=to, reason="prova", law_digest="d", findings=(),
        expected_version=version,
    )  # fmt: skip


def test_the_file_is_private_to_the_user(archive, tmp_path):
    path = tmp_path / "archivio" / "a.sqlite"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


def test_synchronising_the_same_facts_twice_adds_nothing(archive, folder):
    assert archive.synchronise(facts({"a": 1}), folder, NOW)
    assert not archive.synchronise(facts({"a": 1}), folder, NOW)
    assert archive.get("cer-prova").version == 1


def test_a_change_in_the_folder_becomes_the_current_version(archive, folder):
    archive.synchronise(facts({"a": 1}), folder, NOW)
    assert archive.synchronise(facts({"a": 2}), folder, NOW)
    assert json.loads(archive.facts("cer-prova")) == {"a": 2}


def test_facts_changed_in_two_folders_are_refused_with_the_keys_that_differ(archive, folder, tmp_path):
    other = tmp_path / "copia"
    other.mkdir()
    archive.synchronise(facts({"a": 1, "b": 1}), folder, NOW)
    with pytest.raises(FactsConflictError, match=r"Differenze: b\.") as refused:
        archive.synchronise(facts({"a": 1, "b": 2}), other, NOW)
    assert refused.value.exit_code == 6
    assert json.loads(archive.facts("cer-prova")) == {"a": 1, "b": 1}


def test_a_folder_that_was_moved_is_still_the_same_dossier(archive, folder, tmp_path):
    archive.synchronise(facts({"a": 1}), folder, NOW)
    moved = folder.rename(tmp_path / "altrove")
    assert archive.synchronise(facts({"a": 2}), moved, NOW)


def test_search_finds_a_name_a_pod_and_a_plant_whatever_the_spaces_and_case(archive, folder):
    archive.synchronise(facts({"a": 1}, terms=(("nome", "Anna Giordano"), ("pod", "IT001E00000001"))), folder, NOW)
    assert archive.search("anna  GIORDANO") == [("cer-prova", "nome", "Anna Giordano")]
    assert archive.search("it001e0000") == [("cer-prova", "pod", "IT001E00000001")]
    assert archive.search("100%") == []


def test_a_pod_in_another_dossier_is_found_and_ones_own_is_not(archive, folder, tmp_path):
    archive.synchronise(facts({"a": 1}, terms=(("pod", "IT001E00000001"),)), folder, NOW)
    archive.synchronise(facts({"b": 1}, "cer-altra", (("pod", "IT001E00000001"),)), tmp_path, NOW)
    assert archive.elsewhere("cer-prova", "pod", ["IT001E00000001"]) == [("cer-altra", "IT001E00000001")]


def test_a_move_is_recorded_with_the_hash_of_the_one_before(archive, folder):
    archive.synchronise(facts({"a": 1}), folder, NOW)
    first = advance(archive, 1)
    second = advance(archive, 2, Phase.CONSTITUTION)
    assert second.previous_hash == first.hash
    assert broken_at(archive.history("cer-prova")) is None
    assert archive.get("cer-prova").phase is Phase.CONSTITUTION


def test_a_move_made_on_an_old_version_is_refused(archive, folder):
    archive.synchronise(facts({"a": 1}), folder, NOW)
    advance(archive, 1)
    with pytest.raises(FactsConflictError, match="cambiato da altri"):
        advance(archive, 1, Phase.CONSTITUTION)


@pytest.mark.parametrize("statement", ["UPDATE history SET who = 'altri'", "DELETE FROM history", "DELETE FROM facts"])
def test_the_database_refuses_to_change_history_and_facts(archive, folder, statement):
    archive.synchronise(facts({"a": 1}), folder, NOW)
    advance(archive, 1)
    with pytest.raises(IntegrityError, match="registro immutabile"), archive._engine.begin() as connection:
        connection.execute(text(statement))


def test_a_history_changed_behind_the_database_s_back_is_noticed(archive, folder):
    archive.synchronise(facts({"a": 1}), folder, NOW)
    advance(archive, 1)
    with archive._engine.begin() as connection:
        connection.execute(text("DROP TRIGGER history_no_update"))
        connection.execute(text("UPDATE history SET reason = 'altro'"))
    assert broken_at(archive.history("cer-prova")) == 1


def test_a_dossier_that_is_not_there_is_said_so(archive):
    assert archive.find("niente") is None
    for ask in (archive.get, archive.facts):
        with pytest.raises(DossierNotFoundError, match="niente") as missing:
            ask("niente")
        assert missing.value.exit_code == 3


def test_tables_and_migrations_agree_and_go_down_and_up_again(tmp_path):
    engine = engine_for(f"sqlite:///{tmp_path / 'b.sqlite'}")
    schema.upgrade(engine)
    schema.check(engine)
    schema.downgrade(engine)
    schema.upgrade(engine)
    schema.check(engine)
    engine.dispose()


def test_an_archive_of_a_later_version_is_refused(tmp_path):
    url = f"sqlite:///{tmp_path / 'c.sqlite'}"
    engine = engine_for(url)
    schema.upgrade(engine)
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(schema.NewerArchiveError, match="più recente"):
        schema.upgrade(engine)
    engine.dispose()


def test_addresses_that_are_not_files_are_refused_in_italian():
    for address in ("postgresql://qualcuno@localhost/a", "niente://"):
        with pytest.raises(ArchiveUrlError):
            engine_for(address)


def test_the_address_comes_from_the_option_then_the_environment_then_the_user_s_folder(monkeypatch, tmp_path):
    monkeypatch.setenv("DOSSIER_CER_ARCHIVE", str(tmp_path / "x.sqlite"))
    assert archive_url("sqlite:////a/b") == "sqlite:////a/b"
    assert archive_url(None) == f"sqlite:///{tmp_path / 'x.sqlite'}"
    monkeypatch.delenv("DOSSIER_CER_ARCHIVE")
    assert archive_url(None).endswith("dossier-cer/archivio.sqlite")


def test_differences_name_the_keys_and_never_the_values():
    assert differences({"a": [1, {"b": 2}]}, {"a": [1, {"b": 3}], "c": 1}) == ["a[1].b", "c"]
    assert differences({"a": 1}, {"a": 1}) == []
    assert differences([1], [1, 2]) == ["tutto"]


WRITER = """
import sys
from datetime import datetime, UTC
from pathlib import Path
from workflow.store.archive import Archive, Facts
with Archive.open(sys.argv[1]) as archive:
    for n in range(int(sys.argv[3])):
        facts = Facts(f"d-{sys.argv[2]}-{n}", "t", "cer", "{}", "0" * 64, ())
        archive.synchronise(facts, Path(sys.argv[4]), datetime.now(UTC))
"""


def test_three_processes_writing_at_once_lose_nothing(tmp_path):
    url = str(tmp_path / "d.sqlite")
    Archive.open(url)._engine.dispose()
    writers = [
        subprocess.Popen([sys.executable, "-c", WRITER, url, str(n), "10", str(tmp_path)], cwd=Path.cwd())
        for n in range(3)
    ]
    assert [writer.wait(60) for writer in writers] == [0, 0, 0]
    with Archive.open(url) as archive:
        assert len(archive.all()) == 30
        assert archive.is_sound()
