"""Word files that others wrote: read as Word shows them, copied with marks and without a word changed."""

import io
import zipfile
from datetime import UTC, datetime

import docx
from docx.enum.text import WD_COLOR_INDEX
from docx.oxml import parse_xml

from workflow.documents.package import read_package
from workflow.documents.statute.marks import Mark, Tone
from workflow.documents.statute.source_text import Span
from workflow.documents.statute.word_copy import marked_copy
from workflow.documents.statute.word_reading import read_word

NS = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
FILLER = "Parole per riempire il documento fino alla misura minima. " * 6
NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)


def saved(document: object) -> bytes:
    written = io.BytesIO()
    document.save(written)  # type: ignore[attr-defined] # python-docx does not name its type
    return written.getvalue()


def document_with(*lines: str) -> bytes:
    document = docx.Document()
    for line in (*lines, FILLER):
        document.add_paragraph(line)
    return saved(document)


def lines_of(content: bytes) -> list[str]:
    return [paragraph.text for paragraph in read_word(content).paragraphs]


def test_automatic_numbers_are_read_as_labels() -> None:
    document = docx.Document()
    for words in ("primo", "secondo"):
        document.add_paragraph(words, style="List Number")
    document.add_paragraph("punto", style="List Bullet")
    document.add_paragraph(FILLER)
    labels = [paragraph.label for paragraph in read_word(saved(document)).paragraphs]
    assert labels[:3] == ["1.", "2.", "–"]


def test_headings_are_known_by_style_and_by_bold() -> None:
    document = docx.Document()
    document.add_heading("Recesso", level=2)
    document.add_paragraph().add_run("Ammissione").bold = True
    document.add_paragraph(FILLER)
    assert [one.is_heading for one in read_word(saved(document)).paragraphs] == [True, True, False]


def test_cells_are_read_in_order_and_rows_that_point_at_articles_are_set_aside() -> None:
    document = docx.Document()
    table = document.add_table(rows=2, cols=2)
    table.cell(0, 0).text, table.cell(0, 1).text = "Recesso", "Si esce in ogni momento."
    table.cell(1, 0).text, table.cell(1, 1).text = "d) uscita in ogni momento", "art. 7, comma 1"
    document.add_paragraph(FILLER)
    found = read_word(saved(document)).paragraphs
    assert [paragraph.text for paragraph in found[:2]] == ["Recesso", "Si esce in ogni momento."]
    assert [paragraph.is_aside for paragraph in found[:4]] == [False, False, True, True]


def test_deleted_and_hidden_text_is_not_read_and_inserted_text_is() -> None:
    document = docx.Document()
    paragraph = document.add_paragraph("Con preavviso di ")
    paragraph._p.append(parse_xml(f"<w:del {NS}><w:r><w:delText>un mese</w:delText></w:r></w:del>"))
    paragraph._p.append(parse_xml(f"<w:ins {NS}><w:r><w:t>sei mesi</w:t></w:r></w:ins>"))
    paragraph.add_run(" nascosto").font.hidden = True
    document.add_paragraph(FILLER)
    assert lines_of(saved(document))[0] == "Con preavviso di sei mesi"


def test_what_cannot_be_read_is_a_problem_and_never_an_empty_text() -> None:
    picture_only = docx.Document()
    picture_only.add_paragraph("1")
    broken = read_package(document_with("testo")) | {"word/document.xml": b"<w:document"}
    zipped = io.BytesIO()
    with zipfile.ZipFile(zipped, "w") as archive:
        for name, data in broken.items():
            archive.writestr(name, data)
    for content in (
        b"",
        b"non e' un file Word",
        b"\xd0\xcf\x11\xe0 vecchio formato",
        saved(picture_only),
        zipped.getvalue(),
    ):
        found = read_word(content)
        assert not found.is_readable
        assert found.problem


def test_a_file_that_swells_is_refused_before_it_is_opened() -> None:
    zipped = io.BytesIO()
    with zipfile.ZipFile(zipped, "w", zipfile.ZIP_DEFLATED) as archive:
        for number in range(5):
            archive.writestr(f"word/{number}.xml", b"0" * 60_000_000)
    assert "troppo grande" in (read_word(zipped.getvalue()).problem or "")


def marks(content: bytes, *wanted: tuple[int, int, int, Tone]) -> bytes:
    found = tuple(Mark((Span(number, start, end),), tone, f"Nota {number}") for number, start, end, tone in wanted)
    return marked_copy(content, (*found, Mark((), Tone.WRONG, "Manca tutto")), "dossier-cer", NOON)


def test_a_copy_has_the_same_words_and_the_highlighted_ones_are_the_asked() -> None:
    document = docx.Document()
    paragraph = document.add_paragraph("Il socio ")
    paragraph.add_run("può rece").italic = True
    paragraph.add_run("dere sempre.")
    document.add_paragraph(FILLER)
    content = saved(document)
    copy = marks(content, (1, 9, 20, Tone.PRESENT))
    assert lines_of(copy) == lines_of(content)
    runs = docx.Document(io.BytesIO(copy)).paragraphs[0].runs
    lit = [run for run in runs if run.font.highlight_color == WD_COLOR_INDEX.YELLOW]
    assert "".join(run.text for run in lit) == "può recedere"[:11]
    assert [run.text for run in runs if run.italic] == ["può rece"]


def test_a_defect_has_a_background_and_every_mark_a_comment() -> None:
    content = document_with("Con preavviso di sei mesi.")
    copy = docx.Document(io.BytesIO(marks(content, (1, 0, 13, Tone.WRONG))))
    assert [comment.text for comment in copy.comments] == ["Nota 1", "Manca tutto"]
    assert {comment.author for comment in copy.comments} == {"dossier-cer"}
    shaded = [run.text for run in copy.paragraphs[0].runs if run._r.xpath("./w:rPr/w:shd")]
    assert shaded == ["Con preavviso"]


def test_the_heavier_tone_stays_where_two_overlap() -> None:
    copy = marks(document_with("Con preavviso di sei mesi."), (1, 0, 26, Tone.PRESENT), (1, 4, 13, Tone.WRONG))
    runs = docx.Document(io.BytesIO(copy)).paragraphs[0].runs
    assert [run.text for run in runs if run._r.xpath("./w:rPr/w:shd")] == ["preavviso"]
    assert "preavviso" not in [run.text for run in runs if run.font.highlight_color is not None]


def test_equal_marks_give_equal_bytes() -> None:
    content = document_with("Con preavviso di sei mesi.")
    assert marks(content, (1, 0, 3, Tone.PRESENT)) == marks(content, (1, 0, 3, Tone.PRESENT))
