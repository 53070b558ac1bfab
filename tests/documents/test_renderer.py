"""Rendering: nothing lost, nothing run, nothing left blank, equal bytes for equal facts."""

import subprocess
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from workflow.documents.compiled import CompiledTemplate, TemplateCache
from workflow.documents.errors import MissingDatumError, TemplateError, UnprintableTextError
from workflow.documents.package import read_package, write_package
from workflow.documents.properties import DocumentProperties
from workflow.documents.reading import ReadDocument, read_document
from workflow.documents.renderer import render, render_draft
from workflow.documents.templates_check import leftovers

Compile = Callable[[str], Path]

DAY = date(2026, 11, 22)
MARGINS: dict[str, Any] = {
    "bozza": False,
    "pie": {"documento": "Mandato", "edizione": "edizione 2026", "dossier": "CER di prova"},
}
EVERYWHERE = """\
# {{ nome }}

Il sottoscritto {{ nome }}, fine.

| Nome | Altro |
|---|---|
| {{ nome }} | x |

::: campi
Nome | {{ nome }}
:::

::: firme
Il mandante | {{ nome }}
:::

Ultimo paragrafo.
"""
HOSTILE = [
    "Rossi & Figli <srl>",
    "D'Àmico",
    "O’Neill “virgolette” \"dritte\" ''",
    "Müller–Köhler",
    "10 € ≥ 5",
    "🌞 漢字 👩‍👩‍👧",
    "uno\ndue\ttre",
    "{{ 7*7 }}",
    "{% raw %}{{ x }}{% endraw %}",
    "{%p if x %}",
    "{_{ x }_}",
    "</w:t></w:r></w:p>",
    "<!-- -->",
    "&amp; &lt;",
    "]]>",
    "parola " * 60,
    "x" * 400,
    "\ue000imitazione:ref:recesso\ue001",
]


def rendered(
    path: Path, context: dict[str, Any], title: str = "Titolo", cache: TemplateCache | None = None
) -> ReadDocument:
    properties = DocumentProperties(title=title, as_of=DAY)
    return read_document(render(path, {**MARGINS, **context}, properties=properties, cache=cache))


@pytest.mark.parametrize("text", HOSTILE)
def test_a_hostile_text_is_intact_in_body_table_header_footer_and_properties(compiled: Compile, text: str) -> None:
    context = {"nome": text, "pie": {"documento": text, "edizione": text, "dossier": text}}
    document = rendered(compiled(EVERYWHERE), context, title=text)
    texts = [paragraph.text for paragraph in document.paragraphs]
    assert f"Il sottoscritto {text}, fine." in texts
    assert texts.count(text) == 4  # title, table, form, signature
    assert "Ultimo paragrafo." in texts
    assert all(text in margin for margin in document.headers_and_footers)
    flat = " ".join(text.split())
    assert document.properties["title"] == (flat if len(flat) <= 255 else flat[:254] + "…")


@given(
    st.text(
        st.characters(
            exclude_categories=("Cs", "Cc"),
            exclude_characters="\ufffe\uffff\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u00a0",
        ),
        max_size=60,
    )
)
@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_printable_text_comes_back_as_it_was(compiled: Compile, text: str) -> None:
    path = compiled("Prima {{ nome }} dopo.\n\nUltimo.")
    texts = [paragraph.text for paragraph in rendered(path, {"nome": text}).paragraphs]
    assert texts == [f"Prima {text} dopo.", "Ultimo."]


def test_an_unprintable_text_is_refused_in_data_and_in_properties(compiled: Compile) -> None:
    path = compiled("{{ nome }}")
    with pytest.raises(UnprintableTextError, match="«nome»"):
        rendered(path, {"nome": "a\x00b"})
    with pytest.raises(UnprintableTextError, match=r"«properties\.title»"):
        rendered(path, {"nome": "a"}, title="x\u202ey")


