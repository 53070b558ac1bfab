"""PDFs that others made: lines put back into paragraphs, scans said to be scans, marks on a copy."""

import io
from pathlib import Path

import pytest
from pypdf import PdfReader, PdfWriter
from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

from workflow.bundle.pdf_lines import PdfPages, pdf_lines
from workflow.bundle.pdf_marks import PdfMark, marked_copy
from workflow.documents.statute.line_joining import JoinedText, joined_lines
from workflow.documents.statute.source_text import Span, TextLine

LEFT, TOP, STEP = 60, 780, 15
BODY = [
    "Art. 7 - Recesso",
    "1. Il socio puo uscire in ogni momento dalla confi-",
    "gurazione, con una comunicazione scritta al Presidente",
    "della comunita, senza motivazione e senza preavviso.",
    "2. Possono essere soci, tra gli altri, i seguenti soggetti:",
    "a) persone fisiche;",
    "b) enti locali.",
    "Art. 8 - Assemblea",
    "L'assemblea e convocata dal Presidente quando occorre e",
    "comunque una volta l'anno.",
]


def printed(path: Path, pages: list[list[str]], *, head: str = "", foot: str = "") -> Path:
    canvas = Canvas(str(path), pagesize=A4)
    for number, lines in enumerate(pages, start=1):
        if head:
            canvas.drawString(LEFT, 820, head)
        for place, line in enumerate(lines):
            canvas.drawString(LEFT, TOP - place * STEP, line)
        if foot:
            canvas.drawString(LEFT, 30, foot.format(number))
        canvas.showPage()
    canvas.save()
    return path


def joined(read: PdfPages) -> JoinedText:
    lines = [TextLine(one.page, one.text, one.left, one.right, -one.top, -one.bottom) for one in read.lines]
    return joined_lines(lines, read.pages, read.pages_without_text)


def test_lines_become_paragraphs_and_broken_words_are_mended(tmp_path: Path) -> None:
    found = joined(pdf_lines(printed(tmp_path / "a.pdf", [BODY]))).source
    assert [paragraph.text for paragraph in found.paragraphs] == [
        "Art. 7 - Recesso",
        (
            "1. Il socio puo uscire in ogni momento dalla configurazione, con una comunicazione scritta al Presidente "
            "della comunita, senza motivazione e senza preavviso."
        ),
        "2. Possono essere soci, tra gli altri, i seguenti soggetti:",
        "a) persone fisiche;",
        "b) enti locali.",
        "Art. 8 - Assemblea",
        "L'assemblea e convocata dal Presidente quando occorre e comunque una volta l'anno.",
    ]


def test_heads_feet_and_page_numbers_are_left_out_and_a_sentence_goes_on_over_the_page(tmp_path: Path) -> None:
    pages = [BODY[:3], BODY[3:], [*BODY[1:4], "Altro testo."]]
    path = printed(tmp_path / "a.pdf", pages, head="CER di prova - Statuto", foot="Pagina {} di 3")
    found = joined(pdf_lines(path)).source
    text = "\n".join(paragraph.text for paragraph in found.paragraphs)
    assert "CER di prova" not in text
    assert "Pagina" not in text
    assert "scritta al Presidente della comunita" in text
    assert found.paragraphs[-1].page == 3


def test_each_letter_of_a_paragraph_knows_its_line(tmp_path: Path) -> None:
    read = pdf_lines(printed(tmp_path / "a.pdf", [BODY]))
    whole = joined(read)
    text = whole.source.paragraphs[1].text
    start = text.index("configurazione")
    places = whole.places(Span(2, start, start + len("configurazione")))
    assert [read.lines[line].text[first:last] for line, first, last in places] == ["confi", "gurazione"]


def test_a_scan_is_not_readable(tmp_path: Path) -> None:
    canvas = Canvas(str(tmp_path / "scan.pdf"), pagesize=A4)
    canvas.rect(50, 50, 400, 600, fill=1)
    canvas.showPage()
    canvas.save()
    found = joined(pdf_lines(tmp_path / "scan.pdf")).source
    assert not found.is_readable
    assert "scansione" in (found.problem or "")


def test_a_page_that_is_only_a_picture_is_told(tmp_path: Path) -> None:
    found = joined(pdf_lines(printed(tmp_path / "a.pdf", [BODY, [], BODY]))).source
    assert found.is_readable
    assert found.unread_pages == (2,)


def test_a_broken_or_protected_file_gives_a_problem(tmp_path: Path) -> None:
    (tmp_path / "broken.pdf").write_bytes(b"%PDF-1.7 niente")
    assert "danneggiato" in (pdf_lines(tmp_path / "broken.pdf").problem or "")
    writer = PdfWriter(clone_from=PdfReader(printed(tmp_path / "a.pdf", [BODY])))
    writer.encrypt("segreta", algorithm="RC4-128")
    writer.write(tmp_path / "locked.pdf")
    assert "password" in (pdf_lines(tmp_path / "locked.pdf").problem or "")


def test_marks_are_annotations_and_the_pages_stay_as_they_were(tmp_path: Path) -> None:
    content = printed(tmp_path / "a.pdf", [BODY]).read_bytes()
    marks = [
        PdfMark(1, ((60.0, 700.0, 200.0, 712.0), (60.0, 685.0, 90.0, 697.0)), "fff176", "Elemento d) – uscita"),
        PdfMark(1, (), "f48fb1", "Elemento e) – assente"),
    ]
    copy = PdfReader(io.BytesIO(marked_copy(content, marks, "dossier-cer")))
    annotations = [annotation.get_object() for annotation in copy.pages[0]["/Annots"]]
    assert [annotation["/Subtype"] for annotation in annotations] == ["/Highlight", "/Text"]
    assert [annotation["/Contents"] for annotation in annotations] == [mark.comment for mark in marks]
    assert len(annotations[0]["/QuadPoints"]) == 16
    original = PdfReader(io.BytesIO(content))
    assert copy.pages[0].get_contents().get_data() == original.pages[0].get_contents().get_data()


@pytest.mark.parametrize("content", [b"", b"%PDF-1.7", b"altro"])
def test_a_file_that_is_no_pdf_never_raises(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "x.pdf"
    path.write_bytes(content)
    assert pdf_lines(path).problem is not None
