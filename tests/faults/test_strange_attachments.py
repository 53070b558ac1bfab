"""What people attach may be broken, active or badly named: it is said, kept apart, and never hurts the bundle."""

import json
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest
from pypdf import PdfReader, PdfWriter

from tests.builders.folders import small_pdf
from tests.e2e.command_line import CommandLine
from workflow.bundle.verify import verify


def with_javascript() -> bytes:
    writer = PdfWriter(clone_from=BytesIO(small_pdf("bolletta con una sorpresa")))
    writer.add_js("app.alert('buongiorno');")
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
    given = {record["source"]: record["path"] for record in json.loads((out / "manifest.json").read_text())["attachments"]}
    for paper in (broken, active):
        assert (out / given[paper.relative_to(folder).as_posix()]).read_bytes() == paper.read_bytes()
    merged = PdfReader(out / "fascicolo.pdf")
    text = "".join(page.extract_text() for page in merged.pages)
    assert "Perché è a parte" in text
    assert "sorpresa" not in text
    assert b"app.alert" not in (out / "fascicolo.pdf").read_bytes()
    note("a broken PDF, a PDF with JavaScript", "named, copied as given, kept out of the merged file")


@pytest.mark.parametrize(
    "name",
    ["..\\..\\fuori.pdf", "..%2f..%2ffuori.pdf", "...pdf", "CON.pdf", f"{'x' * 251}.pdf", "a\u202efdp.exe.pdf", "-rf *.pdf"],
    ids=["backslashes", "escaped slashes", "dots", "a device", "255 characters", "turned round", "like an option"],
)
def test_a_file_with_a_strange_name_is_told_or_taken_but_never_writes_elsewhere(
    program: CommandLine, folder: Path, tmp_path: Path, name: str
) -> None:
    (folder / "allegati" / "cabina_primaria" / name).write_bytes(small_pdf("mappa"))
    before = {path for path in tmp_path.rglob("*") if not path.is_relative_to(folder)}
    checked = program.run("check", folder, "--json")
    told = [finding for finding in checked.json["findings"] if finding["code"] == "IMP-34"]
    assert checked.code in {0, 1}
    is_plain = name.isascii() and len(name) < 200 and not set(name) & set('<>:"\\|?*') and not name.startswith(".")
    assert bool(told) is not (is_plain or name.startswith("."))
    assert all(finding["remedy"] for finding in told)
    new = {path for path in tmp_path.rglob("*") if not path.is_relative_to(folder)} - before
    assert {path.name.partition(".sqlite")[0] for path in new} <= {"archivio"}


def test_names_that_people_choose_do_not_reach_the_bundle(program: CommandLine, folder: Path) -> None:
    for name in ("..%2f..%2ffuori.pdf", "Mappa & <cabina> ‘età’.pdf".replace("<", "").replace(">", "")):
        (folder / "allegati" / "cabina_primaria" / name).write_bytes(small_pdf(f"mappa {name}"))
    assert program.run("build", folder).code == 0
    out = folder / "uscita"
    assert verify(out) == []
    taken = [path.name for path in out.rglob("*") if "cabina" in path.name]
    assert len(taken) >= 3
    assert all(name.isascii() and " " not in name and "%" not in name for name in taken)
