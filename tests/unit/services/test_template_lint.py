"""Each fault that a person, Word or another client's text leaves in a template is found, weighed and placed."""

import io
from collections.abc import Callable
from datetime import date
from pathlib import Path

import docx
import pytest
from docx.document import Document
from docx.enum.text import WD_COLOR_INDEX
from docx.shared import Pt, RGBColor

from tests.builders import identifiers
from tests.builders.word_files import add_runs, element, put, revision, with_parts, word
from workflow.documents.catalogue import Catalogue
from workflow.documents.lint.codes import ALL, MISSING_CLAUSE, UNMARKED_CLAUSE
from workflow.documents.lint.fault import Fault, PartKind
from workflow.documents.package import read_package
from workflow.domain.finding import Severity
from workflow.domain.kind import Kind
from workflow.law import Law
from workflow.services.template_lint import Linter

CATALOGUE = Catalogue.load()
GUIDE = Path(__file__).resolve().parents[3] / "docs" / "modelli-propri.md"


@pytest.fixture(scope="module")
def linter() -> Linter:
    return Linter(Law.load(), CATALOGUE)


Lint = Callable[..., list[Fault]]


@pytest.fixture
def lint(linter: Linter, tmp_path: Path) -> Lint:
    """Return what is found in a file of these paragraphs, called as a document of ours."""

    def found(*paragraphs: object, name: str = "lettera_pec") -> list[Fault]:
        content = paragraphs[0] if isinstance(paragraphs[0], bytes) else word(*paragraphs)
        faults = linter.check(put(tmp_path, f"{name}.docx", content), with_pages=False).faults
        return [one for one in faults if name != "lettera_pec" or one.code not in {MISSING_CLAUSE, UNMARKED_CLAUSE}]

    return found


def codes(faults: list[Fault]) -> set[str]:
    return {one.code.code for one in faults}


def the(faults: list[Fault], code: str) -> Fault:
    (one,) = [fault for fault in faults if fault.code.code == code]
    return one


GOOD = "Il Referente è {{ referente.nome_completo }}, codice fiscale {{ referente.codice_fiscale }}."


def test_a_good_template_has_nothing_to_put_right(lint: Lint) -> None:
    found = lint(GOOD)
    assert {one.severity for one in found} <= {Severity.NOTE}


def _with_proofing(document: Document) -> None:
    paragraph = add_runs(document, ["{{ referente."])
    paragraph._p.append(element("w:proofErr", type="spellStart"))
    paragraph.add_run("nome_completo }}")


@pytest.mark.parametrize(
    ("paragraph", "why"),
    [
        (["{", "{ referente.nome", "_completo }", "}"], "salvataggi successivi"),
        (_with_proofing, "controllo ortografico"),
    ],
    ids=["saved again and again", "spelling"],
)
def test_a_tag_split_by_word_mends_itself_and_is_only_noted(lint: Lint, paragraph: object, why: str) -> None:
    found = lint(paragraph)
    assert the(found, "MOD-01").severity is Severity.NOTE
    assert why in the(found, "MOD-01").message
    assert not any(one.is_blocking for one in found)


def _half_in_a_link(document: Document) -> None:
    paragraph = add_runs(document, ["{{ referente."])
    link = element("w:hyperlink", anchor="qui")
    link.append(paragraph.add_run("pec }}")._r)
    paragraph._p.append(link)


def _with_a_field_inside(document: Document) -> None:
    paragraph = add_runs(document, ["{{ referente."])
    for kind in ("begin", "end"):
        paragraph.add_run()._r.append(element("w:fldChar", fldCharType=kind))
    paragraph.add_run("pec }}")


def _with_a_clause_inside(document: Document) -> None:
    paragraph = add_runs(document, ["{{ referente."])
    paragraph._p.append(element("w:bookmarkStart", id="1", name="cl_oggetto"))
    paragraph._p.append(element("w:bookmarkEnd", id="1"))
    paragraph.add_run("pec }}")


