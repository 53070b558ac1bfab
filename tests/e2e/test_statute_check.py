"""`statute check` from the terminal: what people read, what machines read, the marked copies, how it ends."""

import contextlib
import io
import json
import subprocess
from pathlib import Path
from typing import Any

import docx
import jsonschema
import pytest
from pypdf import PdfReader
from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

from tests.builders.foreign_statutes import foreign_text
from tests.builders.in_process import exit_code_of
from workflow.cli.entry import main
from workflow.cli.exit_code import ExitCode

ROOT = Path(__file__).resolve().parents[2]
FAILING = {"recesso": "Ogni socio può recedere con un preavviso di sei mesi.", "voto": "Il voto è ponderato per quote."}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with a good and a failing statute, each as Word and as PDF."""
    place = tmp_path_factory.mktemp("statuti")
    good = foreign_text("cer_associazione")
    bad = good.without("delegato")
    for passage, words in FAILING.items():
        bad = bad.with_passage(passage, words)
    for name, text in (("buono", good), ("cattivo", bad)):
        (place / f"{name}.docx").write_bytes(text.docx())
    subprocess.run(
        ["soffice", f"-env:UserInstallation=file://{place}/profilo", "--headless", "--convert-to", "pdf", "--outdir",
         str(place), str(place / "buono.docx"), str(place / "cattivo.docx")],
        check=True, capture_output=True, timeout=300,
    )  # fmt: skip
    return place


def ended(*words: str) -> int:
    return exit_code_of("statute", "check", *words)


def main_quietly(*words: str) -> None:
    with contextlib.suppress(SystemExit):
        main(list(words))


def answer(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, dict[str, Any]]:
    code = ended(*words, "--json")
    return code, json.loads(capsys.readouterr().out)


@pytest.mark.parametrize("suffix", ["docx", "pdf"])
def test_a_good_statute_ends_well(folder: Path, suffix: str, capsys: pytest.CaptureFixture[str]) -> None:
    code, found = answer(capsys, str(folder / f"buono.{suffix}"), "--kind", "cer", "--on", "2026-11-22")
    assert code == ExitCode.OK
    assert found["is_fine"] is True
    assert {element["outcome"] for element in found["elements"]} == {"presente"}
    assert found["defects"] == []


@pytest.mark.parametrize("suffix", ["docx", "pdf"])
def test_a_failing_statute_says_where_why_and_what_to_write(
    folder: Path, suffix: str, capsys: pytest.CaptureFixture[str]
) -> None:
    code, found = answer(capsys, str(folder / f"cattivo.{suffix}"), "--kind", "cer", "--on", "2026-11-22")
    assert code == ExitCode.BLOCKING_FINDINGS
    elements = {element["id"]: element for element in found["elements"]}
    assert {key: element["outcome"] for key, element in elements.items()} == {
        "a": "presente", "b": "presente", "c": "presente", "d": "contraddetto", "e": "assente", "f": "presente",
    }  # fmt: skip
    assert {defect["code"] for defect in found["defects"]} == {"STA-01", "STA-09", "STA-53"}
    notice = next(defect for defect in found["defects"] if defect["code"] == "STA-01")
    printed = [" ".join(page.extract_text().split()) for page in PdfReader(folder / "cattivo.pdf").pages]
    page = next(number for number, text in enumerate(printed, start=1) if FAILING["recesso"] in text)
    assert notice["passages"] == [{"article": "Art. 7", "page": page, "paragraph": 21, "text": FAILING["recesso"]}]
    assert elements["d"]["contradicted_by"] == notice["passages"]
    assert "1.2.2.2, lett. e)" in elements["e"]["references"][0]["cited"]
    assert elements["e"]["proposal"]["document"] == "statuto_cer"
    assert "delegato responsabile del riparto" in elements["e"]["proposal"]["text"]
    assert "{{" not in json.dumps(found)
    assert all(passage["page"] for element in found["elements"] for passage in element["passages"])


def test_the_date_picks_the_law(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    _, found = answer(capsys, str(folder / "buono.docx"), "--kind", "cer", "--on", "2025-04-29")
    b = next(element for element in found["elements"] if element["id"] == "b")
    assert [ref["source"] for ref in b["references"]] == ["regole-2024-02-23"]
    assert "elenco_membri" not in {part["id"] for part in b["parts"]}
    assert b["proposal"]["edition"] == "2024-01-24"


def test_people_read_outcomes_defects_and_clauses(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert ended(str(folder / "cattivo.docx"), "--kind", "cer") == ExitCode.BLOCKING_FINDINGS
    out = capsys.readouterr().out
    for words in ("contraddetto", "assente", "STA-01", "Clausola proposta per l’elemento e)", "DA CORREGGERE"):
        assert words in out


def test_the_word_copy_has_the_same_words_with_comments(folder: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copia.docx"
    ended(str(folder / "cattivo.docx"), "--kind", "cer", "--copy", str(copy))
    before, after = (docx.Document(io.BytesIO(path.read_bytes())) for path in (folder / "cattivo.docx", copy))
    assert [p.text for p in after.paragraphs] == [p.text for p in before.paragraphs]
    comments = [comment.text for comment in after.comments]
    assert any(text.startswith("STA-01") or "\n\nSTA-01" in text for text in comments)
    assert any("Elemento e)" in text and "Clausola proposta" in text for text in comments)
    lit = [run.text for p in after.paragraphs for run in p.runs if run.font.highlight_color is not None]
    assert any("benefici ambientali" in text for text in lit)


def test_the_pdf_copy_is_the_same_pages_with_annotations(folder: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copia.pdf"
    ended(str(folder / "cattivo.pdf"), "--kind", "cer", "--copy", str(copy))
    before, after = PdfReader(folder / "cattivo.pdf"), PdfReader(copy)
    assert [page.extract_text() for page in after.pages] == [page.extract_text() for page in before.pages]
    annotations = [one.get_object() for page in after.pages for one in page.get("/Annots", [])]
    assert any("STA-01" in annotation["/Contents"] for annotation in annotations)
    assert {annotation["/Subtype"] for annotation in annotations} == {"/Highlight", "/Text"}


def test_a_scan_is_said_not_readable_and_nothing_is_absent(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    canvas = Canvas(str(tmp_path / "scan.pdf"), pagesize=A4)
    canvas.rect(50, 50, 400, 600, fill=1)
    canvas.save()
    code, found = answer(capsys, str(tmp_path / "scan.pdf"), "--kind", "cer")
    assert code == ExitCode.BLOCKING_FINDINGS
    assert found["is_readable"] is False
    assert {element["outcome"] for element in found["elements"]} == {"dubbio"}
    assert [defect["code"] for defect in found["defects"]] == ["STA-90"]
    assert ended(str(tmp_path / "scan.pdf"), "--kind", "cer") == ExitCode.BLOCKING_FINDINGS
    assert "NON LEGGIBILE" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("{folder}/manca.docx", "--kind", "cer"), ExitCode.NOT_FOUND),
        (("{folder}/buono.docx", "--kind", "aid"), ExitCode.USAGE),
        (("{folder}/buono.docx",), ExitCode.USAGE),
        (("{folder}/nota.txt", "--kind", "cer"), ExitCode.BROKEN_FILE),
        (("{folder}/buono.docx", "--kind", "cer", "--copy", "{folder}/cattivo.docx"), ExitCode.WRITE_REFUSED),
        (("{folder}/buono.docx", "--kind", "cer", "--copy", "{folder}/copia.pdf"), ExitCode.WRITE_REFUSED),
    ],
)
def test_a_wrong_use_has_its_own_end(folder: Path, words: tuple[str, ...], code: ExitCode) -> None:
    (folder / "nota.txt").write_text("testo", encoding="utf-8")
    before = (folder / "cattivo.docx").read_bytes()
    assert ended(*(word.format(folder=folder) for word in words)) == code
    assert (folder / "cattivo.docx").read_bytes() == before
    assert not (folder / "copia.pdf").exists()


@pytest.mark.parametrize("name", ["buono.docx", "cattivo.pdf"])
def test_the_answer_is_as_its_published_schema_says(
    folder: Path, name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    schema = json.loads((ROOT / "docs" / "schemi" / "statute-check.schema.json").read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)
    _, found = answer(capsys, str(folder / name), "--kind", "cer")
    jsonschema.Draft202012Validator(schema).validate(found)


def test_every_code_that_is_told_can_be_explained(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    _, found = answer(capsys, str(folder / "cattivo.docx"), "--kind", "cer")
    told = {defect["code"] for defect in found["defects"]}
    told |= {part["code"] for element in found["elements"] for part in element["parts"]}
    for code in sorted(told):
        main_quietly("explain", code)
        out = capsys.readouterr().out
        assert code in out
        assert "✗ Non va:" in out
        assert "Fonte:" in out


def test_a_file_of_another_program_gives_a_word_copy(folder: Path, tmp_path: Path) -> None:
    subprocess.run(
        ["soffice", f"-env:UserInstallation=file://{folder}/profilo", "--headless", "--convert-to", "odt", "--outdir",
         str(tmp_path), str(folder / "cattivo.docx")],
        check=True, capture_output=True, timeout=300,
    )  # fmt: skip
    old = str(tmp_path / "cattivo.odt")
    assert ended(old, "--kind", "cer", "--copy", str(tmp_path / "copia.odt")) == ExitCode.WRITE_REFUSED
    assert ended(old, "--kind", "cer", "--copy", str(tmp_path / "copia.docx")) == ExitCode.BLOCKING_FINDINGS
    assert any("STA-01" in one.text for one in docx.Document(str(tmp_path / "copia.docx")).comments)
