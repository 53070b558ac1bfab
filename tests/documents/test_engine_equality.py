"""What the compiled templates write is what docxtpl writes: on features, on hostile values, in every position."""

import gc
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.builders.word_templates import cell, field, paragraph, parted, png, row, run, table, word_template
from workflow.documents.compiled import CompiledTemplate, TemplateCache
from workflow.documents.engine.part import DOCUMENT_PART
from workflow.documents.engine.rich_values import Listing, Picture, RichText, RichTextParagraph
from workflow.documents.engine.verification import EngineDifferenceError, Verification, differing_part
from workflow.documents.errors import TemplateError, UnprintableTextError
from workflow.documents.package import read_package, write_package
from workflow.documents.properties import DocumentProperties
from workflow.documents.reading import read_document
from workflow.documents.renderer import Draft, render_draft
from workflow.documents.wordml import paragraphs, parse_part, tag, text_of

Put = Callable[[bytes], Path]
PROPERTIES = DocumentProperties(title="Titolo", as_of=date(2026, 11, 22))
REFUSED = "\ufffe\uffff\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
CONTROLS = "\x00\x07\x0b\x0c\r\x1f\x85\ud83d\ufffe\uffff\u202e\u2066"
HOSTILE = [
    "Rossi & Figli <srl>",
    "àèìòù ÀÈÌÒÙ D’Àmico",
    'O\'Neill "virgolette" «caporali»',
    "🌞 漢字 👩‍👩‍👧",
    "𝒳 fuori dal piano base",
    "שלום עולם",
    "uno\ndue\n\ntre",
    "\n",
    "a\tb\t\tc",
    "riga\n\tcon tab",
    "{{ 7*7 }}",
    "{% if x %}",
    "{%p for a in b %}",
    "{# nota #}",
    "{_{ x }_} {_% y %_}",
    "{{r x }}",
    "</w:t></w:r></w:p>",
    "<w:t>",
    "&amp; &lt; &#39;",
    "<!-- --> ]]>",
    "x" * 200,
    "parola " * 60,
    " spazi  ",
    "",
    "\ue000imitazione\ue001",
    "\ue00000000000000000000000\ue001",
    "10 € ≥ 5",
    "\\1 \\g<0> $1",
]


@pytest.fixture
def put(tmp_path: Path) -> Put:
    def write(content: bytes) -> Path:
        path = tmp_path / "prova.docx"
        path.write_bytes(content)
        return path

    return write


def verified(path: Path, context: dict[str, Any], *, gap: str = "____") -> Draft:
    """Render and compare with docxtpl; a difference raises."""
    return render_draft(path, context, properties=PROPERTIES, cache=TemplateCache(Verification.ALL), gap=gap)


def lines(draft: Draft, part: str = DOCUMENT_PART) -> list[str]:
    return [text_of(each) for each in paragraphs(parse_part(read_package(draft.content)[part]))]


def is_parsed(content: bytes) -> bool:
    """Whether the documents of a template are parsed after rendering."""
    return CompiledTemplate("x", content).parts[DOCUMENT_PART].structure.needs_parsing


LOOP = table(
    2,
    [
        row("{{ x }}", "b"),
        row("{%tr for e in elenco %}", ""),
        row("{{ e }}", "{{ loop.index }}"),
        row("{%tr endfor %}", ""),
    ],
)
EVERYWHERE = word_template(
    paragraph(run("Corpo "), parted("prima {{ x }} dopo {% if x %}sì{% endif %}"), run("."))
    + LOOP
    + paragraph("Ultimo {{ x }} {{ x }}."),
    header=paragraph("Testa {{ x }}"),
    footer=paragraph("Piede {{ x }} ", field("PAGE")),
    footnotes=paragraph("Nota {{ x }}"),
    endnotes=paragraph("Chiusa {{ x }}"),
    title="Titolo {{ x }}",
    has_logo=True,
)


