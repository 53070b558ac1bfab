"""Each legal form of a community has a statute and a deed of its own: whole, consistent, and sound to our own eyes."""

import re
from collections.abc import Iterator
from datetime import date
from functools import cache
from typing import Any

import pytest

from tests.builders.dossiers import build
from tests.builders.rulebook import law
from workflow.documents.catalogue import Catalogue
from workflow.documents.reading import ReadDocument, read_document
from workflow.documents.statute.cards import Checklist
from workflow.documents.statute.examination import Examiner
from workflow.documents.statute.word_reading import read_word
from workflow.domain.dossier import Dossier
from workflow.domain.kind import Kind, LegalForm
from workflow.services.writing import WrittenDocument, orders, write

CATALOGUE = Catalogue.load()
BEFORE_THE_REFORM = date(2024, 6, 1)
TODAY = date(2026, 11, 22)
ELEMENTS = {"cer": "abcdef", "cec": "abcde"}
RULE = {"cer": "CER-08", "cec": "CEC-04"}
COMMUNITY_PAPERS = frozenset({"statuto", "atto_costitutivo", "regolamento"})
# What the papers of a form may never say: the words of another form.
ASSOCIATE, MEMBER_OF_COMPANY = r"\bassociat[oi]\b", r"\bsoci\b"
BOARD_OF_COMPANY, STEERING_BODY = "Consiglio di amministrazione", "Consiglio di indirizzo"
NOT_OF_ASSOCIATIONS = (MEMBER_OF_COMPANY, BOARD_OF_COMPANY, STEERING_BODY, "cooperativa", "capitale sociale")
NOT_OF_COMPANIES = (ASSOCIATE, "Consiglio direttivo", STEERING_BODY, "RUNTS", "quota associativa")
FOREIGN_WORDS = {
    LegalForm.ASSOCIATION: (*NOT_OF_ASSOCIATIONS, "RUNTS"),
    LegalForm.RECOGNISED_ASSOCIATION: (*NOT_OF_ASSOCIATIONS, "RUNTS"),
    LegalForm.THIRD_SECTOR: NOT_OF_ASSOCIATIONS,
    LegalForm.COOPERATIVE: (*NOT_OF_COMPANIES, "consortil"),
    LegalForm.CONSORTIUM_COMPANY: (*NOT_OF_COMPANIES, "mutualistic"),
    LegalForm.FOUNDATION: (
        ASSOCIATE, MEMBER_OF_COMPANY, "Consiglio direttivo", "Assemblea", "RUNTS", "mutualistic", "consortil",
    ),
}  # fmt: skip


def a_community(kind: str, form: LegalForm, day: date, **changes: Any) -> Dossier:
    """Return a conforming community of that form, with the sums its deed prints."""
    facts: dict[str, Any] = {
        "comunita.forma_giuridica": form.value,
        "comunita.fondo_iniziale_eur": 30000,
        "comunita.valore_quota_eur": 50,
        **changes,
    }
    if day < TODAY:
        facts |= {"richiesta.inviata_il": day, "comunita.atto_costitutivo_il": date(2024, 3, 1)}
    return build(f"{kind}_ok", facts, as_of=day)


def papers(dossier: Dossier) -> dict[str, WrittenDocument]:
    wanted, findings = orders(dossier, law(), CATALOGUE)
    assert findings == []
    chosen = [order for order in wanted if order.output in COMMUNITY_PAPERS]
    return {one.order.output: one for one in write(dossier, law(), chosen)}


@cache
def papers_of(kind: str, form: LegalForm, day: date) -> dict[str, WrittenDocument]:
    """Return the papers of a form, written once for all the tests."""
    return papers(a_community(kind, form, day))


def cases() -> Iterator[tuple[str, LegalForm, date]]:
    for kind in ELEMENTS:
        for form in LegalForm:
            yield kind, form, BEFORE_THE_REFORM
            yield kind, form, TODAY


