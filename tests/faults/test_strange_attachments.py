"""What people attach may be broken, active or badly named: it is said, kept apart, and never hurts the bundle."""

import json
import re
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

from pypdf import PdfReader, PdfWriter
from pypdf.generic import DictionaryObject, NameObject, TextStringObject

from tests.builders.folders import small_pdf
from tests.e2e.command_line import CommandLine
from workflow.bundle.verify import verify


def with_javascript() -> bytes:
    writer = PdfWriter(clone_from=BytesIO(small_pdf("bolletta con una sorpresa")))
    action = {"/S": NameObject("/JavaScript"), "/JS": TextStringObject("app.alert('buongiorno');")}
    writer.root_object[NameObject("/OpenAction")] = DictionaryObject({NameObject(k): v for k, v in action.items()})
    buffer = BytesIO()
    writer.write(buffer)
    return buffer.getvalue()


def findings_of(out: Path, code: str) -> list[dict[str, object]]:
    report = json.loads((out / "report.json").read_text(encoding="utf-8"))
    return [finding for finding in report["findings"] if finding["code"] == code]


def test_broken_and_active_papers_are_named_and_kept_out_of_the_merged_file(
    program: CommandLine, folder: Path, note: Callable[[str, str], None]
) -> None:
    broken = next((folder / "allegati" / "schema_unifilare").iterdir())
    broken.write_bytes(small_pdf("schema")[:300])
    active = next((folder / "allegati" / "titolo_autorizzativo").iterdir())
    active.write_bytes(with_javascript())
    built = program.run("build", folder)
    out = folder / "uscita"
    assert verify(out) == []
    [unreadable] = findings_of(out, "BUN-08")
    assert broken.name in unreadable["message"]
    assert unreadable["remedy"]
    [lively] = findings_of(out, "BUN-09")
    assert "contiene JavaScript" in lively["message"]
    assert built.code == (1 if "bloccante" in {unreadable["severity"], lively["severity"]} else 0)
    # The papers are in the bundle as they were given; the merged file says where they are instead of holding them.
    records = json.loads((out / "manifest.json").read_text(encoding="utf-8"))["attachments"]
    given = {record["source"]: record["path"] for record in records}
    for paper in (broken, active):
        assert (out / given[paper.relative_to(folder).as_posix()]).read_bytes() == paper.read_bytes()
    merged = PdfReader(out / "fascicolo.pdf")
    text = "".join(page.extract_text() for page in merged.pages)
    assert "Perché è a parte" in text
    assert "sorpresa" not in text
    assert b"app.alert" not in (out / "fascicolo.pdf").read_bytes()
    note("a broken PDF, a PDF with JavaScript", "named, copied as given, kept out of the merged file")


# Names that some system cannot keep, or that people do not read as they are written.
REFUSED = ("a\\..\\..\\fuori.pdf", f"{'x' * 251}.pdf", "a\u202efdp.exe.pdf", "che cosa?.pdf", "a\nb.pdf")
TAKEN = ("a%2f..%2f..%2ffuori.pdf", "CON.pdf", "-rf.pdf", "$(reboot).pdf", "Mappa & ‘età’.pdf")
HIDDEN = ("..fuori.pdf", "...pdf", ".~lock.mappa.pdf#", "~$mappa.pdf", "Thumbs.db")


def test_strange_names_are_told_or_renamed_and_never_write_elsewhere(
    program: CommandLine, folder: Path, tmp_path: Path, note: Callable[[str, str], None]
) -> None:
    place = folder / "allegati" / "cabina_primaria"
    for name in (*REFUSED, *TAKEN, *HIDDEN):
        (place / name).write_bytes(small_pdf("mappa"))
    before = {path for path in tmp_path.rglob("*") if not path.is_relative_to(folder)}
    built = program.run("build", folder, "--json")
    told = [finding for finding in built.json["findings"] if finding["code"] == "IMP-34"]
    assert sorted(finding["path"][-1] for finding in told) == sorted(REFUSED)
    assert all(finding["remedy"] and finding["place"].isprintable() for finding in told)
    out = folder / "uscita"
    assert verify(out) == []
    records = json.loads((out / "manifest.json").read_text(encoding="utf-8"))["attachments"]
    sources = {Path(record["source"]).name for record in records}
    assert sources >= set(TAKEN)
    assert not sources & {*REFUSED, *HIDDEN}
    assert all(re.fullmatch(r"[A-Za-z0-9_.-]+", path.name) for path in out.rglob("*"))
    new = {path for path in tmp_path.rglob("*") if not path.is_relative_to(folder)} - before
    assert {path.name.partition("-")[0] for path in new} == {"archivio.sqlite"}
    note("strange file names", "refused with a cure, or taken under a plain name; nothing written elsewhere")
