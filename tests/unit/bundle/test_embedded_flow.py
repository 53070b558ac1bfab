"""No heading stays alone at the foot of a page, and no table leaves its head behind."""

from pathlib import Path

import docx
import pytest
from docx.shared import Pt
from pypdf import PdfReader

from workflow.bundle.embedded_worker import Converter
from workflow.bundle.pdf_engine import PdfJob


def pages_of(document, folder: Path) -> list[str]:
    path = folder / "prova.docx"
    document.save(str(path))
    assert Converter().convert(PdfJob(path, folder / "prova.pdf")).problems == ()
    return [page.extract_text() for page in PdfReader(folder / "prova.pdf").pages]


def filled_until(gap_pt: int):
    """Fill most of a page, then leave a gap: some gap of the sweep puts what follows just at the page's foot."""
    document = docx.Document()
    for number in range(21):
        document.add_paragraph(f"Riga {number}")
    document.paragraphs[-1].paragraph_format.space_after = Pt(gap_pt)
    return document


@pytest.mark.parametrize("gap_pt", range(84, 112, 2))
def test_a_heading_stands_on_the_page_of_the_text_that_it_opens(gap_pt, tmp_path):
    document = filled_until(gap_pt)
    document.add_heading("Titolo che non resta solo", level=2)
    document.add_paragraph("Testo dopo il titolo, lungo abbastanza da prendere tre righe della pagina. " * 3)
    (page,) = [page for page in pages_of(document, tmp_path) if "Titolo che non resta solo" in page]
    assert "Testo dopo il titolo" in page


@pytest.mark.parametrize("gap_pt", range(60, 100, 4))
def test_the_head_of_a_table_is_printed_once_a_page_and_with_a_row(gap_pt, tmp_path):
    document = filled_until(gap_pt)
    table = document.add_table(rows=3, cols=1)
    table.rows[0].cells[0].text = "Capo della tabella"
    properties = table.rows[0]._tr.get_or_add_trPr()
    properties.append(properties.makeelement(docx.oxml.ns.qn("w:tblHeader"), {}))
    table.rows[1].cells[0].text = "Prima voce"
    table.rows[2].cells[0].text = "Seconda voce"
    heads = [page for page in pages_of(document, tmp_path) if "Capo della tabella" in page]
    assert heads
    assert all(page.count("Capo della tabella") == 1 and "voce" in page for page in heads)
