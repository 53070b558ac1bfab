"""The source format: what lawyers write becomes the right blocks, and every mistake has file, line and cure."""

from pathlib import Path

import pytest

from workflow.devtools.template_blocks import read_source
from workflow.devtools.template_inline import Span
from workflow.devtools.template_syntax import Block, Fence, PageBreak, Paragraph, Rule, Source, Table, Tag
from workflow.resources import BrokenFileError


def read(folder: Path, text: str) -> Source:
    path = folder / "prova.md"
    path.write_text(text, encoding="utf-8")
    return read_source(path)


def outline(blocks: tuple[Block, ...]) -> list[tuple[str, str]]:
    """Roles and texts, in order."""
    lines = []
    for block in blocks:
        if isinstance(block, Paragraph):
            lines.append((block.role, "".join(span.text for span in block.spans)))
        elif isinstance(block, Tag):
            lines.append(("tag", block.text))
        else:
            lines.append((type(block).__name__.lower(), ""))
    return lines


def test_headings_articles_and_subtitle(tmp_path: Path) -> None:
    source = read(
        tmp_path,
        (
            "# Statuto\n_di {{ a.b_c }}_\n\n## TITOLO I\n\n### Recesso {#recesso}\n\n"
            "### Premesse {- #premesse}\n\n### Dati {-}\n\n#### Catasto"
        ),
    )
    assert outline(source.blocks) == [
        ("title", "Statuto"),
        ("subtitle", "di {{ a.b_c }}"),
        ("section", "TITOLO I"),
        ("article", "Recesso"),
        ("loose_article", "Premesse"),
        ("loose_article", "Dati"),
        ("subheading", "Catasto"),
    ]
    assert [block.clause for block in source.blocks if isinstance(block, Paragraph)] == [
        None,
        None,
        None,
        "recesso",
        "premesse",
        None,
        None,
    ]


def test_commi_letters_and_roman_numbers(tmp_path: Path) -> None:
    text = (
        "### A {#a}\n1. Uno:\n   a) lettera;\n      i) romano;\n      ii) romano.\n   b) altra\n"
        "      riga.\n\n   Seguito.\n2. Due. {#due}\n10. Dieci:\n    a) lettera."
    )
    blocks = read(tmp_path, text).blocks
    assert outline(blocks) == [
        ("article", "A"),
        ("comma", "Uno:"),
        ("letter", "lettera;"),
        ("roman", "romano;"),
        ("roman", "romano."),
        ("letter", "altra riga."),
        ("comma_more", "Seguito."),
        ("comma", "Due."),
        ("comma", "Dieci:"),
        ("letter", "lettera."),
    ]
    assert [block.clause for block in blocks if isinstance(block, Paragraph) and block.clause] == ["a", "due"]


def test_letters_may_follow_a_plain_paragraph(tmp_path: Path) -> None:
    assert outline(read(tmp_path, "Sono ammessi:\na) i soci;\nb) gli altri.").blocks) == [
        ("body", "Sono ammessi:"),
        ("letter", "i soci;"),
        ("letter", "gli altri."),
    ]


def test_a_year_or_an_abbreviation_at_the_start_of_a_line_is_not_a_list(tmp_path: Path) -> None:
    text = "Decreto del 7 dicembre\n2023. Esso\nv. anche il punto\n12. resta testo."
    assert outline(read(tmp_path, text).blocks) == [
        ("body", "Decreto del 7 dicembre 2023. Esso v. anche il punto 12. resta testo.")
    ]


def test_a_letter_at_the_start_of_a_wrapped_line_stays_in_the_sentence(tmp_path: Path) -> None:
    for mark in ("a)", "b)", "1)", "12)"):
        assert outline(read(tmp_path, f"Nei casi di cui alla lettera\n{mark} del decreto si procede.").blocks) == [
            ("body", f"Nei casi di cui alla lettera {mark} del decreto si procede.")
        ]
    assert outline(read(tmp_path, "1. Nei casi della lettera\n   b) del decreto;\n2. altro").blocks) == [
        ("comma", "Nei casi della lettera b) del decreto;"),
        ("comma", "altro"),
    ]