@pytest.mark.parametrize(
    "paragraphs",
    [
        (_half_in_a_link,),
        (_with_a_field_inside,),
        (_with_a_clause_inside,),
        ("{{ referente.pec", "}} e poi"),
    ],
    ids=["half in a link", "a field inside", "a clause's bookmark inside", "across two paragraphs"],
)
def test_a_tag_that_word_really_broke_blocks(lint: Lint, paragraphs: tuple[object, ...]) -> None:
    assert the(lint(*paragraphs), "MOD-02").is_blocking


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("{% if configurazione.tipologia == ‘cer’ %}sì{% endif %}", "MOD-03"),
        ("{% if configurazione.tipologia == “cer” %}sì{% endif %}", "MOD-03"),
        ("{% if configurazione.tipologia == «cer» %}sì{% endif %}", "MOD-04"),
        ("{{ referente.pec – 1 }}", "MOD-04"),
        ("{{\u00a0referente.pec }}", "MOD-03"),
        ("{ { referente.pec }}", "MOD-05"),
        ("{{ referente.pec }", "MOD-05"),
        ("{referente.pec}", "MOD-05"),
        ("{{ referente.pec | }}", "MOD-06"),
        ("{{ referente.pec.lower() }}", "MOD-06"),
        ("{{ referente.pecc }}", "MOD-07"),
        ("{{ referrente.pec }}", "MOD-07"),
        ("{{ soci.nome_completo }}", "MOD-07"),
        ("{{ referente.pec|maiusc }}", "MOD-09"),
        ("{{ referente.pec|euro }}", "MOD-10"),
        ("{{ totali.potenza_kw|data }}", "MOD-10"),
        ("{{ oggi|data('x') }}", "MOD-10"),
        ("{{ oggi }}", "MOD-11"),
        ("{{ soci }}", "MOD-11"),
        ("{{ referente }}", "MOD-11"),
        ("Vedi {{ art('recesso') }}.", "MOD-12"),
        ("{% if bozza %}bozza", "MOD-20"),
        ("{% for s in soci %}{{ s.nome }}{% if bozza %}x{% endfor %}", "MOD-20"),
        ("bozza{% endif %}", "MOD-21"),
        ("{% else %}", "MOD-21"),
        ("Testo {%p if bozza %}", "MOD-24"),
        ("{%tr for s in soci %}", "MOD-25"),
        ("TODO: sentire il notaio", "MOD-50"),
        ("il giorno xxx", "MOD-50"),
        ("Lorem ipsum dolor", "MOD-50"),
        ("[inserire la denominazione]", "MOD-50"),
        ("Luogo ________", "MOD-51"),
        ("scrivere a anna@studio.it", "MOD-63"),
        ("Dott.ssa Anna Verdi", "MOD-65"),
        ("di Mario Bianchi, socio", "MOD-65"),
        ("la ditta Panificio Alba S.r.l.", "MOD-65"),
    ],
)  # fmt: skip
def test_each_fault_of_a_text_has_its_code(lint: Lint, text: str, code: str) -> None:
    assert code in codes(lint(text))


@pytest.mark.parametrize(
    "text",
    [
        "Il TITOLO XXX non c'entra; l'articolo XXX nemmeno.",
        "La Via Giuseppe Garibaldi e la Scuola Maria Montessori.",
        "Il Gestore dei servizi energetici – GSE S.p.A.",
        "{{ casella(referente.pec) }} Riceve la PEC",
        "{% for s in soci %}{{ loop.index }} {{ s.nome_completo }}{% if not loop.last %}, {% endif %}{% endfor %}",
        "{% set primo = soci|first %}{{ primo.nome_completo }}",
        "{{ legge.ateco_esclusi|elenco }} {{ oggi|data_estesa }} {{ totali.potenza_kw|kw }}",
        "{% if referente.pec is none %}senza PEC{% endif %}",
    ],
)
def test_what_is_right_is_let_through(lint: Lint, text: str) -> None:
    assert {one.code.code for one in lint(text) if one.severity is not Severity.NOTE} == set()


def test_the_cure_names_the_right_word(lint: Lint) -> None:
    assert "«referente.codice_fiscale»" in the(lint("{{ referente.codce_fiscale }}"), "MOD-07").remedy
    assert "«configurazione»" in the(lint("{{ configurazone.comune }}"), "MOD-07").remedy
    assert "per ogni membro" in the(lint("{{ socio.nome }}"), "MOD-07").remedy
    assert "«data»" in the(lint("{{ oggi|dta }}"), "MOD-09").remedy
    assert "x.nome_completo" in the(lint("{{ soci.nome_completo }}"), "MOD-07").remedy


def test_what_a_configuration_does_not_have_is_told(lint: Lint) -> None:
    assert the(lint("{{ edificio.denominazione }}", name="regolamento_cer"), "MOD-08").severity is Severity.WARNING
    assert "MOD-08" not in codes(lint("{{ edificio.denominazione }}", name="contratto_gac"))


def test_a_name_of_a_loop_ends_with_it(lint: Lint) -> None:
    found = lint("{% for s in soci %}{{ s.nome }}{% endfor %}{{ s.nome }}")
    assert the(found, "MOD-07").message.startswith("In {{ s.nome }}")