ARTICLES = """\
### Oggetto {#oggetto}
Testo.

{% if con_rid %}
### Ritiro dedicato {#rid}
Testo.
{% endif %}

### Recesso {#recesso}
1. Primo.
2. Secondo: {#secondo}
   a) uno;
   b) due. {#lettera-b}

### Finale {#finale}
Si vedano l'{{ art('recesso') }}, l'{{ art('secondo') }}, l'{{ art('lettera-b') }} e
gli articoli {{ n_art('oggetto') }} e **{{ n_art('recesso') }}**.
{{ art('recesso')|capitale }}.
{% if cita_rid %}
Vedi {{ art('rid') }}.
{% endif %}
"""


def test_references_have_the_number_that_word_gives(compiled: Compile) -> None:
    document = rendered(compiled(ARTICLES), {"con_rid": True, "cita_rid": True})
    assert "Art. 3 – Recesso" in document.text
    assert "l’art. 3, l’art. 3, comma 2, l’art. 3, comma 2, lett. b) e gli articoli 1 e 3. Art. 3." in document.text
    assert "Vedi art. 2." in document.text


def test_an_omitted_article_renumbers_the_rest(compiled: Compile) -> None:
    document = rendered(compiled(ARTICLES), {"con_rid": False, "cita_rid": False})
    assert "Art. 2 – Recesso" in document.text
    assert "l’art. 2, l’art. 2, comma 2, l’art. 2, comma 2, lett. b) e gli articoli 1 e 2" in document.text
    assert "rid" not in document.clauses
    assert document.clause_text("recesso") == "Art. 2 – Recesso\n1. Primo.\n2. Secondo:\na) uno;\nb) due."


def test_references_are_links_to_the_bookmark(compiled: Compile) -> None:
    content = render(
        compiled(ARTICLES), {**MARGINS, "con_rid": False, "cita_rid": False}, properties=DocumentProperties("t", DAY)
    )
    xml = read_package(content)["word/document.xml"].decode()
    assert 'w:anchor="cl_lettera__b"' in xml
    assert 'w:name="cl_lettera__b"' in xml


def test_a_reference_to_an_omitted_article_is_an_error_naming_template_paragraph_and_id(compiled: Compile) -> None:
    with pytest.raises(TemplateError, match=r"prova\.docx.*«rid».*omesso.*Vedi art") as caught:
        rendered(compiled(ARTICLES), {"con_rid": False, "cita_rid": True})
    assert caught.value.exit_code == 4


def test_a_reference_to_no_article_suggests_the_right_id(compiled: Compile) -> None:
    with pytest.raises(TemplateError, match=r"«reccesso» non trova.*Vedi art.*Forse si voleva «recesso»"):
        rendered(compiled("### Recesso {#recesso}\nVedi {{ art('reccesso') }}."), {})


def test_a_reference_to_an_unnumbered_article_is_an_error(compiled: Compile) -> None:
    with pytest.raises(TemplateError, match="non ha un numero"):
        rendered(compiled("### Premesse {- #premesse}\nVedi {{ art('premesse') }}."), {})


def test_an_unknown_name_is_an_error_naming_template_paragraph_and_the_likely_name(compiled: Compile) -> None:
    path = compiled("Primo.\n\nIl mandante {{ mandante.codice_fiscal }} firma.\n\nTerzo.")
    with pytest.raises(
        TemplateError,
        match=r"prova\.docx.*«codice_fiscal» non esiste.*Il mandante.*firma.*Forse si voleva «codice_fiscale»",
    ) as caught:
        rendered(path, {"mandante": {"codice_fiscale": "x", "nome": "y"}})
    assert "Primo" not in caught.value.paragraph
    with pytest.raises(TemplateError, match="Forse si voleva «mandante»"):
        rendered(compiled("{{ mandate.nome }}"), {"mandante": {"nome": "y"}})


