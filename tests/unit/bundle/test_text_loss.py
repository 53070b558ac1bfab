"""What a PDF has lost of its Word document is seen; what layout moves about is not a loss."""

from collections.abc import Callable
from pathlib import Path

import docx
import pytest
from docx.shared import Cm
from PIL import Image
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
    assert len(read_docx(path).pictures) == 2
    empty = tmp_path / "vuoto.pdf"
    writer = PdfWriter()
    writer.add_blank_page(200, 200)
    writer.write(empty)
    loss, _ = find_loss(read_docx(path), empty, glyphs_are_ours=True)
    assert loss.pictures == 2
    assert "mancano figure del documento Word (2)" in " ".join(loss.sentences("figure.docx"))


def striped(path: Path, direction: str) -> Path:
    """Write a picture that is dark on one side."""
    image = Image.new("RGB", (60, 60), "white")
    image.paste((10, 40, 90), (0, 0, 30, 60) if direction == "left" else (0, 0, 60, 30))
    image.save(path)
    return path


def with_pictures(path: Path, *pictures: Path, emblem: Path | None = None) -> Path:
    document = docx.Document()
    document.add_paragraph("Relazione")
    for one in pictures:
        document.add_picture(str(one), width=Cm(4))
    if emblem is not None:
        document.sections[0].header.paragraphs[0].add_run().add_picture(str(emblem), width=Cm(2))
    document.save(str(path))
    return path


def test_another_picture_in_its_place_is_a_loss_although_the_count_is_right(tmp_path: Path) -> None:
    left, top = striped(tmp_path / "sinistra.png", "left"), striped(tmp_path / "alto.png", "top")
    wanted = with_pictures(tmp_path / "voluto.docx", left)
    other = with_pictures(tmp_path / "altro.docx", top)
    job = PdfJob(other, tmp_path / "altro.pdf")
    assert Converter().convert(job).is_ok
    loss, _ = find_loss(read_docx(wanted), job.pdf, glyphs_are_ours=True)
    assert loss.pictures == 1


def test_the_emblem_of_the_header_is_looked_for_too(tmp_path: Path) -> None:
    emblem = striped(tmp_path / "stemma.png", "left")
    bare = with_pictures(tmp_path / "senza.docx")
    job = PdfJob(bare, tmp_path / "senza.pdf")
    assert Converter().convert(job).is_ok
    loss, _ = find_loss(read_docx(with_pictures(tmp_path / "con.docx", emblem=emblem)), job.pdf, glyphs_are_ours=True)
    assert loss.pictures == 1
    assert Converter().convert(PdfJob(tmp_path / "con.docx", tmp_path / "con.pdf")).is_ok


def test_a_picture_with_a_clear_ground_a_palette_or_few_colours_is_found_again(tmp_path: Path) -> None:
    base = Image.open(striped(tmp_path / "base.png", "top"))
    clear = base.convert("RGBA")
    clear.putalpha(Image.linear_gradient("L").resize((60, 60)))
    copies = {"velata.png": clear, "tavolozza.png": base.convert("P"), "nera.png": base.convert("1"), "foto.jpg": base}
    for name, image in copies.items():
        image.save(tmp_path / name)
    path = with_pictures(tmp_path / "varie.docx", *(tmp_path / name for name in copies))
    assert Converter().convert(PdfJob(path, tmp_path / "varie.pdf")).problems == ()
