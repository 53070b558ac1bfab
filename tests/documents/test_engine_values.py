"""Formatted texts, pictures and references to articles are written as docxtpl does and as the parsed tree would."""

import pytest

from tests.builders.word_templates import paragraph, parted, png, row, run, table, word_template
from tests.documents.compared import PROPERTIES, Put, lines, verified
from workflow.documents.engine.part import DOCUMENT_PART
from workflow.documents.engine.rich_values import Listing, Picture, RichText, RichTextParagraph
from workflow.documents.errors import TemplateError
from workflow.documents.package import read_package
from workflow.documents.renderer import render_draft

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