def test_an_unknown_name_in_the_header_is_an_error_too(compiled: Compile) -> None:
    with pytest.raises(TemplateError, match="«edizione» non esiste"):
        rendered(compiled("Testo."), {"pie": {"documento": "a", "dossier": "b"}})


MISSING = """\
Il sottoscritto {{ socio.nome }}, nato il {{ socio.nato_il|data }}, PEC {{ socio.pec }}.

| Nome | POD |
|---|---|
| {%tr for p in punti %} |
| {{ p.nome }} | {{ p.pod }} |
| {%tr endfor %} |

Voluto: {{ socio.pec|o_vuoto(5) }}.
"""
GAPS: dict[str, Any] = {
    "socio": {"nome": "Anna", "nato_il": None, "pec": None},
    "punti": [{"nome": "Bar", "pod": "IT001E1"}, {"nome": "Casa", "pod": None}],
}


def test_every_unknown_datum_is_reported_with_the_paragraph_it_leaves_blank(compiled: Compile) -> None:
    with pytest.raises(MissingDatumError, match=r"socio\.nato_il, socio\.pec, punti\.pod") as caught:
        rendered(compiled(MISSING), GAPS)
    assert [(item.variable, item.paragraph) for item in caught.value.missing] == [
        ("socio.nato_il", "Il sottoscritto Anna, nato il ____________, PEC ____________."),
        ("socio.pec", "Il sottoscritto Anna, nato il ____________, PEC ____________."),
        ("punti.pod", "Casa | ____________"),
    ]


def test_a_draft_shows_the_blanks_and_lists_them(compiled: Compile) -> None:
    draft = render_draft(compiled(MISSING), {**MARGINS, **GAPS}, properties=DocumentProperties("t", DAY))
    text = read_document(draft.content).text
    assert "Il sottoscritto Anna, nato il ____________, PEC ____________." in text
    assert "Voluto: _____." in text
    assert len(draft.missing) == 3
    assert leftovers(draft.content) == []


def test_a_draft_and_a_strict_rendering_of_complete_data_are_equal(compiled: Compile) -> None:
    path, properties = compiled("{{ a }}"), DocumentProperties("t", DAY)
    draft = render_draft(path, {**MARGINS, "a": "x"}, properties=properties)
    assert draft.content == render(path, {**MARGINS, "a": "x"}, properties=properties)
    assert draft.missing == ()


def test_reserved_names_cannot_come_from_the_data(compiled: Compile) -> None:
    with pytest.raises(TemplateError, match="nomi riservati: art"):
        rendered(compiled("x"), {"art": "y"})


def test_a_wrong_filter_names_the_paragraph(compiled: Compile) -> None:
    with pytest.raises(TemplateError, match=r"«euro».*tipo str.*Importo"):
        rendered(compiled("Importo {{ a|euro }}."), {"a": "dieci"})


def test_optional_blocks_leave_no_empty_paragraph(compiled: Compile) -> None:
    source = (
        "Uno.\n{% if a %}\nDue.\n{% else %}\nTre.\n{% endif %}\n{% for x in elenco %}\n"
        "Riga {{ x }}.\n{% endfor %}\nFine."
    )
    document = rendered(compiled(source), {"a": False, "elenco": ["1", "2"]})
    assert [paragraph.text for paragraph in document.paragraphs] == ["Uno.", "Tre.", "Riga 1.", "Riga 2.", "Fine."]


def test_a_table_or_a_box_left_without_content_is_still_a_sound_document(compiled: Compile) -> None:
    source = (
        "::: riquadro\n{% if a %}\nx\n{% endif %}\n:::\n\n::: campi\n{%tr if a %}\nA | b\n{%tr endif %}\n:::\nFine."
    )
    content = render(compiled(source), {**MARGINS, "a": False}, properties=DocumentProperties("t", DAY))
    xml = read_package(content)["word/document.xml"].decode()
    assert xml.count("<w:tbl>") == 1  # the box, with an empty paragraph; the form without rows is gone
    assert "<w:tc><w:tcPr>" in xml
    assert "</w:tcPr></w:tc>" not in xml