def _two_cells(first: str, second: str) -> Callable[[Document], None]:
    def table(document: Document) -> None:
        row = document.add_table(1, 2).rows[0]
        row.cells[0].text, row.cells[1].text = first, second

    return table


def test_a_block_across_cells_blocks_and_across_paragraphs_warns(lint: Lint) -> None:
    assert the(lint(_two_cells("{% if bozza %}", "{% endif %}")), "MOD-22").is_blocking
    assert the(lint("{% if bozza %}", "testo", "{% endif %}"), "MOD-23").severity is Severity.WARNING
    assert not codes(lint("{%p if bozza %}", "testo", "{%p endif %}")) & {"MOD-22", "MOD-23"}
    assert the(lint("{%p if bozza %}", "testo", "{% endif %}"), "MOD-22").is_blocking


def test_a_row_tag_takes_the_whole_row_with_it(lint: Lint) -> None:
    fault = the(lint(_two_cells("{%tr if bozza %}", "resto"), _two_cells("{%tr endif %}", "")), "MOD-24")
    assert "«resto»" in fault.message


def test_a_fourth_loop_inside_three_blocks(lint: Lint) -> None:
    loops = "".join(f"{{% for a{n} in soci %}}" for n in range(4)) + "{% endfor %}" * 4
    assert the(lint(loops), "MOD-26").is_blocking
    assert "MOD-26" not in codes(lint(loops.replace("{% for a3 in soci %}", "", 1).replace("{% endfor %}", "", 1)))


def _by_hand(document: Document) -> None:
    run = add_runs(document, ["a mano"]).runs[0]
    run.font.name, run.font.size, run.font.color.rgb = "Comic Sans MS", Pt(9), RGBColor(255, 0, 0)
    run.font.highlight_color = WD_COLOR_INDEX.YELLOW


def test_formatting_by_hand_is_told_once_for_each_thing(lint: Lint) -> None:
    found = lint(_by_hand, _by_hand, "a   b", "", "c", "1. primo", "2. secondo", "fine")
    assert codes(found) >= {"MOD-40", "MOD-41", "MOD-42", "MOD-43", "MOD-44", "MOD-45", "MOD-52"}
    assert the(found, "MOD-40").count == 2
    assert the(found, "MOD-45").count == 2
    assert all(one.severity is not Severity.BLOCKING for one in found)


def test_persons_codes_block_and_a_letterhead_may_have_its_own(lint: Lint) -> None:
    person = identifiers.codice_fiscale("Prova", "Anna", date(1980, 1, 1), "F", "H501")
    pod, iban = identifiers.pod(7), identifiers.iban(7)
    found = lint(f"Socio {person}, punto {pod}, conto {iban}.")
    assert {"MOD-60", "MOD-61", "MOD-62"} <= {one.code.code for one in found if one.is_blocking}

    def letterhead(document: Document) -> None:
        document.sections[0].header.paragraphs[0].text = f"Studio Alfa S.r.l. – IBAN {iban} – alfa@pec.it"

    assert not any(one.is_blocking for one in lint(letterhead, name="carta_intestata"))


def test_a_letterhead_without_margins_is_no_letterhead(lint: Lint) -> None:
    assert the(lint("Studio Alfa", name="carta_intestata"), "MOD-94").is_blocking


def _revised(document: Document) -> None:
    paragraph = add_runs(document, ["resta "])
    paragraph._p.append(revision("ins", "nuovo"))
    paragraph._p.append(revision("del", "vecchio"))


def _commented(document: Document) -> None:
    document.add_comment(add_runs(document, ["testo"]).runs, "da rivedere", author="Anna")


def test_revisions_and_comments_say_who(lint: Lint) -> None:
    found = lint(_revised, _commented)
    assert "Avv. Bianchi" in the(found, "MOD-54").message
    assert "«nuovo»" in the(found, "MOD-54").message
    assert "«vecchio»" in the(found, "MOD-54").message
    assert "Anna" in the(found, "MOD-53").message
    assert the(found, "MOD-53").place.excerpt == "testo"


def _hidden(document: Document) -> None:
    add_runs(document, ["segreto"]).runs[0].font.hidden = True


def test_hidden_text_is_told(lint: Lint) -> None:
    assert the(lint(_hidden), "MOD-55").place.excerpt == "segreto"


EXTERNAL_IMAGE = (
    b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId9" '
    b'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/image" '
    b'Target="http://example.com/a.png" TargetMode="External"/></Relationships>'
)


