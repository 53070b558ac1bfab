"""What the compiler writes: Word numbering, styles, tables that break well, header and footer."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from workflow.devtools.template_source import compile_file
from workflow.documents.package import read_package
from workflow.documents.wordml import Element, child_value, parse_part, tag, text_of
from workflow.resources import BrokenFileError, data_folder

Compile = Callable[[str], Path]


def part(path: Path, name: str) -> Element:
    return parse_part(read_package(path.read_bytes())[f"word/{name}.xml"])


def numbered(path: Path) -> list[tuple[str, str | None, str | None]]:
    """Text, list instance and level of every paragraph."""
    return [
        (text_of(node), child_value(node, "w:pPr/w:numPr/w:numId"), child_value(node, "w:pPr/w:numPr/w:ilvl"))
        for node in part(path, "document").iter(tag("w:p"))
    ]


def test_articles_commi_and_letters_share_one_multilevel_list(compiled: Compile) -> None:
    path = compiled("### A {#a}\n1. uno:\n   a) x\n      i) y\n2. due")
    assert numbered(path) == [("A", "1", "0"), ("uno:", "1", "1"), ("x", "1", "2"), ("y", "1", "3"), ("due", "1", "1")]
    levels = [node.get(tag("w:val")) for node in part(path, "numbering").iter(tag("w:lvlText"))][:4]
    assert levels == ["Art. %1 –", "%2.", "%3)", "%4."]


def test_lists_outside_the_commi_have_instances_of_their_own(compiled: Compile) -> None:
    path = compiled(
        "### P {-}\n1. uno\n\n### Q {-}\n1. uno\n\nTesto.\n\n1. di nuovo\n\nTesto.\n\n2. continua\n\n"
        "### A {#a}\nTra cui:\na) x\n\ne:\na) y"
    )
    assert [(text, instance) for text, instance, _ in numbered(path) if instance] == [
        ("uno", "10"),
        ("uno", "11"),
        ("di nuovo", "12"),
        ("continua", "12"),
        ("A", "1"),
        ("x", "13"),
        ("y", "14"),
    ]
    defined = [node.get(tag("w:numId")) for node in part(path, "numbering").iter(tag("w:num"))]
    assert defined == ["1", "2", "10", "11", "12", "13", "14"]


def test_commi_go_on_after_a_condition_whatever_number_is_typed(compiled: Compile) -> None:
    path = compiled("### P {-}\n1. uno\n{% if x %}\n1. due\n{% endif %}\n1. tre")
    assert {instance for text, instance, _ in numbered(path) if instance} == {"10"}


@pytest.mark.parametrize(("text", "of_articles"), [("## S\n\n### A {#a}\n1. uno", "Heading3"), ("x", "Heading2")])
def test_headings_are_built_on_the_headings_of_word(compiled: Compile, text: str, of_articles: str) -> None:
    """Where there are no sections the articles follow the title: no level is left out."""
    styles = {node.get(tag("w:styleId")): node for node in part(compiled(text), "styles").iter(tag("w:style"))}
    for name, parent in (
        ("TitoloDocumento", "Heading1"),
        ("TitoloSezione", "Heading2"),
        ("Articolo", of_articles),
        ("ArticoloLibero", of_articles),
    ):
        assert child_value(styles[name], "w:basedOn") == parent
    for level in (1, 2, 3):
        heading = styles[f"Heading{level}"]
        assert child_value(heading, "w:name") == f"heading {level}"
        assert child_value(heading, "w:pPr/w:outlineLvl") == str(level - 1)
        assert heading.find(f"{tag('w:pPr')}/{tag('w:keepNext')}") is not None


def test_the_language_is_italian_and_nothing_is_hyphenated(compiled: Compile) -> None:
    path = compiled("x")
    assert next(part(path, "styles").iter(tag("w:lang"))).get(tag("w:val")) == "it-IT"
    assert child_value(part(path, "settings"), "w:autoHyphenation") == "0"


def test_table_heads_repeat_and_rows_do_not_split(compiled: Compile) -> None:
    rows = [*part(compiled("| A | B |\n|---|---|\n| 1 | 2 |"), "document").iter(tag("w:tr"))]
    assert [row.find(f"{tag('w:trPr')}/{tag('w:tblHeader')}") is not None for row in rows] == [True, False]
    assert all(row.find(f"{tag('w:trPr')}/{tag('w:cantSplit')}") is not None for row in rows)


def test_tables_are_as_wide_as_the_text(compiled: Compile) -> None:
    for source, width in (("", 9071), ("{pagina: orizzontale}\n\n", 14003)):
        path = compiled(source + "{widths: 1,1,1}\n| A | B | C |\n|---|---|---|\n| 1 | 2 | 3 |")
        columns = [int(node.get(tag("w:w"))) for node in part(path, "document").iter(tag("w:gridCol"))]
        assert sum(columns) == width


def test_signers_stand_in_one_row_that_cannot_split(compiled: Compile) -> None:
    path = compiled(
        "::: firme\nLuogo e data |\nIl mandante | {{ a }}\nIl mandatario | {{ b }} | a mano\nIl terzo | {{ c }}\n:::"
    )
    document = part(path, "document")
    dated, row = document.iter(tag("w:tr"))
    assert text_of(dated) == f"Luogo e data: {'_' * 40}"
    assert row.find(f"{tag('w:trPr')}/{tag('w:cantSplit')}") is not None
    assert [text_of(node) for node in row.iter(tag("w:p"))] == [
        "Il mandante",
        "{{ a }}",
        "",
        "",
        "Il terzo",
        "{{ c }}",
        "",
        "",
        "",
        "Il mandatario",
        "{{ b }}",
        "a mano",
        "",
    ]


def test_the_words_before_the_signatures_stay_with_them(compiled: Compile) -> None:
    kept = "Prima.\n\nUltima.\n\n::: insieme\nLetto.\n:::\n\n::: firme\nLuogo |\nChi firma | {{ a }}\n:::"
    paragraphs = list(part(compiled(kept), "document").iter(tag("w:p")))
    is_kept = {text_of(node): node.find(f"{tag('w:pPr')}/{tag('w:keepNext')}") is not None for node in paragraphs}
    assert (is_kept["Prima."], is_kept["Ultima."], is_kept["Letto."]) == (False, True, True)


@pytest.mark.parametrize("block", ["firme\nChi firma | {{ a }}", "campi\nNome | {{ a }}", "riquadro\nUltima."])
def test_what_follows_a_last_table_is_too_low_to_open_a_page(compiled: Compile, block: str) -> None:
    body = part(compiled(f"Prima.\n\n::: {block}\n:::"), "document").find(tag("w:body"))
    assert body is not None
    last = list(body.iter(tag("w:p")))[-1]
    assert text_of(last) == ""
    assert last.find(f"{tag('w:pPr')}/{tag('w:spacing')}").get(tag("w:line")) == "20"


def test_a_last_paragraph_is_left_as_it_is(compiled: Compile) -> None:
    paragraphs = list(part(compiled("Prima.\n\n::: insieme\nUltima.\n:::"), "document").iter(tag("w:p")))
    assert [text_of(node) for node in paragraphs][-1] == "Ultima."


def test_header_and_footer_have_the_margins_of_every_document(compiled: Compile) -> None:
    path = compiled("x")
    header = " ".join(text_of(node) for node in part(path, "header1").iter(tag("w:p")))
    footer = " ".join(text_of(node) for node in part(path, "footer1").iter(tag("w:p")))
    assert "{{ pie.dossier }}" in header
    assert "{{ pie.documento }}" in header
    assert "{% if bozza %}BOZZA{% endif %}" in header
    assert "{{ pie.edizione }}" in footer
    fields = [node.get(tag("w:instr")).strip() for node in part(path, "footer1").iter(tag("w:fldSimple"))]
    assert fields == ["PAGE", "NUMPAGES"]


def test_a_page_break_belongs_to_the_paragraph_that_follows(compiled: Compile) -> None:
    document = part(compiled("uno\n\n<<<\n\n## Due\n\n<<<\n\n| a |\n|---|\n| b |"), "document")
    broken = [
        text_of(node)
        for node in document.iter(tag("w:p"))
        if node.find(f"{tag('w:pPr')}/{tag('w:pageBreakBefore')}") is not None
    ]
    assert broken == ["Due", ""]


def test_clauses_become_bookmarks_that_word_accepts(compiled: Compile) -> None:
    names = [
        node.get(tag("w:name"))
        for node in part(compiled("### A {#recesso-del-socio}\nTesto. {#due_parti}"), "document").iter(
            tag("w:bookmarkStart")
        )
    ]
    assert names == ["cl_recesso__del__socio", "cl_due_parti"]
    assert all(re.fullmatch(r"[a-z][a-z0-9_]{0,39}", name) for name in names)


def test_boxes_are_drawn_in_a_font_that_has_them(compiled: Compile) -> None:
    document = part(compiled("[ ] uno\n{{ casella(a) }} due"), "document")
    fonts = [node.find(f"{tag('w:rPr')}/{tag('w:rFonts')}") for node in document.iter(tag("w:r"))]
    assert [font is not None for font in fonts] == [True, False, False, True, False, False]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("{% for x in y %}\n\n### A {#a}\n\n{% endfor %}", "dentro un {% for %}"),
        ("{% for x in y %}\n\nTesto {#a}\n\n{% endfor %}", "si ripeterebbe"),
        ("{% for x in y %}\n\nTesto", "non è chiuso"),
        ("Testo\n\n{% endfor %}", "non è aperto"),
        ("::: spazio\n:::", "altezza della cornice"),
    ],
)
def test_a_source_that_makes_no_sound_document_is_refused(compiled: Compile, text: str, words: str) -> None:
    with pytest.raises(BrokenFileError, match=words):
        compiled(text)


def test_equal_sources_give_equal_bytes(tmp_path: Path) -> None:
    source = tmp_path / "prova.md"
    source.write_text("# A\n\n### B {#b}\n1. c\n\n::: campi\nD | {{ e }}\n:::", encoding="utf-8")
    folder = data_folder("templates")
    assert compile_file(source, folder) == compile_file(source, folder)