def test_a_condition_that_breaks_the_document_is_an_error(tmp_path: Path, compiled: Compile) -> None:
    parts = read_package(compiled("Uno APRE due.\n\n::: riquadro\nTre CHIUDE quattro.\n:::").read_bytes())
    xml = parts["word/document.xml"].decode().replace("APRE", "{% if a %}").replace("CHIUDE", "{% endif %}")
    broken = tmp_path / "rotto.docx"
    broken.write_bytes(write_package({**parts, "word/document.xml": xml.encode()}))
    with pytest.raises(TemplateError, match=r"rotto\.docx.*spezzano"):
        rendered(broken, {"a": False, "b": True})


@pytest.mark.parametrize(
    "part", ["word/document.xml", "word/header1.xml", "word/footer1.xml", "word/styles.xml", "docProps/core.xml"]
)
def test_a_payload_planted_in_any_part_is_refused(compiled: Compile, part: str) -> None:
    parts = read_package(compiled("Testo.").read_bytes())
    payload = b"<w:p><w:r><w:t>{{ cycler.__init__.__globals__ }}</w:t></w:r></w:p></"
    position = parts[part].rindex(b"</")
    parts[part] = parts[part][:position] + payload + parts[part][position + 2 :]
    with pytest.raises(TemplateError):
        CompiledTemplate("cattivo.docx", write_package(parts))


def test_something_that_is_no_word_file_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "x.docx"
    path.write_bytes(b"ciao")
    with pytest.raises(TemplateError, match=r"x\.docx.*non è un documento Word"):
        rendered(path, {})
    with pytest.raises(TemplateError, match="non si può leggere"):
        rendered(tmp_path / "manca.docx", {})


def test_a_template_is_compiled_once_and_again_when_its_bytes_change(compiled: Compile) -> None:
    cache = TemplateCache()
    path = compiled("Uno {{ a }}.")
    first = cache.get(path)
    assert cache.get(path) is first
    assert rendered(path, {"a": "x"}, cache=cache).text == "Uno x."
    compiled("Due {{ a }}.")
    assert rendered(path, {"a": "x"}, cache=cache).text == "Due x."


def test_a_thousand_members_get_their_own_data_and_nobody_elses(compiled: Compile) -> None:
    cache, path = TemplateCache(), compiled("Socio {{ socio.nome }}, {{ socio.pod }}.")
    for number in range(1000):
        canary = f"canarino-{number:04d}-fine"
        text = rendered(path, {"socio": {"nome": canary, "pod": f"pod-{canary}"}}, cache=cache).text
        assert text == f"Socio {canary}, pod-{canary}."


def test_equal_facts_give_equal_bytes_in_two_processes(compiled: Compile) -> None:
    path = compiled(ARTICLES)
    script = (
        "import sys, hashlib, datetime, pathlib\n"
        "from workflow.documents.renderer import render\n"
        "from workflow.documents.properties import DocumentProperties\n"
        "pie = {'documento': 'a', 'edizione': 'b', 'dossier': 'c'}\n"
        "context = {'bozza': False, 'pie': pie, 'con_rid': True, 'cita_rid': True}\n"
        "properties = DocumentProperties('t', datetime.date(2026, 1, 2))\n"
        "content = render(pathlib.Path(sys.argv[1]), context, properties=properties)\n"
        "print(hashlib.sha256(content).hexdigest())\n"
    )
    digests = {
        subprocess.run(
            [sys.executable, "-c", script, str(path)],
            capture_output=True,
            text=True,
            check=True,
            env={"PYTHONHASHSEED": seed, "PATH": ""},
        ).stdout
        for seed in ("1", "2")
    }
    assert len(digests) == 1
