"""Each feature of docxtpl, tables and loops to text boxes and pictures, is written as docxtpl writes it."""

from typing import Any

import pytest

from tests.builders.word_templates import cell, paragraph, parted, row, run, table, word_template
from tests.documents.compared import Put, verified
from workflow.documents.compiled import CompiledTemplate
from workflow.documents.engine.part import DOCUMENT_PART
from workflow.documents.package import read_package
from workflow.documents.wordml import parse_part, tag


def is_parsed(content: bytes) -> bool:
    """Whether the documents of a template are parsed after rendering."""
    return CompiledTemplate("x", content).parts[DOCUMENT_PART].structure.needs_parsing


FEATURES: dict[str, tuple[str, bool]] = {
    "a tag parted over runs": (paragraph(parted("a {{ x }} b {% if si %}c{% endif %} {{ y }}")), False),
    "conditions around paragraphs": (
        paragraph("{%p if si %}")
        + paragraph("sì")
        + paragraph("{%p else %}")
        + paragraph("no")
        + paragraph("{%p endif %}"),
        False,
    ),
    "loops around paragraphs": (
        paragraph("{%p for e in elenco %}") + paragraph("{{ loop.index }}: {{ e }}") + paragraph("{%p endfor %}"),
        False,
    ),
    "rows in a loop under a head": (
        table(
            2, [row("a", "b"), row("{%tr for e in elenco %}", ""), row("{{ e }}", "{{ x }}"), row("{%tr endfor %}", "")]
        ),
        False,
    ),
    "a table that may be left without rows": (
        table(2, [row("{%tr for e in vuoto %}", ""), row("{{ e }}", "{{ x }}"), row("{%tr endfor %}", "")])
        + paragraph("f"),
        False,
    ),
    "a table whose every row depends on the data": (
        table(1, [row("{%tr for e in elenco %}"), row("{{ e }}"), row("{%tr endfor %}")]),
        False,
    ),
    "columns in a loop": (
        table(2, [row("{%tc for e in elenco %}", "{{ e }}", "{%tc endfor %}"), row("x", "y")]),
        True,
    ),
    "more cells than columns": (table(2, [row("1", "2", "3"), row("4", "5")]), True),
    "fewer cells than columns": (table(4, [row("{{ x }}", "2")]), True),
    "merged cells": (table(3, [row(cell("{{ x }}", span=2), "b"), row("1", "2", "3")]), False),
    "a table inside a cell": (table(1, [row(cell(table(2, [row("{{ x }}", "2")]), paragraph("y")))]), True),
    "colspan": (table(3, [row(cell("{% colspan due %}{{ x }}"), "b"), row("1", "2", "3")]), True),
    "cellbg": (table(2, [row(cell("{% cellbg colore %}{{ x }}"), "b")]), False),
    "vertical merge": (
        table(2, [row("{%tr for e in elenco %}", ""), row("{% vm %}{{ x }}", "{{ e }}"), row("{%tr endfor %}", "")]),
        False,
    ),
    "horizontal merge": (
        table(3, [row("{%tc for e in elenco %}", "{% hm %}{{ x }}", "{%tc endfor %}"), row("1", "2", "3")]),
        True,
    ),
    "a cell whose last paragraph depends on the data": (
        table(1, [row(cell(paragraph("{%p if no %}"), paragraph("x"), paragraph("{%p endif %}")))]) + paragraph("z"),
        False,
    ),
    "braces written by the author": (paragraph("{_{ x }_} {_% y %_} {{ x }}"), False),
    "white space control": (paragraph("uno {%- if si %} due{%- endif %}") + paragraph("{{ x }}"), False),
    "comments": (paragraph("a{# nota {{ z }} #}b") + paragraph("{#p tolto #}") + paragraph("c"), False),
    "a run in a condition": (
        paragraph("a ", run("{%r if si %}"), run("b", "<w:b/>"), run("{%r endif %}"), " c"),
        False,
    ),
    "a condition that opens a run and another that closes it": (
        paragraph(
            f"<w:r>{'<w:t>'}a{{% if si %}}</w:t></w:r><w:r><w:rPr><w:b/></w:rPr><w:t>b{{% endif %}}</w:t></w:r>",
            "{{ x }}",
        ),
        False,
    ),
    "sums and products": (paragraph("{{ due + 1 }} {{ due * 3 }} {{ due - 5 }} {{ -due }}"), False),
    "a link": (paragraph(f'<w:hyperlink w:anchor="z">{run("{{ x }}")}</w:hyperlink>'), False),
    "a text box": (
        paragraph(
            "<w:r><w:pict><v:shape xmlns:v='urn:schemas-microsoft-com:vml'><v:textbox><w:txbxContent>"
            f"{paragraph('{{ x }}')}</w:txbxContent></v:textbox></v:shape></w:pict></w:r>",
            "{{ x }}",
        ),
        False,
    ),
    "a placeholder in a field": (
        paragraph('<w:r><w:instrText xml:space="preserve"> HYPERLINK "{{ y }}" </w:instrText></w:r>', "{{ x }}"),
        False,
    ),
    "a content control": (f"<w:sdt><w:sdtPr/><w:sdtContent>{paragraph('{{ x }}')}</w:sdtContent></w:sdt>", False),
    "line breaks of the template": ("<w:p><w:r><w:t>uno\ndue {{ x }}</w:t></w:r></w:p>", True),
    "a history of the look": (
        paragraph(
            '<w:r><w:rPr><w:b/><w:rPrChange w:id="1" w:author="a"><w:rPr><w:i/></w:rPr></w:rPrChange></w:rPr>'
            "<w:t>{{ y }}</w:t></w:r>"
        ),
        False,
    ),
    "an empty look": (paragraph("<w:r><w:rPr/><w:t>a {{ x }}</w:t></w:r>"), False),
    "no look": (paragraph("<w:r><w:t>a {{ x }}</w:t></w:r>"), False),
    "a paragraph without anything": ('<w:p w:rsidR="00A77B3E"/>' + paragraph("{{ x }}"), False),
}
VALUES: dict[str, Any] = {
    "si": True,
    "no": False,
    "due": 2,
    "elenco": ["a", "b & c", "d\ne"],
    "vuoto": [],
    "colore": "FF0000",
    "y": "ipsilon <&>",
}


