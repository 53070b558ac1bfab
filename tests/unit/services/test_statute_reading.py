"""Documents of others in every format: columns and notes of a PDF, files of other programs, what cannot be read."""

import subprocess
from pathlib import Path

import docx
import pytest
from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

from workflow.resources import BrokenFileError
from workflow.services import statute_conversion
from workflow.services.statute_reading import NoSuchFileError, read_statute

LEFT = [
    "Art. 1 - Denominazione e sede",
    "L'associazione si chiama Prova e ha la",
    "sede nel Comune di Rio Secco, dove sono",
    "anche gli impianti che condividono ener-",
    "gia fra i soci della comunita, i quali vi",
    "partecipano per libera scelta e possono",
    "cambiare il venditore quando vogliono.",
    "Art. 2 - Recesso dalla comunita",
    "Il socio puo recedere in ogni momento e",
]
RIGHT = [
    "uscire dalla configurazione, con una sola",
    "lettera diretta al Presidente in carica.",
    "Art. 3 - Riparto",
    "Il soggetto delegato responsabile e la",
    "tesoriera della comunita, che presenta",
    "ogni sei mesi un prospetto ai soci e lo",
    "pubblica nella bacheca della sede dopo",
    "averlo mandato al Consiglio direttivo.",
]


@pytest.fixture
def two_columns(tmp_path: Path) -> Path:
    """Return a page with a title over two columns that are printed row by row."""
    path = tmp_path / "colonne.pdf"
    canvas = Canvas(str(path), pagesize=A4)
    canvas.setFont("Helvetica", 10)
    canvas.drawString(60, 800, "STATUTO DELLA COMUNITA ENERGETICA RINNOVABILE PROVA, ASSOCIAZIONE NON RICONOSCIUTA")
    for row in range(max(len(LEFT), len(RIGHT))):
        for x, column in ((60, LEFT), (310, RIGHT)):
            if row < len(column):
                canvas.drawString(x, 770 - 14 * row, column[row])
    canvas.save()
    return path


def test_two_columns_are_read_one_after_the_other(two_columns: Path) -> None:
    texts = [paragraph.text for paragraph in read_statute(two_columns).source.paragraphs]
    assert texts[0].startswith("STATUTO DELLA COMUNITA")
    assert texts[1] == LEFT[0]
    assert "condividono energia fra i soci" in texts[2]
    assert texts[3:] == [
        LEFT[7],
        f"{LEFT[8]} {RIGHT[0]} {RIGHT[1]}",
        RIGHT[2],
        " ".join(RIGHT[3:]),
    ]


def test_each_letter_of_a_column_knows_its_line(two_columns: Path) -> None:
    read = read_statute(two_columns)
    assert read.joined is not None
    for paragraph, pieces in zip(read.source.paragraphs, read.joined.pieces, strict=True):
        for piece in pieces:
            printed = read.lines[piece.line].text[piece.line_start :][: piece.end - piece.start]
            assert paragraph.text[piece.start : piece.end] == printed


def test_notes_at_the_foot_of_a_page_do_not_break_a_sentence(tmp_path: Path) -> None:
    path = tmp_path / "note.pdf"
    canvas = Canvas(str(path), pagesize=A4)
    for page in (LEFT, RIGHT):
        canvas.setFont("Helvetica", 11)
        for row, line in enumerate(page):
            canvas.drawString(60, 770 - 15 * row, line)
        if page is LEFT:
            canvas.setFont("Helvetica", 7)
            canvas.drawString(60, 60, "1 Si veda il regolamento interno della comunita.")
        canvas.showPage()
    canvas.save()
    found = read_statute(path).source.paragraphs
    texts = [one.text for one in found]
    assert any("in ogni momento e uscire dalla configurazione" in text for text in texts)
    assert [one.text for one in found if one.is_note] == ["1 Si veda il regolamento interno della comunita."]


def word_file(path: Path) -> Path:
    document = docx.Document()
    for line in (*LEFT, *RIGHT):
        document.add_paragraph(line)
    document.save(str(path))
    return path


def converted(path: Path, suffix: str) -> Path:
    subprocess.run(
        ["soffice", f"-env:UserInstallation=file://{path.parent}/profilo", "--headless", "--convert-to", suffix,
         "--outdir", str(path.parent), str(path)],
        check=True, capture_output=True, timeout=300,
    )  # fmt: skip
    return path.with_suffix(f".{suffix}")


def test_a_file_of_another_program_is_converted_and_said(tmp_path: Path) -> None:
    rtf = converted(word_file(tmp_path / "statuto.docx"), "rtf")
    read = read_statute(rtf, with_pages=False)
    assert [paragraph.text for paragraph in read.source.paragraphs] == [*LEFT, *RIGHT]
    assert read.suffix == ".docx"
    assert ["LibreOffice" in remark for remark in read.source.remarks] == [True]


def test_without_libreoffice_an_old_file_is_refused_with_the_reason(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "statuto.doc").write_bytes(b"\xd0\xcf\x11\xe0")
    monkeypatch.setattr(statute_conversion, "find_soffice", lambda: None)
    with pytest.raises(BrokenFileError, match="serve LibreOffice"):
        read_statute(tmp_path / "statuto.doc")


def test_what_is_no_document_is_refused(tmp_path: Path) -> None:
    (tmp_path / "foto.jpg").write_bytes(b"x")
    with pytest.raises(BrokenFileError, match=r"\.docx e \.pdf"):
        read_statute(tmp_path / "foto.jpg")
    with pytest.raises(NoSuchFileError):
        read_statute(tmp_path / "manca.docx")