def test_list_items_may_end_with_a_conjunction(tmp_path: Path) -> None:
    assert outline(read(tmp_path, "Se:\na) uno; e\nb) due; ovvero\nc) tre").blocks)[1:] == [
        ("letter", "uno; e"),
        ("letter", "due; ovvero"),
        ("letter", "tre"),
    ]


def test_tags_on_their_own_line_stand_alone_at_any_depth(tmp_path: Path) -> None:
    text = (
        "1. Uno:\n   a) prima;\n   {% if x %}\n   b) seconda;\n   {% endif %}\n   c) terza.\n"
        "{% for m in soci %}\n2. {{ m.nome }}\n{% endfor %}"
    )
    assert outline(read(tmp_path, text).blocks) == [
        ("comma", "Uno:"),
        ("letter", "prima;"),
        ("tag", "{%p if x %}"),
        ("letter", "seconda;"),
        ("tag", "{%p endif %}"),
        ("letter", "terza."),
        ("tag", "{%p for m in soci %}"),
        ("comma", "{{ m.nome }}"),
        ("tag", "{%p endfor %}"),
    ]


def test_looks_of_text(tmp_path: Path) -> None:
    [block] = read(tmp_path, "Uno **due** *tre* ==quat**tro**== ____ {{ a|b }} \\*no\\*\\\nnuova<br>riga").blocks
    assert isinstance(block, Paragraph)
    assert block.spans == (
        Span("Uno "),
        Span("due", bold=True),
        Span(" "),
        Span("tre", italic=True),
        Span(" "),
        Span("quat", highlight=True),
        Span("tro", bold=True, highlight=True),
        Span(" ____ {{ a|b }} *no*"),
        Span("\n"),
        Span("nuova"),
        Span("\n"),
        Span("riga"),
    )


def test_apostrophes_and_spaces_are_typographic_outside_placeholders(tmp_path: Path) -> None:
    text = "L'art. 5, comma 2 e l'{{ x|accorda('o', 'a') }}, n. {{ n }}, art. uno"
    assert outline(read(tmp_path, text).blocks) == [
        ("body", "L’art.\u00a05, comma\u00a02 e l’{{ x|accorda('o', 'a') }}, n.\u00a0{{ n }}, art. uno")
    ]


def test_typographic_quotes_inside_placeholders_become_straight(tmp_path: Path) -> None:
    assert outline(read(tmp_path, "{{ art(‘recesso’) }}").blocks) == [("body", "{{ art('recesso') }}")]


def test_tick_boxes_stand_alone(tmp_path: Path) -> None:
    text = "[ ] uno\n[x] due\n{{ casella(a) }} tre\n{{ a|casella }} quattro\n- [ ] cinque"
    assert outline(read(tmp_path, text).blocks) == [
        ("tick", "□ uno"),
        ("tick", "■ due"),
        ("tick", "{{ casella(a) }} tre"),
        ("tick", "{{ a|casella }} quattro"),
        ("tick", "□ cinque"),
    ]


def test_notes_rules_page_breaks_and_remarks(tmp_path: Path) -> None:
    text = "Testo\n---\naltro\n<<<\n> nota\n> su due righe\n\n<!-- commento\nlungo --> {# nota #}\n\nfine"
    source = read(tmp_path, text)
    assert [type(block) for block in source.blocks] == [Paragraph, Rule, Paragraph, PageBreak, Paragraph, Paragraph]
    assert outline(source.blocks)[4:] == [("note", "nota su due righe"), ("body", "fine")]


def test_bullets_keep_their_depth(tmp_path: Path) -> None:
    blocks = read(tmp_path, "- uno\n  - due\n- tre").blocks
    assert [(block.role, block.level) for block in blocks if isinstance(block, Paragraph)] == [
        ("bullet", 0),
        ("bullet", 1),
        ("bullet", 0),
    ]


def test_tables_with_widths_rows_of_tags_and_pipes_in_placeholders(tmp_path: Path) -> None:
    text = (
        "{widths: 10,60,30; carattere: 7.5}\n| N. | Nome | kW |\n|---|:-:|--:|\n"
        "| {%tr for m in soci %} |\n| 1 | {{ m.nome|maiuscolo }} | {{ m.kw|kw }} |\n"
        "| {%tr endfor %} |"
    )
    [table] = read(tmp_path, text).blocks
    assert isinstance(table, Table)
    assert (table.widths, table.size_pt, table.alignments, table.has_head) == (
        (10, 60, 30),
        7.5,
        ("left", "center", "right"),
        True,
    )
    assert [row.tag for row in table.rows] == [None, "{%tr for m in soci %}", None, "{%tr endfor %}"]
    assert table.rows[2].cells[1] == (Span("{{ m.nome|maiuscolo }}"),)