@pytest.mark.parametrize(
    "x", ["semplice", "a\nb\tc", "<&>'\"", None], ids=["plain", "breaks", "marks of XML", "unknown"]
)
@pytest.mark.parametrize("name", FEATURES)
def test_a_feature_of_docxtpl_is_written_as_docxtpl_does(put: Put, name: str, x: str | None) -> None:
    body, must_be_parsed = FEATURES[name]
    content = word_template(body, has_picture=True)
    assert is_parsed(content) == must_be_parsed
    verified(put(content), {**VALUES, "x": x})


def test_a_cell_that_goes_empty_gets_its_paragraph(put: Put) -> None:
    body, _ = FEATURES["a cell whose last paragraph depends on the data"]
    xml = parse_part(read_package(verified(put(word_template(body)), VALUES).content)[DOCUMENT_PART])
    assert all(each[-1].tag == tag("w:p") for each in xml.iter(tag("w:tc")))


def test_pictures_of_the_template_are_numbered_as_docxtpl_does(put: Put) -> None:
    drawing = read_package(word_template("", has_picture=True))[DOCUMENT_PART].decode()
    picture = drawing[drawing.index("<w:drawing>") : drawing.index("</w:drawing>")] + "</w:drawing>"
    once = word_template(paragraph(f"<w:r>{picture}</w:r>") + paragraph("{{ x }}"), has_picture=True)
    assert not is_parsed(once)
    xml = read_package(verified(put(once), {"x": "a"}).content)[DOCUMENT_PART].decode()
    assert 'id="1001"' in xml
    assert 'id="1002"' in xml
    repeated = word_template(
        paragraph("{%p for e in x %}") + paragraph(f"<w:r>{picture}</w:r>") + paragraph("{%p endfor %}"),
        has_picture=True,
    )
    xml = read_package(verified(put(repeated), {"x": ["a", "b"]}).content)[DOCUMENT_PART].decode()
    assert 'id="1003"' in xml
