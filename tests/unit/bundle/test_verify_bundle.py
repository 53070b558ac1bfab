"""A bundle in a folder or in a zip: what was renamed, added, tampered with or made elsewhere is told by name."""

import hashlib
import json
import shutil
import stat
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from workflow import __version__
from workflow.bundle.bundle_contents import BundleMissingError
from workflow.bundle.manifest import (
    EngineRecord,
    FileRecord,
    Manifest,
    PracticeRecord,
    ToolRecord,
    file_facts,
    write_manifest,
)
from workflow.bundle.verify import verify, verify_bundle
from workflow.bundle.zip_bundle import NotIntactError, ZipRefusedError, zip_bundle, zip_name
from workflow.resources import BrokenFileError

FILES = {
    "1_caricare/DOC-01_documento.pdf": b"%PDF-1.7 uno",
    "2_conservare/CON-05_adesione.pdf": b"%PDF-1.7 due",
    "3_studio/word/statuto.docx": b"PK tre",
    "report.json": b"{}\n",
}


def manifest_of(folder: Path, version: str = __version__) -> Manifest:
    from datetime import date  # noqa: PLC0415 - the one place that needs a day

    return Manifest(
        tool=ToolRecord(version=version),
        dossier="cer-valle",
        kind="cer",
        title="Valle",
        as_of=date(2026, 11, 22),
        practice=PracticeRecord(procedure="accesso", title="Richiesta", channel="portale"),
        law_digest="a" * 64,
        facts_sha256="b" * 64,
        engine=EngineRecord(name="incorporato", version="1", faithful=False),
        draft=False,
        preview=True,
        files=tuple(FileRecord(**file_facts(folder, folder / name)) for name in FILES),
    )


@pytest.fixture
def bundle(tmp_path: Path) -> Path:
    folder = tmp_path / "uscita"
    for name, content in FILES.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content)
    write_manifest(folder, manifest_of(folder))
    return folder


@pytest.fixture
def zipped(bundle: Path) -> Path:
    return zip_bundle(bundle).path


def codes(path: Path, expected: str | None = None) -> list[tuple[str, Any]]:
    return [(one.code, one.values.get("file")) for one in verify_bundle(path, expected).findings]


def rezipped(path: Path, change: Callable[[zipfile.ZipFile, zipfile.ZipInfo, bytes], None]) -> Path:
    """Write the zip again, entry by entry, as `change` wants it."""
    other = path.with_name("altro.zip")
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(other, "w") as new:
        for info in old.infolist():
            change(new, info, old.read(info))
    return other


def test_an_intact_bundle_is_intact_in_both_forms(bundle: Path, zipped: Path) -> None:
    for path in (bundle, zipped):
        found = verify_bundle(path)
        assert found.is_intact
        assert found.findings == ()
        assert found.manifest_sha256 == hashlib.sha256((bundle / "manifest.json").read_bytes()).hexdigest()


def test_the_manifest_is_held_against_the_digest_noted_when_it_was_made(bundle: Path, zipped: Path) -> None:
    digest = verify_bundle(bundle).manifest_sha256
    assert codes(bundle, digest.upper()) == []
    content = json.loads((bundle / "manifest.json").read_bytes())
    content["draft"] = True
    (bundle / "manifest.json").write_text(json.dumps(content), encoding="utf-8")
    assert codes(bundle) == []  # a manifest rewritten whole agrees with itself
    assert codes(bundle, digest) == [("BUN-22", "manifest.json")]
    assert codes(zipped, digest) == []


def test_a_file_that_was_renamed_or_moved_is_told_once(bundle: Path) -> None:
    (bundle / "1_caricare" / "DOC-01_documento.pdf").rename(bundle / "2_conservare" / "carta.pdf")
    (finding,) = verify(bundle)
    assert (finding.code, finding.values["file"], finding.values["nuovo"]) == (
        "BUN-23",
        "1_caricare/DOC-01_documento.pdf",
        "2_conservare/carta.pdf",
    )


