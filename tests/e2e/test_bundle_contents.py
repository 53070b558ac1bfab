"""What a bundle holds: three parts, plain names, private files, digests that verify, marks on every page of a draft."""

import json
import os
import re
import stat
import subprocess
import zipfile
from dataclasses import dataclass, replace
from pathlib import Path

import docx
import jsonschema
import pytest
from pypdf import PdfReader

from tests.builders.folders import mini_dossier, write_folder
from tests.e2e.command_line import CommandLine, Ended
from tests.e2e.sealed_bundle import MACHINE, NAME, files_in, kept
from workflow.bundle.zip_bundle import zip_bundle
from workflow.domain.dossier import Dossier

# A point under another cabina primaria is outside the perimeter: nothing can be sent as it is.
ELSEWHERE = {"soci.0.punti.1.cabina_primaria": "AC001E00002"}


@dataclass(frozen=True)
class Built:
    """A folder, its bundle, and what `build` said of it."""

    program: CommandLine
    folder: Path
    ended: Ended

    @property
    def out(self) -> Path:
        return self.folder / "uscita"


def built_of(place: Path, byte_code: Path, dossier: Dossier) -> Built:
    program = CommandLine(place / "archivio.sqlite", place, byte_code)
    folder = write_folder(place / NAME, dossier)
    return Built(program, folder, program.run("build", folder, "--json"))


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory, byte_code: Path) -> Built:
    """A CER with seven members, which nothing blocks."""
    return built_of(tmp_path_factory.mktemp("intero"), byte_code, mini_dossier("cer"))


@pytest.fixture(scope="module")
def draft(tmp_path_factory: pytest.TempPathFactory, byte_code: Path) -> Built:
    """A client at a distance, blocked."""
    return built_of(tmp_path_factory.mktemp("bozza"), byte_code, mini_dossier("aid", ELSEWHERE))


def manifest_of(out: Path) -> dict[str, object]:
    return json.loads((out / "manifest.json").read_text(encoding="utf-8"))


def own_pdfs(out: Path) -> list[Path]:
    """Return the PDFs that the program made: all but those that people gave."""
    given = {record["path"] for record in manifest_of(out)["attachments"]}
    return [path for path in sorted(out.rglob("*.pdf")) if path.relative_to(out).as_posix() not in given]


def pages_without(word: str, pdf: Path) -> list[int]:
    """Return the numbers of the pages where a word does not stand, as another program reads them."""
    text = subprocess.run(["pdftotext", pdf, "-"], check=True, capture_output=True, text=True).stdout
    pages = text.split("\f")[:-1]
    assert len(pages) == len(PdfReader(pdf).pages)
    return [number for number, page in enumerate(pages, start=1) if word not in page]


def test_it_has_three_parts_an_index_one_pdf_a_report_and_a_manifest(whole: Built) -> None:
    assert {path.name for path in whole.out.iterdir()} == {
        "1_caricare", "2_conservare", "3_studio", "indice.pdf", "fascicolo.pdf", "report.json", "manifest.json",
    }  # fmt: skip
    assert all(any((whole.out / part).iterdir()) for part in ("1_caricare", "2_conservare", "3_studio"))


def test_every_name_is_plain_ascii_that_a_portal_takes(whole: Built) -> None:
    names = [path.name for path in whole.out.rglob("*")]
    assert [name for name in names if not re.fullmatch(r"[A-Za-z0-9_.-]{1,120}", name)] == []
    assert len({name.casefold() for name in files_in(whole.out)}) == len(files_in(whole.out))


def test_only_the_owner_can_read_the_bundle_and_the_archive(whole: Built) -> None:
    for path in (whole.out, *whole.out.rglob("*")):
        wanted = 0o700 if path.is_dir() else 0o600
        assert stat.S_IMODE(path.stat().st_mode) == wanted, path
    for path in whole.program.archive.parent.glob("archivio.sqlite*"):
        wanted = 0o700 if path.is_dir() else 0o600
        assert stat.S_IMODE(path.stat().st_mode) == wanted, path


def test_the_manifest_answers_for_every_file_and_fits_its_schema(whole: Built) -> None:
    manifest = manifest_of(whole.out)
    jsonschema.Draft202012Validator(whole.program.run("schema", "manifest").json).validate(manifest)
    records = [*manifest["documents"], *manifest["attachments"], *manifest["files"]]
    present = files_in(whole.out)
    del present["manifest.json"]
    assert {record["path"]: record["sha256"] for record in records} == present
    assert {record["path"]: record["bytes"] for record in records} == {
        name: (whole.out / name).stat().st_size for name in present
    }
    assert manifest["findings_open"] == [
        {key: finding[key] for key in ("code", "severity", "outcome", "message", "path")}
        for finding in json.loads((whole.out / "report.json").read_text(encoding="utf-8"))["findings"]
    ]


