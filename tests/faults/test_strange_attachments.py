"""What people attach may be broken, active or badly named: it is said, kept apart, and never hurts the bundle."""

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader, PdfWriter
from pypdf.generic import DictionaryObject, NameObject, TextStringObject

from tests.builders.folders import mini_dossier, small_pdf, write_folder
from tests.e2e.command_line import CommandLine, Ended
from workflow.bundle.verify import verify


def with_javascript() -> bytes:
    writer = PdfWriter(clone_from=BytesIO(small_pdf("bolletta con una sorpresa")))
    action = {"/S": NameObject("/JavaScript"), "/JS": TextStringObject("app.alert('buongiorno');")}
    writer.root_object[NameObject("/OpenAction")] = DictionaryObject({NameObject(k): v for k, v in action.items()})
    buffer = BytesIO()
    writer.write(buffer)
    return buffer.getvalue()


# Names that some system cannot keep, or that people do not read as they are written.
REFUSED = ("a\\..\\..\\fuori.pdf", f"{'x' * 251}.pdf", "a\u202efdp.exe.pdf", "che cosa?.pdf", "a\nb.pdf")
TAKEN = ("a%2f..%2f..%2ffuori.pdf", "CON.pdf", "-rf.pdf", "$(reboot).pdf", "Mappa & ‘età’.pdf")
HIDDEN = ("..fuori.pdf", "...pdf", ".~lock.mappa.pdf#", "~$mappa.pdf", "Thumbs.db")


@dataclass(frozen=True)
class Built:
    """A folder full of strange papers, and what came of its build."""

    folder: Path
    broken: Path
    active: Path
    ended: Ended

    @property
    def out(self) -> Path:
        return self.folder / "uscita"

    @property
    def given(self) -> dict[str, str]:
        """Where each paper that was taken stands in the bundle."""
        records = json.loads((self.out / "manifest.json").read_text(encoding="utf-8"))["attachments"]
        return {record["source"]: record["path"] for record in records}

    def findings(self, code: str) -> list[dict[str, Any]]:
        return [finding for finding in self.ended.json["findings"] if finding["code"] == code]


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory, byte_code: Path) -> Built:
    place = tmp_path_factory.mktemp("strani")
    folder = write_folder(place / "cliente", mini_dossier("cad"))
    [broken] = (folder / "allegati" / "schema_unifilare").iterdir()
    broken.write_bytes(small_pdf("schema")[:300])
    [active] = (folder / "allegati" / "titolo_autorizzativo").iterdir()
    active.write_bytes(with_javascript())
    for name in (*REFUSED, *TAKEN, *HIDDEN):
        (folder / "allegati" / "cabina_primaria" / name).write_bytes(small_pdf("mappa"))
    program = CommandLine(place / "archivio.sqlite", place, byte_code)
    return Built(folder, broken, active, program.run("build", folder, "--json"))


def test_the_bundle_is_whole_and_nobody_grumbles_in_english(built: Built) -> None:
    assert built.ended.code == 1
    assert built.ended.err == ""
    assert verify(built.out) == []


def test_a_broken_paper_blocks_and_an_active_one_is_told(built: Built, note: Callable[[str, str], None]) -> None:
    [unreadable] = built.findings("BUN-08")
    assert unreadable["severity"] == "bloccante"
    assert built.broken.name in unreadable["message"]
    [lively] = built.findings("BUN-09")
    assert lively["severity"] == "avviso"
    assert built.active.name in lively["message"]
    assert "contiene JavaScript" in lively["message"]
    assert unreadable["remedy"]
    assert lively["remedy"]
    note("a broken PDF, a PDF with JavaScript", "named, copied as given, kept out of the merged file")


def test_they_are_copied_as_given_and_kept_out_of_the_merged_file(built: Built) -> None:
    for paper in (built.broken, built.active):
        place = built.given[paper.relative_to(built.folder).as_posix()]
        assert (built.out / place).read_bytes() == paper.read_bytes()
    text = "".join(page.extract_text() for page in PdfReader(built.out / "fascicolo.pdf").pages)
    assert text.count("Perché è a parte") == 2
    assert "sorpresa" not in text
    assert b"app.alert" not in (built.out / "fascicolo.pdf").read_bytes()


def test_strange_names_are_told_or_renamed_and_never_write_elsewhere(
    built: Built, note: Callable[[str, str], None]
) -> None:
    told = built.findings("IMP-34")
    assert sorted(finding["path"][-1] for finding in told) == sorted(REFUSED)
    assert all(finding["remedy"] and finding["place"].isprintable() for finding in told)
    sources = {Path(source).name for source in built.given}
    assert sources >= set(TAKEN)
    assert not sources & {*REFUSED, *HIDDEN}
    assert all(re.fullmatch(r"[A-Za-z0-9_.-]+", path.name) for path in built.out.rglob("*"))
    beside = {path.name.partition("-")[0] for path in built.folder.parent.iterdir()}
    assert beside == {"cliente", "archivio.sqlite", "archivio.sqlite.sigillo", "archivio.sqlite.file"}
    note("strange file names", "refused with a cure, or taken under a plain name; nothing written elsewhere")