@pytest.mark.parametrize("text", HOSTILE)
def test_a_hostile_text_is_intact_in_every_position_and_equal_to_docxtpl(put: Put, text: str) -> None:
    draft = verified(put(EVERYWHERE), {"x": text, "elenco": [text, text]})
    assert lines(draft) == [
        f"Corpo prima {text} dopo {'sì' if text else ''}.",
        text, "b", text, "1", text, "2",
        f"Ultimo {text} {text}.",
    ]  # fmt: skip
    assert lines(draft, "word/footnotes.xml") == [f"Nota {text}"]
    assert lines(draft, "word/endnotes.xml") == [f"Chiusa {text}"]
    read = read_document(draft.content)
    assert any(f"Testa {text}".strip() in margin for margin in read.headers_and_footers)
    assert any(f"Piede {text}".strip() in margin for margin in read.headers_and_footers)
    flat = " ".join(f"Titolo {text}".split())
    assert read.properties["title"] == (flat if len(flat) <= 255 else flat[:254] + "…")


@given(st.text(st.characters(exclude_categories=("Cs", "Cc"), exclude_characters=REFUSED), max_size=40))
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_printable_text_is_written_as_docxtpl_does(put: Put, text: str) -> None:
    assert lines(verified(put(word_template(paragraph("Prima {{ x }} dopo."))), {"x": text})) == [f"Prima {text} dopo."]


@pytest.mark.parametrize("character", CONTROLS)
@pytest.mark.parametrize(
    "place", ["{{ soci[0].nome }}", "{{ soci[0].nome|maiuscolo }}", "{% for s in soci %}{{ s.nome }}{% endfor %}"]
)
def test_an_unprintable_character_is_refused_naming_the_field(put: Put, place: str, character: str) -> None:
    context = {"soci": [{"nome": f"Ro{character}ssi"}]}
    with pytest.raises(UnprintableTextError, match=r"«soci\[0\]\.nome»"):
        render_draft(put(word_template(paragraph(place))), context, properties=PROPERTIES)


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


RICH = word_template(
    paragraph("Prima {{r ricco }} dopo")
    + paragraph("Elenco: {{ lista }}.")
    + paragraph("{{p capoversi }}")
    + paragraph("{{ x }}"),
    header=paragraph("{{r ricco }}"),
)


@pytest.mark.parametrize("text", ["Rossi & Figli <srl>", "a\nb\tc", "uno\adue\ftre", "{{ x }} {_{"])
def test_formatted_texts_are_written_as_docxtpl_does(put: Put, text: str) -> None:
    rich = RichText("grassetto ", bold=True)
    rich.add(text.replace("\a", " ").replace("\f", " ").replace("{_{", "{"), italic=True, color="FF0000")
    context = {
        "ricco": rich,
        "lista": Listing(text.replace("{_{", "{")),
        "capoversi": RichTextParagraph(rich),
        "x": text.translate({7: None, 12: None}),
    }
    draft = verified(put(RICH), context)
    assert "grassetto" in lines(draft)[0]
    assert "i w:val" not in lines(draft)[0]
    if "\a" in text:
        assert "Elenco: uno" in lines(draft)


def test_a_text_where_only_markup_can_stand_is_refused_not_lost(put: Put) -> None:
    with pytest.raises(TemplateError, match=r"«ricco» è un testo.*togliere la lettera"):
        render_draft(put(RICH), {"ricco": "perso", "lista": "", "capoversi": "", "x": ""}, properties=PROPERTIES)


def test_a_picture_of_the_data_has_its_alternative_text_and_its_file(put: Put) -> None:
    content = word_template(paragraph("Firma: {{ firma }} {{ x }}"), header=paragraph("{{ firma }}"), has_picture=True)
    picture = Picture(png(colour=(1, 2, 3)), alt="Firma di «Rossi & Figli»", width_mm=30)
    draft = render_draft(put(content), {"firma": picture, "x": "a & b\nc"}, properties=PROPERTIES)
    parts = read_package(draft.content)
    assert 'descr="Firma di «Rossi &amp; Figli»"' in parts[DOCUMENT_PART].decode()
    assert png(colour=(1, 2, 3)) in parts.values()
    assert lines(draft)[1] == "Firma:  a & b\nc"
    assert (
        draft.content == render_draft(put(content), {"firma": picture, "x": "a & b\nc"}, properties=PROPERTIES).content
    )