def test_the_report_in_it_fits_the_schema_and_is_the_one_of_build(whole: Built) -> None:
    report = json.loads((whole.out / "report.json").read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator(whole.program.run("schema", "report").json).validate(report)
    assert report["findings"] == whole.ended.json["findings"]


def test_what_people_gave_is_copied_byte_by_byte(whole: Built) -> None:
    records = manifest_of(whole.out)["attachments"]
    assert len({record["source"] for record in records}) > 30
    for record in records:
        assert (whole.out / record["path"]).read_bytes() == (whole.folder / record["source"]).read_bytes()


def test_every_word_document_opens_and_has_nothing_left_to_fill(whole: Built) -> None:
    documents = sorted((whole.out / "3_studio" / "word").glob("*.docx"))
    assert len(documents) > 10
    for path in documents:
        assert docx.Document(str(path)).paragraphs
        with zipfile.ZipFile(path) as package:
            parts = [package.read(name).decode() for name in package.namelist() if name.endswith((".xml", ".rels"))]
        texts = [re.sub(r"<[^>]*>", "", part) for part in parts]
        assert not [text for text in (*parts, *texts) if "{{" in text or "{%" in text], path.name


def test_a_dossier_that_nothing_blocks_has_no_draft_mark_but_says_preview(whole: Built) -> None:
    manifest = manifest_of(whole.out)
    assert (manifest["draft"], manifest["preview"]) == (False, True)
    for pdf in own_pdfs(whole.out):
        assert len(pages_without("BOZZA", pdf)) == len(PdfReader(pdf).pages), pdf.name
        assert pages_without("anteprima", pdf) == [], pdf.name


def copied_backwards(folder: Path, copy: Path) -> Path:
    """Copy a dossier as another machine may hold it: files made in another order, on other days, open to others."""
    for path in sorted((path for path in folder.rglob("*") if "uscita" not in path.parts), reverse=True):
        target = copy / path.relative_to(folder)
        if path.is_file():
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(path.read_bytes())
            target.chmod(0o644)
            os.utime(target, (1_000_000_000, 1_000_000_000))
    return copy


def test_the_bytes_are_those_of_the_machine_where_they_were_first_made(whole: Built) -> None:
    """After a change of a text, of the law or of the program: `python -m tests.e2e.sealed_bundle`."""
    assert files_in(whole.out) == kept(), MACHINE


def test_on_another_machine_in_2030_it_is_the_same_to_the_byte(whole: Built, tmp_path: Path) -> None:
    """Another home, folder, place for temporary files, language, zone, hour, seed, person, umask, and one processor."""
    home, temporary, start = (tmp_path / name for name in ("casa di un'altra", "provvisori", "altrove"))
    for place in (home, temporary, start):
        place.mkdir()
    folder = copied_backwards(whole.folder, tmp_path / "copia" / whole.folder.name)
    program = replace(
        whole.program,
        archive=tmp_path / "archivio.sqlite",
        home=home,
        variables={
            "TMPDIR": str(temporary), "LANG": "C", "LC_ALL": "POSIX", "TZ": "Pacific/Auckland", "COLUMNS": "40",
            "PYTHONHASHSEED": "4242", "SOURCE_DATE_EPOCH": "1000000000", "USER": "altra", "LOGNAME": "altra",
        },
    )  # fmt: skip

    def elsewhere() -> None:
        os.umask(0)
        os.chdir(start)
        os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})

    again = program.run("build", folder, before=elsewhere, on_day="2030-06-01T03:17:00")
    assert again.code == 0, again.said
    assert files_in(folder / "uscita") == files_in(whole.out)
    for number, out in enumerate((whole.out, folder / "uscita")):
        zip_bundle(out, tmp_path / f"{number}.zip")
    assert (tmp_path / "0.zip").read_bytes() == (tmp_path / "1.zip").read_bytes()
    assert list(temporary.iterdir()) == []
    assert [path for path in home.rglob("*") if path.is_file()] == []


def test_a_blocked_dossier_is_built_and_marked_on_every_page(draft: Built) -> None:
    assert draft.ended.code == 1
    assert draft.ended.json["is_draft"] is True
    assert "POD-01" in {finding["code"] for finding in draft.ended.json["findings"]}
    assert manifest_of(draft.out)["draft"] is True
    pdfs = own_pdfs(draft.out)
    assert len(pdfs) > 10
    assert {pdf.name: pages_without("BOZZA", pdf) for pdf in pdfs} == {pdf.name: [] for pdf in pdfs}
    given = [draft.out / record["path"] for record in manifest_of(draft.out)["attachments"]]
    assert all(len(pages_without("BOZZA", pdf)) == 1 for pdf in given)


def test_a_blocked_dossier_has_no_final_bundle(draft: Built, tmp_path: Path) -> None:
    out = tmp_path / "definitivo"
    refused = draft.program.run("build", draft.folder, "--out", out, "--final", "--accept-preview", "--json")
    assert refused.code == 1
    assert "POD-01" in {finding["code"] for finding in refused.json["findings"]}
    assert "Il definitivo non si può fare" in refused.json["refused"]
    assert not out.exists()
    assert list(tmp_path.glob(".definitivo*")) == []


def test_a_final_bundle_of_preview_pages_must_be_asked_for_in_words(whole: Built, tmp_path: Path) -> None:
    out = tmp_path / "definitivo"
    refused = whole.program.run("build", whole.folder, "--out", out, "--final")
    assert refused.code == 1
    assert "--accept-preview" in refused.said
    assert "--engine libreoffice" in refused.said
    assert not out.exists()
