"""What is stored is what was read, and two commands never write over each other's work in a folder."""

import pytest

from tests.builders.folders import mini_dossier, write_folder
from workflow.bundle.folder_lock import folder_lock
from workflow.intake.workbook_writer import members_workbook
from workflow.services.importing import import_members
from workflow.services.opening import open_dossier
from workflow.services.source_files import FolderChangedError, fact_files, unchanged
from workflow.store.archive import Archive


@pytest.fixture
def folder(tmp_path):
    return write_folder(tmp_path / "cliente", mini_dossier("gac"))


@pytest.fixture
def other_members(tmp_path):
    """A list in which the first member has another telephone."""
    dossier = mini_dossier("gac")
    first = dossier.members[0].model_copy(update={"phone": "3331234567"})
    path = tmp_path / "elenco.xlsx"
    path.write_bytes(members_workbook(dossier.kind, (first, *dossier.members[1:])))
    return path


def test_the_archive_keeps_the_very_files_that_were_read(tmp_path, folder):
    with Archive.open(str(tmp_path / "a.sqlite")) as archive:
        opened = open_dossier(str(folder), archive=archive)
        kept = archive.files_of(opened.dossier.slug, opened.facts_sha256)
    expected = ["fascicolo.yaml", "soci.xlsx", *(paper.path for paper in opened.dossier.attachments)]
    assert sorted(kept) == sorted(expected)
    assert all((folder / path).read_bytes() == content for path, content in kept.items())


def test_an_import_planned_on_a_list_that_somebody_changed_meanwhile_is_refused(folder, other_members):
    opened = open_dossier(str(folder))
    meanwhile = members_workbook(opened.dossier.kind, opened.dossier.members[1:])
    (folder / "soci.xlsx").write_bytes(meanwhile)
    with pytest.raises(FolderChangedError, match="cambiato da altri") as refused:
        import_members(opened, other_members, dry_run=False)
    assert refused.value.exit_code == 6
    assert (folder / "soci.xlsx").read_bytes() == meanwhile


def test_an_import_while_another_command_writes_is_refused(folder, other_members):
    opened = open_dossier(str(folder))
    before = (folder / "soci.xlsx").read_bytes()
    with folder_lock(folder / ".dossier-cer.lock"), pytest.raises(FolderChangedError, match="sta scrivendo"):
        import_members(opened, other_members, dry_run=False)
    assert (folder / "soci.xlsx").read_bytes() == before


def test_an_import_leaves_no_lock_behind(folder, other_members):
    assert import_members(open_dossier(str(folder)), other_members, dry_run=False).is_written
    assert list(folder.glob(".dossier-cer*")) == []


def test_a_list_that_was_not_there_may_be_written_and_one_that_has_come_may_not(folder):
    (folder / "soci.xlsx").rename(folder / "altro.xlsx")
    read = fact_files(folder)
    assert [source.path for source in read] == ["fascicolo.yaml"]
    with unchanged(folder, read, folder / "soci.xlsx"):
        pass
    (folder / "altro.xlsx").rename(folder / "soci.xlsx")
    with pytest.raises(FolderChangedError), unchanged(folder, read, folder / "soci.xlsx"):
        pass