@pytest.mark.parametrize(
    "payload", ["{{ firma.content }}", "{{ firma.__class__ }}", "{{ ricco.xml }}", "{{ ricco.add }}"]
)
def test_a_template_reads_nothing_inside_a_picture_or_a_formatted_text(put: Put, payload: str) -> None:
    context = {"firma": Picture(png(), alt="x"), "ricco": RichText("a")}
    with pytest.raises(TemplateError):
        render_draft(put(word_template(paragraph(payload))), context, properties=PROPERTIES)


REFERENCES = (
    paragraph("Oggetto", style="Articolo", numbered=(1, 0), bookmark="cl_oggetto")
    + paragraph("{%p if rid %}")
    + paragraph("RID", style="Articolo", numbered=(1, 0), bookmark="cl_rid")
    + paragraph("{%p endif %}")
    + paragraph("Recesso", style="Articolo", numbered=(1, 0), bookmark="cl_recesso")
    + paragraph("Primo", numbered=(1, 1)) + paragraph("Secondo", numbered=(1, 1), bookmark="cl_secondo")
    + paragraph("a", numbered=(1, 2)) + paragraph("b", numbered=(1, 2), bookmark="cl_lettera__b")
)  # fmt: skip
CITATIONS = {
    "in a sentence": "si veda l'{{ art('recesso') }}, e l'{{ art('secondo') }}; poi {{ n_art('lettera-b') }}.",
    "one after the other": "{{ n_art('recesso') }}{{ n_art('oggetto') }}",
    "through a filter": "{{ art('recesso')|capitale }} {{ art('recesso')|maiuscolo }}",
    "by a local name": "{% set n = n_art('secondo') %}{{ n }} e {{ n }}",
    "in a list": "{{ [art('oggetto'), art('recesso')]|elenco }}",
    "in a condition": "{% if rid %}{{ art('rid') }}{% else %}{{ art('oggetto') }}{% endif %}",
    "beside what is unknown": "{{ art('recesso') }} di {{ ignoto }}\t",
    "chosen by the data": "{{ art(quale) }}",
    "beside a break": "{{ art('recesso') }} {{ righe }} {{ n_art('oggetto') }}",
}


@pytest.mark.parametrize("rid", [True, False])
@pytest.mark.parametrize("name", CITATIONS)
def test_references_are_the_same_as_on_the_parsed_tree(put: Put, name: str, rid: bool) -> None:
    text = CITATIONS[name]
    tabbed = f'<w:r><w:rPr><w:b/></w:rPr><w:tab/><w:t>{text}</w:t><w:br/><w:t xml:space="preserve"> coda</w:t></w:r>'
    link = f'<w:hyperlink w:anchor="z">{run(text)}</w:hyperlink>'
    cited = paragraph(run(text, "<w:i/>")) + paragraph(tabbed, link, parted(text)) + table(1, [row(text)])
    content = word_template(cited + REFERENCES, header=paragraph(text), footnotes=paragraph(text))
    draft = verified(put(content), {"rid": rid, "ignoto": None, "quale": "recesso", "righe": "x\ny"})
    number = "3" if rid else "2"
    second = f"{number}, comma\u00a02"
    assert {
        "in a sentence": f"si veda l'art.\u00a0{number}, e l'art.\u00a0{second}; poi {second}, lett.\u00a0b).",
        "chosen by the data": f"art.\u00a0{number}",
        "through a filter": f"Art.\u00a0{number} ART.\u00a0{number}",
    }.get(name, lines(draft)[0]) == lines(draft)[0]