def test_a_copy_under_another_name_is_added_not_renamed(bundle: Path) -> None:
    shutil.copy(bundle / "report.json", bundle / "copia.json")
    assert codes(bundle) == [("BUN-03", "copia.json")]


def test_names_that_differ_only_in_capitals_collide(bundle: Path) -> None:
    (bundle / "Report.JSON").write_bytes(b"altro")
    assert set(codes(bundle)) == {("BUN-03", "Report.JSON"), ("BUN-24", "report.json")} or set(codes(bundle)) == {
        ("BUN-03", "Report.JSON"),
        ("BUN-24", "Report.JSON"),
    }


def test_a_bundle_of_another_version_is_intact_and_says_so(bundle: Path) -> None:
    write_manifest(bundle, manifest_of(bundle, version="0.0.9"))
    found = verify_bundle(bundle)
    assert found.is_intact
    assert [one.code for one in found.findings] == ["BUN-25"]


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"schema": 2, "tool": {"name": "dossier-cer", "version": "9.0"}}, "dossier-cer 9.0 nella forma 2"),
        ({"schema": 3}, "nella forma 3"),
        ({"tool": {"name": "dossier-cer", "version": "9.0"}, "novita": 1}, "scritto da dossier-cer 9.0"),
        ({"novita": 1}, "alla voce «novita»"),
        ({"tool": {"name": "altro", "version": "1"}}, "alla voce «tool.name»"),
    ],
)
def test_a_manifest_in_a_form_not_known_says_which_program_wrote_it(
    bundle: Path, change: dict[str, Any], words: str
) -> None:
    content = json.loads((bundle / "manifest.json").read_bytes()) | change
    (bundle / "manifest.json").write_text(json.dumps(content), encoding="utf-8")
    with pytest.raises(BrokenFileError, match=words):
        verify_bundle(bundle)


def test_the_zip_of_the_same_files_has_the_same_bytes_wherever_they_lie(bundle: Path, tmp_path: Path) -> None:
    first = zip_bundle(bundle)
    elsewhere = tmp_path / "altrove" / "altra uscita"
    shutil.copytree(bundle, elsewhere)
    for path in sorted(elsewhere.rglob("*"), reverse=True):
        path.chmod(0o755)
    second = zip_bundle(elsewhere, tmp_path / "consegna.zip")
    assert first.sha256 == second.sha256
    assert first.path.name == zip_name(manifest_of(bundle)) == "cer-valle_accesso_20261122.zip"
    with zipfile.ZipFile(first.path) as archive:
        infos = archive.infolist()
    assert [info.filename for info in infos] == sorted(info.filename for info in infos)
    assert {info.date_time for info in infos} == {(1980, 1, 1, 0, 0, 0)}
    assert {info.compress_type for info in infos} == {zipfile.ZIP_STORED}
    assert {info.filename.partition("/")[0] for info in infos} == {"cer-valle_accesso_20261122"}
    assert stat.S_IMODE(first.path.stat().st_mode) == 0o600


def test_a_zip_opened_anywhere_is_the_bundle_again(zipped: Path, tmp_path: Path) -> None:
    with zipfile.ZipFile(zipped) as archive:
        archive.extractall(tmp_path / "aperto")
    assert verify(tmp_path / "aperto" / "cer-valle_accesso_20261122") == []


def test_what_desktop_programs_leave_does_not_go_into_the_zip(bundle: Path) -> None:
    (bundle / ".DS_Store").write_bytes(b"x")
    with zipfile.ZipFile(zip_bundle(bundle).path) as archive:
        assert len(archive.namelist()) == len(FILES) + 1


def test_a_bundle_that_changed_is_not_zipped(bundle: Path) -> None:
    (bundle / "report.json").write_bytes(b"[]")
    with pytest.raises(NotIntactError) as refusal:
        zip_bundle(bundle)
    assert refusal.value.exit_code == 1
    assert not list(bundle.parent.glob("*.zip"))
    assert not list(bundle.parent.glob(".*"))


