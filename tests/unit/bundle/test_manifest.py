"""The manifest answers for every file: what was changed, removed, added or smuggled in is told by name."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from workflow.bundle.manifest import (
    AttachmentRecord,
    DocumentRecord,
    EngineRecord,
    FileRecord,
    ItemRecord,
    Manifest,
    ToolRecord,
    file_facts,
    is_safe_path,
    manifest_schema,
    manifest_sha256,
    read_manifest,
    sha256_of,
    write_manifest,
)
from workflow.bundle.verify import BundleMissingError, verify
from workflow.domain.finding import Finding
from workflow.resources import BrokenFileError


def manifest_of(folder: Path) -> Manifest:
    return Manifest(
        tool=ToolRecord(version="0.1.0"),
        dossier="cer-valle",
        kind="cer",
        title="Comunità «Valle»",
        as_of=date(2026, 11, 22),
        law_digest="a" * 64,
        facts_sha256="b" * 64,
        engine=EngineRecord(name="incorporato", version="word2pdf 0.1.0", faithful=False),
        draft=True,
        preview=True,
        documents=(
            DocumentRecord(
                **file_facts(folder, folder / "1_caricare" / "domanda.pdf"),
                pages=2,
                document="domanda",
                edition="2024-01-24",
                signed_by=("referente",),
            ),
        ),
        attachments=(
            AttachmentRecord(
                **file_facts(folder, folder / "2_conservare" / "visura.pdf"),
                kind="visura",
                source="allegati/visura.pdf",
            ),
        ),
        files=(FileRecord(**file_facts(folder, folder / "report.json")),),
        findings_open=({"code": "CER-03", "severity": "bloccante", "message": "…", "path": ["soci", 0]},),
        items=(ItemRecord(id="visura", part="2_conservare", title="Visura", required=True, state="presente"),),
    )


@pytest.fixture
def bundle(tmp_path: Path) -> Path:
    folder = tmp_path / "uscita"
    for name, text in (
        ("1_caricare/domanda.pdf", "domanda"),
        ("2_conservare/visura.pdf", "visura"),
        ("report.json", "{}"),
    ):
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    write_manifest(folder, manifest_of(folder))
    return folder


def codes(findings: list[Finding]) -> list[tuple[str, Any]]:
    return [(finding.code, finding.values["file"]) for finding in findings]


def rewrite(folder: Path, **changes: Any) -> None:
    content = json.loads((folder / "manifest.json").read_bytes())
    content.update(changes)
    (folder / "manifest.json").write_text(json.dumps(content), encoding="utf-8")


def test_an_untouched_bundle_has_no_findings_and_reads_back_equal(bundle: Path) -> None:
    assert verify(bundle) == []
    assert read_manifest(bundle) == manifest_of(bundle)


def test_equal_facts_give_equal_bytes_with_sorted_keys_and_a_last_newline(bundle: Path) -> None:
    first = (bundle / "manifest.json").read_bytes()
    assert write_manifest(bundle, manifest_of(bundle)) == manifest_sha256(bundle) == sha256_of(bundle / "manifest.json")
    assert (bundle / "manifest.json").read_bytes() == first
    assert first.endswith(b"}\n")
    assert "Comunità «Valle»".encode() in first
    content = json.loads(first)
    assert list(content) == sorted(content)
    assert content["schema"] == 1


def test_what_is_written_obeys_the_published_schema(bundle: Path) -> None:
    jsonschema.validate(json.loads((bundle / "manifest.json").read_bytes()), manifest_schema())


def test_a_changed_file_is_named(bundle: Path) -> None:
    (bundle / "1_caricare" / "domanda.pdf").write_text("Domanda", encoding="utf-8")
    (finding,) = verify(bundle)
    assert (finding.code, finding.path, finding.is_blocking) == ("BUN-01", ("1_caricare", "domanda.pdf"), True)


def test_a_missing_file_is_named(bundle: Path) -> None:
    (bundle / "2_conservare" / "visura.pdf").unlink()
    (bundle / "2_conservare").rmdir()
    assert codes(verify(bundle)) == [("BUN-02", "2_conservare/visura.pdf")]


def test_an_added_file_is_named_but_desktop_litter_is_not(bundle: Path) -> None:
    for name in ("1_caricare/.DS_Store", ".~lock.domanda.docx#", "1_caricare/firmata.pdf"):
        (bundle / name).write_text("x", encoding="utf-8")
    (finding,) = verify(bundle)
    assert (finding.code, finding.values["file"], finding.is_blocking) == ("BUN-03", "1_caricare/firmata.pdf", False)


@pytest.mark.parametrize(
    "path",
    ["../fuori.txt", "/etc/passwd", "a/../../b", "C:/b.txt", "C:b", "a\\b", "./a", "a//b", ".", "", "a/", "a\0b"],
)
def test_a_path_that_leaves_the_bundle_is_refused_when_written_and_told_when_read(bundle: Path, path: str) -> None:
    assert not is_safe_path(path)
    record = {"path": path, "sha256": "0" * 64, "bytes": 0}
    with pytest.raises(ValueError, match="unsafe paths"):
        write_manifest(bundle, manifest_of(bundle).model_copy(update={"files": (FileRecord(**record),)}))
    rewrite(bundle, files=[record])
    assert ("BUN-04", path) in codes(verify(bundle))


def test_a_path_written_twice_is_told(bundle: Path) -> None:
    record = {
        "path": "report.json",
        **{k: v for k, v in file_facts(bundle, bundle / "report.json").items() if k != "path"},
    }
    rewrite(bundle, files=[record, record])
    assert codes(verify(bundle)) == [("BUN-04", "report.json")]


def test_a_link_is_not_a_file_even_if_its_target_is_right(bundle: Path, tmp_path: Path) -> None:
    target = tmp_path / "altrove"
    (bundle / "1_caricare").rename(target)
    (bundle / "1_caricare").symlink_to(target)
    (bundle / "report.json").rename(tmp_path / "report.json")
    (bundle / "report.json").symlink_to(tmp_path / "report.json")
    found = codes(verify(bundle))
    assert ("BUN-05", "1_caricare/domanda.pdf") in found
    assert ("BUN-05", "report.json") in found


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{",
        b"[]",
        b"null",
        b"\xff\xfe",
        b'{"schema": 2}',
        b"[" * 100_000,
        b'{"schema": 1, "tool": {"name": "altro", "version": "1"}}',
    ],
)
def test_a_broken_manifest_is_a_broken_file(bundle: Path, content: bytes) -> None:
    (bundle / "manifest.json").write_bytes(content)
    with pytest.raises(BrokenFileError) as refusal:
        verify(bundle)
    assert refusal.value.exit_code == 4
    assert "manifest.json" in str(refusal.value)


def test_a_folder_without_manifest_and_a_missing_folder_differ(tmp_path: Path) -> None:
    with pytest.raises(BrokenFileError, match="manca il manifesto"):
        verify(tmp_path)
    with pytest.raises(BundleMissingError) as refusal:
        verify(tmp_path / "niente")
    assert refusal.value.exit_code == 3


def test_the_same_path_cannot_be_written_twice(bundle: Path) -> None:
    manifest = manifest_of(bundle)
    with pytest.raises(ValueError, match="twice"):
        write_manifest(bundle, manifest.model_copy(update={"files": (*manifest.files, *manifest.files)}))
