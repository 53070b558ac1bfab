"""What is gathered from a folder: every file once, zips opened with care, signatures with what they sign."""

import zipfile
from pathlib import Path

import pytest

from workflow.bundle.returned import drop_folder
from workflow.bundle.returned.drop_folder import gather


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    place = tmp_path / "ritorno"
    place.mkdir()
    return place


def names(folder: Path, tmp_path: Path) -> tuple[list[str], list[str]]:
    found, refused = gather(folder, tmp_path / "lavoro")
    return [one.name for one in found], [one.name for one in refused]


def zipped(path: Path, entries: dict[str, bytes]) -> None:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in entries.items():
            archive.writestr(name, content)


def test_files_are_found_in_folders_too_and_litter_is_left(folder: Path, tmp_path: Path) -> None:
    (folder / "sotto").mkdir()
    for name in ("b.pdf", "a.pdf", "sotto/c.p7m", ".DS_Store", "Thumbs.db", "~$bozza.docx", ".nascosto"):
        (folder / name).write_bytes(b"x")
    assert names(folder, tmp_path) == (["a.pdf", "b.pdf", "sotto/c.p7m"], [])


def test_a_link_is_not_followed(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "segreto").write_bytes(b"x")
    (folder / "a.pdf").symlink_to(tmp_path / "segreto")
    assert names(folder, tmp_path) == ([], ["a.pdf"])


def test_a_zip_is_opened_and_its_paths_lead_nowhere(folder: Path, tmp_path: Path) -> None:
    zipped(
        folder / "a.zip", {"x/uno.pdf": b"1", "../../due.pdf": b"2", "C:\\tre.pdf": b"3", "__MACOSX/._uno.pdf": b"-"}
    )
    found, refused = gather(folder, tmp_path / "lavoro")
    assert sorted(one.name for one in found) == ["a.zip › due.pdf", "a.zip › tre.pdf", "a.zip › uno.pdf"]
    assert refused == []
    assert all(one.path.is_relative_to(tmp_path / "lavoro") for one in found)
    assert not (tmp_path.parent / "due.pdf").exists()


def test_names_alike_in_a_zip_stay_two_files(folder: Path, tmp_path: Path) -> None:
    zipped(
        folder / "a.zip", {"rossi.mario.pdf": b"1", "rossi.luca.pdf": b"2", "ROSSI.MARIO.PDF": b"3", "x/a.pdf": b"4"}
    )
    found, _ = gather(folder, tmp_path / "lavoro")
    assert len({one.path for one in found}) == 4
    assert sorted(one.path.read_bytes() for one in found) == [b"1", b"2", b"3", b"4"]


def test_a_zip_in_a_zip_a_locked_one_and_a_broken_one_are_refused(folder: Path, tmp_path: Path) -> None:
    zipped(folder / "dentro.zip", {"a.zip": b"PK"})
    (folder / "rotto.zip").write_bytes(b"PK\x03\x04 rotto")
    assert names(folder, tmp_path) == ([], ["dentro.zip › a.zip", "rotto.zip"])


def test_a_zip_that_swells_is_refused_unopened(folder: Path, tmp_path: Path) -> None:
    zipped(folder / "bomba.zip", {"a.pdf": b"\0" * 30_000_000})
    found, refused = gather(folder, tmp_path / "lavoro")
    assert (found, [one.name for one in refused]) == ([], ["bomba.zip"])
    assert not (tmp_path / "lavoro").exists()


def test_a_zip_whose_directory_lies_is_stopped_by_the_count(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    zipped(folder / "a.zip", {"a.pdf": bytes(range(256)) * 40})
    monkeypatch.setattr(drop_folder, "MAX_BYTES", 5000)
    assert names(folder, tmp_path) == ([], ["a.zip › a.pdf"])


def test_a_broken_file_in_a_zip_takes_no_other_with_it(folder: Path, tmp_path: Path) -> None:
    zipped(folder / "a.zip", {"a.pdf": b"uno" * 100, "b.pdf": b"due" * 100, "c.pdf": b"tre" * 100})
    whole = (folder / "a.zip").read_bytes()
    with zipfile.ZipFile(folder / "a.zip") as archive:
        start = archive.getinfo("b.pdf").header_offset + 30 + len("b.pdf")
    (folder / "a.zip").write_bytes(whole[:start] + b"\xff" * 4 + whole[start + 4 :])
    assert names(folder, tmp_path) == (["a.zip › a.pdf", "a.zip › c.pdf"], ["a.zip › b.pdf"])


def test_a_file_too_large_is_refused(folder: Path, tmp_path: Path) -> None:
    with (folder / "a.pdf").open("wb") as file:
        file.truncate(drop_folder.MAX_BYTES + 1)
    assert names(folder, tmp_path) == ([], ["a.pdf"])


@pytest.mark.parametrize(
    ("signature", "original"),
    [("a.pdf.p7s", "a.pdf"), ("a.p7s", "a.pdf"), ("a.pdf.p7m", "a.pdf"), ("a.pdf.tsr", "a.pdf")],
)
def test_a_signature_is_tied_to_the_file_beside_it(signature: str, original: str, folder: Path, tmp_path: Path) -> None:
    (folder / signature).write_bytes(b"1")
    (folder / original).write_bytes(b"2")
    found, _ = gather(folder, tmp_path / "lavoro")
    tied = {one.name: one.original for one in found}
    assert tied == {signature: folder / original, original: None}


def test_in_a_zip_too(folder: Path, tmp_path: Path) -> None:
    zipped(folder / "a.zip", {"atti/statuto.pdf": b"1", "atti/statuto.pdf.p7s": b"2", "b.p7s": b"3", "b.pdf": b"4"})
    found, _ = gather(folder, tmp_path / "lavoro")
    by_name = {one.name.rpartition(" › ")[2]: one for one in found}
    assert by_name["statuto.pdf.p7s"].original == by_name["statuto.pdf"].path
    assert by_name["b.p7s"].original == by_name["b.pdf"].path