def test_a_file_of_somebody_else_is_not_replaced_and_an_older_zip_is(bundle: Path, tmp_path: Path) -> None:
    mine = tmp_path / "mio.zip"
    mine.write_bytes(b"appunti")
    with pytest.raises(ZipRefusedError) as refusal:
        zip_bundle(bundle, mine)
    assert (refusal.value.exit_code, mine.read_bytes()) == (6, b"appunti")
    assert zip_bundle(bundle).sha256 == zip_bundle(bundle).sha256


def test_a_zip_with_a_changed_file_a_missing_one_and_an_added_one(zipped: Path) -> None:
    def change(new: zipfile.ZipFile, info: zipfile.ZipInfo, data: bytes) -> None:
        if info.filename.endswith("statuto.docx"):
            return
        new.writestr(info, data.replace(b"1.7 due", b"1.7 DUE"))
        if info.filename.endswith("report.json"):
            new.writestr(info.filename.replace("report", "nota"), b"x")

    found = set(codes(rezipped(zipped, change)))
    assert found == {
        ("BUN-01", "2_conservare/CON-05_adesione.pdf"),
        ("BUN-02", "3_studio/word/statuto.docx"),
        ("BUN-03", "nota.json"),
    }


def test_the_same_name_twice_in_a_zip_is_told(zipped: Path) -> None:
    def change(new: zipfile.ZipFile, info: zipfile.ZipInfo, data: bytes) -> None:
        new.writestr(info, data)
        if info.filename.endswith("report.json"):
            new.writestr(info.filename, b"altro")

    with pytest.warns(UserWarning, match="Duplicate name"):
        other = rezipped(zipped, change)
    assert ("BUN-24", "report.json") in codes(other)


def test_a_link_in_a_zip_is_no_file(zipped: Path) -> None:
    def change(new: zipfile.ZipFile, info: zipfile.ZipInfo, data: bytes) -> None:
        if info.filename.endswith("report.json"):
            info.external_attr = (stat.S_IFLNK | 0o777) << 16
            data = b"/etc/passwd"
        new.writestr(info, data)

    assert codes(rezipped(zipped, change)) == [("BUN-05", "report.json")]


@pytest.mark.parametrize("name", ["../fuori.txt", "/etc/fuori.txt", "cer-valle_accesso_20261122/../../fuori.txt"])
def test_a_name_that_leaves_the_zip_is_told_and_nothing_is_written(zipped: Path, name: str, tmp_path: Path) -> None:
    with zipfile.ZipFile(zipped, "a") as archive:
        archive.writestr(name, b"x")
    before = sorted(tmp_path.rglob("*"))
    assert {code for code, _ in codes(zipped)} <= {"BUN-03", "BUN-05"}
    assert codes(zipped) != []
    assert sorted(tmp_path.rglob("*")) == before


def test_a_zip_bomb_is_not_unpacked(zipped: Path) -> None:
    def change(new: zipfile.ZipFile, info: zipfile.ZipInfo, data: bytes) -> None:
        if info.filename.endswith("report.json"):
            new.writestr(info.filename, b"\0" * 200_000_000, zipfile.ZIP_DEFLATED)
        else:
            new.writestr(info, data)

    assert codes(rezipped(zipped, change)) == [("BUN-01", "report.json")]


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 rotto", b"%PDF-1.7"])
def test_what_is_no_zip_is_a_broken_file(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "rotto.zip").write_bytes(content)
    with pytest.raises(BrokenFileError):
        verify_bundle(tmp_path / "rotto.zip")


def test_a_zip_without_manifest_and_a_missing_file_differ(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "vuoto.zip", "w") as archive:
        archive.writestr("a.txt", b"a")
    with pytest.raises(BrokenFileError, match="manca il manifesto"):
        verify_bundle(tmp_path / "vuoto.zip")
    with pytest.raises(BundleMissingError):
        verify_bundle(tmp_path / "niente.zip")
