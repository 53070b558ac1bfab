"""Word files with notes, boxes, revisions and lists that begin again: read whole, marked where a comment may stand."""

import io
import zipfile
from datetime import UTC, date, datetime

import docx
import pytest
from docx.opc.constants import RELATIONSHIP_TYPE as RT
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import parse_xml
from docx.text.paragraph import Paragraph
from lxml import etree

from workflow.documents.statute.cards import Checklist
from workflow.documents.statute.examination import Examination, Examiner
from workflow.documents.statute.marks import Mark, Tone
from workflow.documents.statute.source_text import Span
from workflow.documents.statute.word_copy import marked_copy
from workflow.documents.statute.word_reading import read_word
from workflow.domain.kind import Kind
from workflow.law import Law

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
NS = f'xmlns:w="{W}"'
FILLER = "Parole per riempire il documento fino alla misura minima. " * 6
NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
RIGHT = "Il socio può recedere in ogni momento."


LONG_ENOUGH = "L’importo eccedentario va ai soli consumatori diversi dalle imprese. " * 4


def saved(document: object) -> bytes:
    written = io.BytesIO()
    document.save(written)  # type: ignore[attr-defined] # python-docx does not name its type
    return written.getvalue()


def with_note(words: str) -> bytes:
    """Return a statute with an article on leaving whose only comma calls a note."""
    document = docx.Document()
    document.add_paragraph("Art. 7 – Recesso")
    paragraph = document.add_paragraph(RIGHT)
    paragraph.add_run()._r.append(parse_xml(f'<w:footnoteReference {NS} w:id="2"/>'))
    document.add_paragraph("Art. 8 – Varie")
    document.add_paragraph(FILLER)
    notes = (
        f'<w:footnotes {NS}><w:footnote w:id="2"><w:p><w:r><w:footnoteRef/></w:r><w:r><w:t>{words}</w:t></w:r></w:p>'
        "</w:footnote></w:footnotes>"
    )
    kind = "application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml"
    part = Part(PackURI("/word/footnotes.xml"), kind, notes.encode(), document.part.package)
    document.part.relate_to(part, RT.FOOTNOTES)
    return saved(document)


def with_box(words: str) -> bytes:
    document = docx.Document()
    paragraph = document.add_paragraph(RIGHT)
    box = (
        f'<w:r {NS} xmlns:v="urn:schemas-microsoft-com:vml"><w:pict><v:shape><v:textbox><w:txbxContent><w:p><w:r>'
        f"<w:t>{words}</w:t></w:r></w:p></w:txbxContent></v:textbox></v:shape></w:pict></w:r>"
    )
    paragraph._p.append(parse_xml(box))
    document.add_paragraph(FILLER)
    return saved(document)


def examined(content: bytes) -> Examination:
    return Examiner(Checklist.load(), Law.load()).examine(read_word(content), Kind.CER, date(2026, 11, 22))


def test_a_note_is_read_after_the_paragraph_that_calls_it() -> None:
    found = read_word(with_note("Con preavviso di sei mesi.")).paragraphs
    assert [(one.text, one.is_note, one.note_of) for one in found[1:3]] == [
        (RIGHT, False, None),
        ("Con preavviso di sei mesi.", True, 2),
    ]


def test_a_note_is_judged_with_the_words_that_call_it() -> None:
    notice = next(one for one in examined(with_note("Con preavviso di sei mesi.")).defects if one.code == "STA-01")
    assert notice.passages[0].text == f"{RIGHT} Con preavviso di sei mesi."
    assert notice.passages[0].article == "Art. 7"
    assert "STA-01" not in {one.code for one in examined(with_note("Testo approvato nel 2026.")).defects}


def test_a_note_is_marked_where_it_stands_and_commented_where_it_is_called() -> None:
    content = with_note("Con preavviso di sei mesi.")
    copy = marked_copy(content, (Mark((Span(3, 4, 13),), Tone.WRONG, "Nota"),), "dossier-cer", NOON)
    parts = {name: zipfile.ZipFile(io.BytesIO(copy)).read(name) for name in ("word/footnotes.xml", "word/document.xml")}
    shaded = etree.fromstring(parts["word/footnotes.xml"]).findall(f".//{{{W}}}shd/../../{{{W}}}t")
    assert [one.text for one in shaded] == ["preavviso"]
    assert b"commentReference" in parts["word/document.xml"]
    assert b"comment" not in parts["word/footnotes.xml"]
    assert [one.text for one in read_word(copy).paragraphs] == [one.text for one in read_word(content).paragraphs]


def test_a_box_is_read_and_its_comment_stands_outside_it() -> None:
    content = with_box("Con preavviso di sei mesi.")
    assert [one.text for one in read_word(content).paragraphs[:2]] == [RIGHT, "Con preavviso di sei mesi."]
    copy = docx.Document(io.BytesIO(marked_copy(content, (Mark((Span(2, 4, 13),), Tone.WRONG, "x"),), "d", NOON)))
    box = copy.paragraphs[0]._p.find(f".//{{{W}}}txbxContent")
    assert box.find(f".//{{{W}}}shd") is not None
    assert box.find(f".//{{{W}}}commentReference") is None
    assert [comment.text for comment in copy.comments] == ["x"]


def add_change(paragraph: Paragraph, name: str, words: str) -> None:
    text = "delText" if name == "del" else "t"
    change = f'<w:{name} {NS} w:id="1" w:author="A"><w:r><w:{text}>{words}</w:{text}></w:r></w:{name}>'
    paragraph._p.append(parse_xml(change))


