"""What the compiled templates write is what docxtpl writes: hostile values in every position, and what verifies it."""

import gc

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.builders.word_templates import field, paragraph, parted, row, run, table, word_template
from tests.documents.compared import PROPERTIES, Put, lines, verified
from workflow.documents.compiled import CompiledTemplate, TemplateCache
from workflow.documents.engine.part import DOCUMENT_PART
from workflow.documents.engine.verification import EngineDifferenceError, Verification, differing_part
from workflow.documents.errors import UnprintableTextError
from workflow.documents.package import read_package, write_package
from workflow.documents.reading import read_document
from workflow.documents.renderer import render_draft

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