CASES = [pytest.param(*case, id=f"{case[0]}-{case[1].value}-{case[2].year}") for case in cases()]
LATEST = [pytest.param(kind, form, id=f"{kind}-{form.value}") for kind in ELEMENTS for form in LegalForm]


@pytest.fixture(scope="module")
def examiner() -> Examiner:
    return Examiner(Checklist.load(), law())


@pytest.mark.parametrize(("kind", "form"), LATEST)
def test_every_form_has_one_statute_one_deed_and_one_regolamento(kind: str, form: LegalForm) -> None:
    found = [document.output for document in CATALOGUE.for_configuration(Kind(kind), form)]
    assert {output: found.count(output) for output in COMMUNITY_PAPERS} == dict.fromkeys(COMMUNITY_PAPERS, 1)


@pytest.mark.parametrize(("kind", "form", "day"), CASES)
def test_a_complete_dossier_leaves_no_gap_in_the_papers_of_its_form(kind: str, form: LegalForm, day: date) -> None:
    written = papers_of(kind, form, day)
    assert written.keys() == COMMUNITY_PAPERS
    assert {output: one.missing for output, one in written.items()} == dict.fromkeys(COMMUNITY_PAPERS, ())


@pytest.mark.parametrize(("kind", "form", "day"), CASES)
def test_the_statute_says_nothing_of_another_form(kind: str, form: LegalForm, day: date) -> None:
    text = read_document(papers_of(kind, form, day)["statuto"].content).text
    assert re.findall("|".join(FOREIGN_WORDS[form]), text) == []


@pytest.mark.parametrize(("kind", "form", "day"), CASES)
def test_the_final_table_points_to_the_articles_that_carry_each_element(kind: str, form: LegalForm, day: date) -> None:
    one = papers_of(kind, form, day)["statuto"]
    read = read_document(one.content)
    for letter in ELEMENTS[kind]:
        requirement = f"{RULE[kind]}.{letter}"
        clauses = {clause.id for clause in one.order.document.clauses if requirement in clause.answers}
        if (kind, letter, day) == ("cer", "b", BEFORE_THE_REFORM):
            clauses -= {"requisiti"}  # the list of members became part of the element with the reform
        assert _articles_of_row(read, letter) == {read.citations[clause] for clause in clauses}, letter


def _articles_of_row(read: ReadDocument, letter: str) -> set[str]:
    cells = [paragraph.text for paragraph in read.paragraphs if paragraph.is_in_table]
    return set(re.findall(r"art\. (\d+)", cells[cells.index(letter) + 2]))


@pytest.mark.parametrize(("kind", "form", "day"), CASES)
def test_our_own_statute_is_sound_to_the_reader_of_other_peoples_statutes(
    examiner: Examiner, kind: str, form: LegalForm, day: date
) -> None:
    one = papers_of(kind, form, day)["statuto"]
    found = examiner.examine(read_word(one.content), Kind(kind), day)
    assert {element.card.id: element.verdict.value for element in found.elements} == dict.fromkeys(
        ELEMENTS[kind], "presente"
    )
    assert [defect.code for defect in found.defects] == []


def test_a_third_sector_body_without_personality_promises_no_fund() -> None:
    plain = a_community("cer", LegalForm.THIRD_SECTOR, TODAY, **{"comunita.fondo_iniziale_eur": None})
    text = read_document(papers(plain)["statuto"].content).text
    assert "personalità giuridica con l’iscrizione nel RUNTS" not in text
    assert "ETS" in text


def test_the_acronym_is_not_added_to_a_name_that_has_it() -> None:
    named = a_community("cer", LegalForm.THIRD_SECTOR, TODAY, **{"comunita.denominazione": "Sole ETS"})
    text = read_document(papers(named)["statuto"].content).text
    assert "«Sole ETS»" in text
    assert "ETS ETS" not in text


def test_the_deed_of_a_company_counts_one_share_for_each_founder() -> None:
    deed = papers(a_community("cer", LegalForm.COOPERATIVE, TODAY))["atto_costitutivo"]
    assert "è di 350,00 €" in read_document(deed.content).text.replace("\u00a0", " ")