def test_the_missing_are_told_with_their_row_or_paragraph_whatever_the_way(put: Put) -> None:
    body = (
        paragraph("Nato il {{ x }} a {{ y }}, v. {{ art('oggetto') }}.")
        + table(2, [row("a {{ x }}", "b")])
        + REFERENCES
    )
    for extra in ("", table(2, [row("1", "2", "3")])):  # the second is parsed
        draft = verified(
            put(word_template(body + extra, header=paragraph("{{ z }}"))),
            {"x": None, "y": "Alba", "rid": False, "z": None},
            gap="……",
        )
        assert [(each.variable, each.paragraph) for each in draft.missing] == [
            ("x", "Nato il ____________ a Alba, v. art.\u00a01."),
            ("x", "a ____________ | b"),
            ("z", "____________"),
        ]
        assert lines(draft)[0] == "Nato il …… a Alba, v. art.\u00a01."


def test_a_difference_from_docxtpl_is_an_error_that_names_template_and_part(
    put: Put, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = put(word_template(paragraph("Costo {{ x }} euro")))
    cache = TemplateCache(Verification.FIRST)
    part = cache.get(path).parts[DOCUMENT_PART]
    monkeypatch.setattr(part, "render", lambda data, state: type(part).render(part, {**data, "x": "999"}, state))
    with pytest.raises(EngineDifferenceError, match=r"prova\.docx.*word/document\.xml") as caught:
        render_draft(path, {"x": "1"}, properties=PROPERTIES, cache=cache)
    assert caught.value.exit_code == 10
    render_draft(path, {"x": "1"}, properties=PROPERTIES, cache=cache)  # only the first is compared


def test_verification_takes_the_first_a_sample_or_all() -> None:
    due = {each: [number for number in range(250) if each.is_due(number)] for each in Verification}
    assert due[Verification.NEVER] == []
    assert due[Verification.FIRST] == [0]
    assert due[Verification.SAMPLE] == [0, 100, 200]
    assert due[Verification.ALL] == list(range(250))


def test_a_part_lost_or_changed_is_found() -> None:
    content = word_template(paragraph("a"), header=paragraph("h"), has_logo=True)
    parts = read_package(content)
    assert differing_part(content, parts) is None
    assert (
        differing_part(write_package({name: data for name, data in parts.items() if "styles" not in name}), parts)
        == "word/styles.xml"
    )
    relationships = parts["word/_rels/document.xml.rels"].replace(b"header1.xml", b"header2.xml")
    assert (
        differing_part(write_package({**parts, "word/_rels/document.xml.rels": relationships}), parts)
        == "word/_rels/document.xml.rels"
    )
    types = parts["[Content_Types].xml"].replace(b"wordprocessingml.header+xml", b"wordprocessingml.footer+xml")
    assert differing_part(write_package({**parts, "[Content_Types].xml": types}), parts) == "[Content_Types].xml"


def test_every_placeholder_of_the_templates_is_listed() -> None:
    compiled = CompiledTemplate("x", EVERYWHERE)
    assert compiled.variables == {"x", "elenco"}


def test_a_cell_that_goes_empty_gets_its_paragraph(put: Put) -> None:
    body, _ = FEATURES["a cell whose last paragraph depends on the data"]
    xml = parse_part(read_package(verified(put(word_template(body)), VALUES).content)[DOCUMENT_PART])
    assert all(each[-1].tag == tag("w:p") for each in xml.iter(tag("w:tc")))


def test_hundreds_of_documents_leave_nothing_behind(put: Put) -> None:
    path, cache = put(EVERYWHERE), TemplateCache(Verification.NEVER)

    def write(count: int) -> int:
        for number in range(count):
            context = {"x": f"socio {number}\n", "elenco": [f"riga {number}"] * (number % 7)}
            render_draft(path, context, properties=PROPERTIES, cache=cache)
        gc.collect()
        return len(gc.get_objects())

    before = write(50)
    assert write(500) - before < 100
