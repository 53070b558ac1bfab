"""A backup of either database is restored into either, whole or not at all."""

import hashlib
import json
import os
import random
import zipfile

import pytest
from sqlalchemy import text

from tests.builders.archives import NOW, advance, facts, filled
from workflow.store.archive import Archive
from workflow.store.backup import MANIFEST, backup_path, write_backup
from workflow.store.engine import DamagedArchiveError, engine_for
from workflow.store.restore import ArchiveNotEmptyError, BrokenBackupError, read_manifest, restore
from workflow.store.verify import verify
from workflow.store.zip_stamp import stamp


def everything(archive):
    """Return what the archive answers about all it holds."""
    return {
        one.slug: (one, archive.facts(one.slug), archive.history(one.slug), archive.practice_states(one.slug),
                   archive.folder_of(one.slug), archive.files_of(one.slug, one.facts_sha256),
                   archive.as_was(one.slug, NOW.date()), archive.search(one.slug), archive.kept("deadlines"))
        for one in archive.all()
    }  # fmt: skip


@pytest.fixture
def other_archive(request, tmp_path):
    """A second archive that does not exist yet, on the database that the test names."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'altro' / 'b.sqlite'}"
    return request.getfixturevalue("postgresql").new_database()


@pytest.mark.parametrize("other_archive", ["sqlite", "postgresql"], indirect=True)
def test_a_backup_of_either_database_is_restored_into_either(archive, folder, tmp_path, other_archive):
    filled(archive, folder)
    made = write_backup(archive.engine, tmp_path / "copia.zip")
    assert (made.dossiers, made.files, made.lost) == (2, 4, ())
    with Archive(engine_for(other_archive)) as other:
        assert restore(other.engine, made.path) is None
        assert everything(other) == everything(archive)
        advance(other, 5, slug="cer-1")
        other.synchronise(facts({"nuovo": 1}, "cer-nuova"), folder, NOW)
    assert verify(other_archive).problems == []


def test_a_backup_of_a_backup_is_the_same_row_by_row(archive, folder, tmp_path, empty_archive):
    filled(archive, folder)
    first, second = tmp_path / "uno.zip", tmp_path / "due.zip"
    write_backup(archive.engine, first)
    with Archive(engine_for(f"sqlite:///{tmp_path / 'b.sqlite'}")) as other:
        restore(other.engine, first)
        write_backup(other.engine, second)
    assert read_manifest(first)["members"] == read_manifest(second)["members"]


def test_a_backup_is_private_and_stands_beside_the_archive_under_its_own_name(tmp_path, folder):
    with Archive.open(str(tmp_path / "a.sqlite")) as archive:
        made = write_backup(archive.engine, backup_path(archive.engine))
        assert backup_path(archive.engine) != made.path
    assert made.path.parent == tmp_path / "copie"
    assert made.path.stat().st_mode & 0o777 == 0o600
    assert made.path.parent.stat().st_mode & 0o777 == 0o700


def test_an_archive_that_holds_dossiers_is_replaced_only_on_request_and_after_a_copy(
    archive, folder, tmp_path, monkeypatch
):
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "dati"))
    filled(archive, folder)
    made = write_backup(archive.engine, tmp_path / "copia.zip")
    archive.synchronise(facts({"c": 3}, "cer-terza"), folder, NOW)
    with pytest.raises(ArchiveNotEmptyError, match="--replace") as refused:
        restore(archive.engine, made.path)
    assert refused.value.exit_code == 6
    assert len(archive.all()) == 3
    before = restore(archive.engine, made.path, replace=True)
    assert before is not None
    assert [one.slug for one in archive.all()] == ["cer-1", "cer-2"]
    restore(archive.engine, before.path, replace=True)
    assert [one.slug for one in archive.all()] == ["cer-1", "cer-2", "cer-terza"]


def test_a_restoration_that_fails_leaves_the_archive_as_it_was(archive, folder, tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "dati"))
    filled(archive, folder)
    before = everything(archive)
    made = write_backup(archive.engine, tmp_path / "copia.zip")
    dishonest = tmp_path / "altra.zip"
    with zipfile.ZipFile(made.path) as old, zipfile.ZipFile(dishonest, "w") as new:
        manifest = json.loads(old.read(MANIFEST))
        for name in old.namelist():
            content = old.read(name)
            if name == "righe/history.jsonl":  # with fingerprints to match: only the chain can tell
                content = content.replace(b"prova", b"altro")
                manifest["members"][name] = _sha256(content)
            if name != MANIFEST:
                new.writestr(name, content)
        new.writestr(MANIFEST, json.dumps(manifest))
    stamp(dishonest)
    with pytest.raises(BrokenBackupError, match="catena della storia"):
        restore(archive.engine, dishonest, replace=True)
    assert everything(archive) == before


def test_one_bit_anywhere_in_a_backup_is_noticed(archive, folder, tmp_path):
    filled(archive, folder)
    whole = write_backup(archive.engine, tmp_path / "copia.zip").path.read_bytes()
    chance = random.Random(20_261_122)  # noqa: S311 - a repeatable choice of bits, not a secret
    target = tmp_path / "guasta.zip"
    for _ in range(300):
        broken = bytearray(whole)
        broken[chance.randrange(len(whole))] ^= 1 << chance.randrange(8)
        target.write_bytes(broken)
        with pytest.raises(BrokenBackupError):
            read_manifest(target)


def test_a_backup_that_was_cut_is_refused(archive, folder, tmp_path):
    filled(archive, folder)
    whole = write_backup(archive.engine, tmp_path / "copia.zip").path.read_bytes()
    for length in (len(whole) - 1, len(whole) // 2, 70, 1):
        (tmp_path / "corta.zip").write_bytes(whole[:length])
        with pytest.raises(BrokenBackupError):
            read_manifest(tmp_path / "corta.zip")


def test_what_a_killed_backup_left_goes_when_it_is_old_enough_to_be_nobody_s(archive, folder, tmp_path):
    old, new = tmp_path / ".dossier-cer-copia-vecchia", tmp_path / ".dossier-cer-copia-nuova.zip"
    old.mkdir()
    (old / "copia.sqlite").write_bytes(b"dati")
    new.write_bytes(b"dati")
    for path in (old, tmp_path / ".dossier-cer-copia-vecchia.zip"):
        path.exists() or path.write_bytes(b"dati")
        os.utime(path, (0, 0))
    write_backup(archive.engine, tmp_path / "copia.zip")
    assert [path.name for path in tmp_path.glob(".dossier-cer-copia-*")] == [new.name]


@pytest.mark.parametrize("content", [b"", b"PK", b"testo", b"PK\x05\x06" + b"\0" * 18])
def test_a_file_that_is_no_backup_is_refused(tmp_path, content):
    path = tmp_path / "copia.zip"
    path.write_bytes(content)
    with pytest.raises(BrokenBackupError) as refused:
        read_manifest(path)
    assert refused.value.exit_code == 4


def test_a_backup_that_is_not_there_is_said_so(tmp_path):
    with pytest.raises(BrokenBackupError, match="non esiste"):
        read_manifest(tmp_path / "niente.zip")


def test_a_damaged_database_is_never_copied_as_if_it_were_good(tmp_path, folder):
    path = tmp_path / "a.sqlite"
    with Archive.open(str(path)) as archive:
        filled(archive, folder)
    content = bytearray(path.read_bytes())
    for place in range(len(content) // 2, len(content), 4096):
        content[place : place + 64] = b"\xff" * 64
    path.write_bytes(content)
    engine = engine_for(f"sqlite:///{path}")
    with pytest.raises(DamagedArchiveError, match="danneggiato"):
        write_backup(engine, tmp_path / "copia.zip")
    engine.dispose()
    assert list(tmp_path.glob("*.zip")) == []


def test_a_file_that_the_archive_lost_is_named_and_the_rest_is_saved(tmp_path, folder):
    with Archive.open(str(tmp_path / "a.sqlite")) as archive:
        filled(archive, folder)
        lost = next((tmp_path / "a.sqlite.file").rglob("*/*"))
        lost.unlink()
        made = write_backup(archive.engine, tmp_path / "copia.zip")
        assert (made.lost, made.files, made.dossiers) == ((lost.name,), 3, 2)
    with Archive(engine_for(f"sqlite:///{tmp_path / 'b.sqlite'}")) as other:
        restore(other.engine, made.path)
    assert [problem.message.split(":")[-1] for problem in verify(str(tmp_path / "b.sqlite")).problems] == [" manca."]


def test_numbers_go_on_from_where_they_were_after_a_restoration(archive, folder, tmp_path, empty_archive):
    filled(archive, folder)
    highest = text("SELECT max(id) FROM history")
    with archive.engine.begin() as connection:
        before = connection.execute(highest).scalar_one()
    made = write_backup(archive.engine, tmp_path / "copia.zip")
    restore(archive.engine, made.path, replace=True)
    advance(archive, 5, slug="cer-1")
    with archive.engine.begin() as connection:
        assert connection.execute(highest).scalar_one() == before + 1


def _sha256(content):

    return hashlib.sha256(content).hexdigest()
