"""What a PDF has lost of its Word document is seen; what layout moves about is not a loss."""

from collections.abc import Callable
from pathlib import Path

import docx
import pytest
from docx.shared import Cm
from pypdf import PdfReader, PdfWriter

from workflow.bundle.embedded_worker import Converter
from workflow.bundle.pdf_engine import PdfJob
from workflow.bundle.text_loss import Loss, find_loss, read_docx


@pytest.fixture
def converted(statute: Callable[..., Path], tmp_path: Path) -> tuple[Path, Path]:
    job = PdfJob(statute(articles=7, rows=30), tmp_path / "s.pdf")
    assert Converter().convert(job).problems == ()
    return job.docx, job.pdf


def test_a_whole_document_of_many_pages_has_no_loss(converted: tuple[Path, Path]) -> None:
    word, pdf = converted
    assert find_loss(read_docx(word), pdf, glyphs_are_ours=True)[0] == Loss()


def test_a_missing_page_is_a_loss(converted: tuple[Path, Path]) -> None:
    word, pdf = converted
    writer = PdfWriter()
    for page in PdfReader(pdf).pages[:-1]:
        writer.add_page(page)
    shorter = pdf.with_name("senza_ultima_pagina.pdf")
    writer.write(shorter)
    loss, pages = find_loss(read_docx(word), shorter, glyphs_are_ours=True)
    assert loss.words
    assert pages == len(PdfReader(pdf).pages) - 1


def test_one_lost_word_is_found_even_if_it_stands_elsewhere_too(converted: tuple[Path, Path], tmp_path: Path) -> None:
    word, pdf = converted
    document = docx.Document(str(word))
    document.paragraphs[-1].add_run(" la Comunità con le imprese")
    changed = tmp_path / "con_una_frase_in_piu.docx"
    document.save(str(changed))
    loss, _ = find_loss(read_docx(changed), pdf, glyphs_are_ours=True)
    assert any("Comunità" in words for words in loss.words)


def test_text_in_headers_and_cells_counts(converted: tuple[Path, Path], tmp_path: Path) -> None:
    word, pdf = converted
    document = docx.Document(str(word))
    document.sections[0].header.paragraphs[0].text = "Intestazione nuova"
    document.tables[0].cell(1, 1).text = "IT001E99999999"
    changed = tmp_path / "altro.docx"
    document.save(str(changed))
    loss, _ = find_loss(read_docx(changed), pdf, glyphs_are_ours=True)
    assert sorted(loss.words) == ["IT001E99999999", "Intestazione nuova"]


def test_hidden_text_and_field_results_are_not_expected_in_the_pdf(
    tmp_path: Path, statute: Callable[..., Path]
) -> None:
    document = docx.Document(str(statute()))
    document.add_paragraph().add_run("promemoria nascosto").font.hidden = True
    path = tmp_path / "nascosto.docx"
    document.save(str(path))
    assert not any("promemoria" in text for text in read_docx(path).texts)
    assert "pagina " in read_docx(path).margins
    assert Converter().convert(PdfJob(path, tmp_path / "n.pdf")).is_ok


def test_pictures_are_counted(tmp_path: Path, picture: Callable[..., Path]) -> None:
    document = docx.Document()
    document.add_paragraph("Planimetria")
    document.add_picture(str(picture("uno.png")), width=Cm(4))
    document.add_picture(str(picture("due.png", colour=(200, 10, 10))), width=Cm(4))
    document.add_picture(str(picture("uno.png")), width=Cm(4))
    path = tmp_path / "figure.docx"
    document.save(str(path))
    job = PdfJob(path, tmp_path / "figure.pdf")
    assert Converter().convert(job).is_ok
    assert read_docx(path).pictures == 2
    empty = tmp_path / "vuoto.pdf"
    writer = PdfWriter()
    writer.add_blank_page(200, 200)
    writer.write(empty)
    loss, _ = find_loss(read_docx(path), empty, glyphs_are_ours=True)
    assert loss.pictures == 2
    assert "mancano figure del documento Word (2)" in " ".join(loss.sentences("figure.docx"))