def test_revisions_are_judged_as_accepted_and_said() -> None:
    document = docx.Document()
    document.add_paragraph("Art. 7 – Recesso")
    paragraph = document.add_paragraph("Il socio può recedere ")
    add_change(paragraph, "del", "in ogni momento.")
    add_change(paragraph, "ins", "con un preavviso di sei mesi.")
    document.add_paragraph(FILLER)
    content = saved(document)
    found = read_word(content)
    assert found.paragraphs[1].text == "Il socio può recedere con un preavviso di sei mesi."
    assert ["revisioni" in remark for remark in found.remarks] == [True]
    assert "STA-01" in {defect.code for defect in examined(content).defects}


def test_words_with_a_line_through_them_are_judged_as_taken_away_and_it_is_said() -> None:
    document = docx.Document()
    document.add_paragraph("Art. 7 – Recesso")
    paragraph = document.add_paragraph("Il socio può recedere in ogni momento")
    paragraph.add_run(", con un preavviso di sei mesi").font.strike = True
    paragraph.add_run(".")
    document.add_paragraph(FILLER)
    content = saved(document)
    found = read_word(content)
    assert found.paragraphs[1].text == "Il socio può recedere in ogni momento."
    assert ["barrate" in remark for remark in found.remarks] == [True]
    assert "STA-01" not in {defect.code for defect in examined(content).defects}


def test_a_text_and_its_translation_side_by_side_are_judged_in_italian() -> None:
    document = docx.Document()
    table = document.add_table(rows=2, cols=2)
    italian = (
        "Art. 6 – Assemblea. Ogni socio ha un voto e la riunione è pubblica.",
        "Art. 7 – Recesso. Il socio recede con un preavviso di sei mesi.",
    )
    german = (
        "Art. 6 – Versammlung. Jedes Mitglied hat eine Stimme und die Sitzung ist öffentlich.",
        "Art. 7 – Austritt. Der Austritt ist mit einer Frist von sechs Monaten möglich.",
    )
    for row, words in enumerate(zip(italian, german, strict=True)):
        for column, said in enumerate(words):
            table.cell(row, column).text = said
    document.add_paragraph(FILLER)
    found = [defect for defect in examined(saved(document)).defects if defect.code == "STA-01"]
    assert [passage.text for defect in found for passage in defect.passages] == [
        "Il socio recede con un preavviso di sei mesi."
    ]


def test_a_file_without_revisions_has_no_remark() -> None:
    assert read_word(with_note("Testo.")).remarks == ()


def test_text_that_is_hidden_no_more_is_read() -> None:
    document = docx.Document()
    document.add_paragraph("si ").add_run("legge").font.hidden = False
    document.add_paragraph(FILLER)
    assert read_word(saved(document)).paragraphs[0].text == "si legge"


def test_a_list_that_begins_again_is_numbered_again() -> None:
    document = docx.Document()
    document.add_paragraph("primo", style="List Number")
    numbering = document.part.numbering_part.element
    style_list = document.styles["List Number"].element.find(f".//{{{W}}}numId").get(f"{{{W}}}val")
    kind = numbering.find(f"{{{W}}}num[@{{{W}}}numId='{style_list}']/{{{W}}}abstractNumId").get(f"{{{W}}}val")
    numbering.append(
        parse_xml(
            f'<w:num {NS} w:numId="77"><w:abstractNumId w:val="{kind}"/><w:lvlOverride w:ilvl="0">'
            '<w:startOverride w:val="1"/></w:lvlOverride></w:num>'
        )
    )
    for words in ("altro", "ancora"):
        paragraph = document.add_paragraph(words, style="List Number")
        paragraph._p.get_or_add_pPr().append(
            parse_xml(f'<w:numPr {NS}><w:ilvl w:val="0"/><w:numId w:val="77"/></w:numPr>')
        )
    document.add_paragraph(FILLER)
    assert [one.label for one in read_word(saved(document)).paragraphs[:3]] == ["1.", "1.", "2."]


def with_table(*rows: tuple[str, ...]) -> bytes:
    document = docx.Document()
    document.add_paragraph("Art. 14 – Tariffa premio eccedentaria")
    document.add_paragraph(LONG_ENOUGH)
    table = document.add_table(rows=0, cols=len(rows[0]))
    for row in rows:
        for cell, words in zip(table.add_row().cells, row, strict=True):
            cell.text = words
    return saved(document)


@pytest.mark.parametrize(
    ("alone", "with_grant", "codes"), [("55%", "45%", set()), ("45%", "55%", {"STA-05"})], ids=["right", "swapped"]
)
def test_the_short_cells_of_a_row_are_read_together(alone: str, with_grant: str, codes: set[str]) -> None:
    content = with_table(
        ("Caso", "Valore soglia"),
        ("Impianto con sola tariffa premio", alone),
        ("Impianto con tariffa premio e contributo in conto capitale", with_grant),
    )
    assert [one.row for one in read_word(content).paragraphs] == [0, 0, 1, 1, 2, 2, 3, 3]
    assert {defect.code for defect in examined(content).defects} & {"STA-05"} == codes


def test_long_cells_and_cells_that_are_articles_are_no_row() -> None:
    content = with_table(("Art. 15", "Recesso"), ("Il socio può recedere. " * 10, "Nota"))
    assert {one.row for one in read_word(content).paragraphs} == {0}