@pytest.mark.parametrize(
    ("part", "content", "code"),
    [
        ("word/vbaProject.bin", b"x", "MOD-70"),
        ("word/_rels/header9.xml.rels", EXTERNAL_IMAGE, "MOD-71"),
        ("word/embeddings/oleObject1.bin", b"x", "MOD-72"),
    ],
)
def test_what_a_template_must_not_carry_blocks(lint: Lint, part: str, content: bytes, code: str) -> None:
    assert the(lint(with_parts(word(GOOD), {part: content})), code).is_blocking


def _field(document: Document) -> None:
    field = element("w:fldSimple", instr=' INCLUDETEXT "c:\\\\altro.docx" ')
    add_runs(document, [""])._p.append(field)


def test_a_field_that_imports_blocks(lint: Lint) -> None:
    assert "INCLUDETEXT" in the(lint(_field), "MOD-73").message


def test_the_clauses_that_a_statute_must_have_are_asked_for(lint: Lint) -> None:
    found = lint("Recesso", "Il socio recede quando vuole.", name="statuto_cer")
    missing = [one for one in found if one.code.code == "MOD-30"]
    assert any("oggetto_prevalente" in one.message and "CER-08.a" in one.message for one in missing)
    unmarked = [one for one in found if one.code.code == "MOD-31"]
    assert any("«recesso»" in one.message and "cl_recesso" in one.remedy for one in unmarked)


def test_a_clause_with_its_bookmark_is_found(lint: Lint) -> None:
    def marked(document: Document) -> None:
        paragraph = add_runs(document, ["Come si esce"])
        paragraph._p.insert(0, element("w:bookmarkStart", id="5", name="cl_recesso"))
        paragraph._p.append(element("w:bookmarkEnd", id="5"))

    assert not any("«recesso»" in one.message for one in lint(marked, name="statuto_cer"))


def test_the_words_of_a_clause_count_even_without_its_bookmark(lint: Lint) -> None:
    text = (
        "La comunità ha quale oggetto sociale prevalente quello di fornire benefici ambientali, economici o sociali a "
        "livello di comunità ai propri soci e alle aree locali in cui opera, e non profitti finanziari."
    )
    found = lint("Art. 1 – Scopo", text, text, name="statuto_cer")
    about = [one for one in found if "«oggetto_prevalente»" in one.message]
    assert [one.code.code for one in about] == ["MOD-31"]


def test_a_place_says_the_part(lint: Lint) -> None:
    def everywhere(document: Document) -> None:
        document.sections[0].header.paragraphs[0].text = "{{ uno }}"
        document.sections[0].footer.paragraphs[0].text = "{{ due }}"
        document.add_table(1, 1).rows[0].cells[0].text = "{{ tre }}"

    found = [one for one in lint(everywhere) if one.code.code == "MOD-07"]
    assert {one.place.kind for one in found} == {PartKind.HEADER, PartKind.FOOTER, PartKind.TABLE}


@pytest.mark.parametrize("document", CATALOGUE.all(), ids=[one.id for one in CATALOGUE.all()])
def test_no_template_of_ours_has_anything_to_put_right(document: object, linter: Linter) -> None:
    for edition in document.editions:
        found = linter.check(edition.path, with_pages=False).faults
        told = {one.code.code for one in found if one.severity is not Severity.NOTE}
        assert told <= {"MOD-51"}, [one.message for one in found]  # a blank where a number of the minutes is not known


@pytest.mark.parametrize("kind", Kind)
def test_every_kind_has_a_vocabulary_learnt_from_its_records(kind: Kind, linter: Linter) -> None:
    document = next(one for one in CATALOGUE.all() if kind in one.kinds)
    names = set(linter.contexts.vocabulary(document).root.paths())
    assert {"referente.codice_fiscale", "impianti.moduli.marca", "pnrr.spese.importo_eur"} <= names


def test_a_copy_saved_by_word_processors_keeps_its_verdict(linter: Linter, tmp_path: Path) -> None:
    """What python-docx writes again of a template of ours is still that template."""
    document = docx.Document(str(CATALOGUE.get("mandato_comunita").editions[-1].path))
    written = io.BytesIO()
    document.save(written)
    assert "word/document.xml" in read_package(written.getvalue())
    found = linter.check(put(tmp_path, "mandato_comunita.docx", written.getvalue()), with_pages=False)
    assert found.is_fine


def test_the_guide_lists_every_code() -> None:
    text = GUIDE.read_text(encoding="utf-8")
    assert [one.code for one in ALL if f"| {one.code} |" not in text] == []
    assert len({one.code for one in ALL}) == len(ALL)