def test_a_table_with_an_empty_head_has_no_head(tmp_path: Path) -> None:
    [table] = read(tmp_path, "| | |\n|---|---|\n| a | b |").blocks
    assert isinstance(table, Table)
    assert not table.has_head
    assert len(table.rows) == 1


def test_fences(tmp_path: Path) -> None:
    text = (
        "::: campi\nA | b\n{%tr if x %}\nC | d | e | f\n{%tr endif %}\n:::\n::: destinatario\n"
        "Spett.le\n{% if x %}\nRoma\n{% endif %}\n:::\n::: spazio 9\nTimbro\n:::\n::: riquadro\n"
        "- uno\n:::"
    )
    form, letter, frame, box = read(tmp_path, text).blocks
    assert isinstance(form, Fence)
    assert isinstance(letter, Fence)
    assert isinstance(frame, Fence)
    assert isinstance(box, Fence)
    assert [len(row.cells) for row in form.rows] == [2, 0, 4, 0]
    assert outline(letter.blocks) == [
        ("addressee", "Spett.le"),
        ("tag", "{%p if x %}"),
        ("addressee", "Roma"),
        ("tag", "{%p endif %}"),
    ]
    assert (frame.argument, outline(frame.blocks)) == ("9", [("body", "Timbro")])
    assert outline(box.blocks) == [("bullet", "uno")]


def test_landscape_is_asked_on_the_first_line(tmp_path: Path) -> None:
    assert read(tmp_path, "\n{pagina: orizzontale}\n# Elenco").landscape
    assert not read(tmp_path, "# Elenco").landscape


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("uno\n\n### Recesso", 3, "non ha identificativo"),
        ("### A {#a}\n\n### B {#a}", 3, "già usato alla riga 1"),
        (f"### A {{#{'a' * 40}}}", 1, "troppo lungo"),
        ("uno\n{{ a", 2, "stessa riga"),
        ("uno\n\n{{ }}", 3, "vuoto"),
        ("{%- if x %}\n", 1, "trattino"),
        ("{% if x %% 2 %}\n", 1, "non si possono usare"),
        ("uno\n\nsolo {% if x %} aperto", 3, "senza compagno"),
        ("solo {% endif %} chiuso", 1, "senza compagno"),
        ("{% if x %}a{% endfor %}", 1, "senza compagno"),
        ("| a |\n|---|\n| {% if x %} b |", 3, "senza compagno"),
        ("::: campo\n:::", 1, "«campo» non esiste"),
        ("uno\n::: campi\nA | b", 2, "non è chiuso"),
        (":::", 1, "non è aperto"),
        ("::: riquadro\n::: campi\n:::\n:::", 2, "non si annidano"),
        ("::: campi\nsolo\n:::", 2, "1 celle"),
        ("::: firme\na | b | c | d\n:::", 2, "4 celle"),
        ("{widths: 1,2}\nuno", 2, "non è seguito da una tabella"),
        ("{widths: 1,2}", 1, "non è seguito da una tabella"),
        ("{widths: 1,2}\n| a |\n|---|\n| b |", 2, "larghezze sono 2, le colonne 1"),
        ("{widths: tanto}\n", 1, "direttiva scritta male"),
        ("{widths: 1,2; corpo 3}\n", 1, "direttiva scritta male"),
        ("uno\n\n{pagina: orizzontale}", 3, "direttiva scritta male"),
        ("##### troppo", 1, "al massimo quattro"),
        ("1. a\n   1. b\n      1. c\n         1. d", 4, "troppi livelli"),
        ("> - elenco", 1, "solo paragrafi"),
    ],
)
def test_a_mistake_has_file_line_and_cure(tmp_path: Path, text: str, line: int, words: str) -> None:
    with pytest.raises(BrokenFileError, match=words) as caught:
        read(tmp_path, text)
    assert caught.value.line == line
    assert caught.value.path.name == "prova.md"
    assert caught.value.remedy
