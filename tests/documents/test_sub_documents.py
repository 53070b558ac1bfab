"""A Word file inside another: its paragraphs, tables and pictures take the place of a paragraph."""

from datetime import date
from pathlib import Path

from tests.builders.word_templates import paragraph, png, row, table, word_template
from workflow.documents.engine.part import DOCUMENT_PART
from workflow.documents.engine.rich_values import SubDocument
from workflow.documents.package import read_package
from workflow.documents.properties import DocumentProperties
from workflow.documents.renderer import render_draft
from workflow.documents.wordml import paragraphs, parse_part, text_of

PROPERTIES = DocumentProperties(title="Titolo", as_of=date(2026, 11, 22))


def test_a_document_inside_a_document_brings_its_text_and_its_picture(tmp_path: Path) -> None:
    inner = word_template(
        paragraph("Capoverso interno") + table(2, [row("1", "2")]) + paragraph("fine"), has_picture=True
    )
    outer = tmp_path / "esterno.docx"
    outer.write_bytes(
        word_template(paragraph("Prima {{ x }}") + paragraph("{{p allegato }}") + paragraph("Dopo {{ x }}"))
    )
    data = {"allegato": SubDocument(inner), "x": None}
    draft = render_draft(outer, data, properties=PROPERTIES)
    parts = read_package(draft.content)
    lines = [text_of(each) for each in paragraphs(parse_part(parts[DOCUMENT_PART]))]
    gap = "____________"
    assert [line for line in lines if line] == [f"Prima {gap}", "Capoverso interno", "1", "2", "fine", f"Dopo {gap}"]
    assert png(colour=(200, 10, 10)) in parts.values()
    assert [missing.variable for missing in draft.missing] == ["x", "x"]
