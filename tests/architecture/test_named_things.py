"""What cards, checklists, submissions and documents name exists: conditions, documents, attachments, rules, facts."""

from collections import Counter
from itertools import product
from pathlib import Path

import pytest

from tests.architecture.test_guide_fields import KEYS
from workflow.bundle.submission import load_submission
from workflow.checks.card import load_cards
from workflow.checks.conditions import CONDITIONS
from workflow.documents.catalogue import Catalogue, DocumentType, Per
from workflow.domain.filing import FilingKind
from workflow.domain.kind import Kind, LegalForm
from workflow.law import Law
from workflow.phases.checklist import load_checklists

ROOT = Path(__file__).resolve().parents[2]
CARDS = load_cards()
CATALOGUE = Catalogue.load()
CHECKLISTS = load_checklists()
ITEMS = [(phase, item) for phase, checklist in CHECKLISTS.items() for item in checklist.items]
PROCEDURES = tuple(FilingKind)
SUBMISSIONS = [(one, item) for one in PROCEDURES for item in load_submission(one).items]


@pytest.fixture(scope="module")
def law() -> Law:
    return Law.load()


def _names(document: DocumentType) -> set[str]:
    """Return what submissions and checklists may call a document."""
    marked = {f"{document.output}_evidenziato"} if document.highlighted_copy else set()
    return {document.output, document.id, *marked}


def test_there_is_something_to_look_at() -> None:
    assert CARDS
    assert ITEMS
    assert SUBMISSIONS


def test_every_condition_named_exists() -> None:
    named = {item.when for _, item in ITEMS} | {item.when for _, item in SUBMISSIONS}
    named |= {document.when for document in CATALOGUE.all()}
    assert named - {None} <= CONDITIONS.keys()


def test_every_document_named_exists_for_the_kinds_that_name_it() -> None:
    wrong = []
    for name, kinds, where in [
        *((i.evidence.document, i.kinds, f"{phase.value}/{i.id}") for phase, i in ITEMS),
        *((i.document, i.kinds, f"{one.value}/{i.id}") for one, i in SUBMISSIONS),
    ]:
        if name is not None:
            served = {kind for document in CATALOGUE.all() if name in _names(document) for kind in document.kinds}
            wrong += [f"{where}: {name} for {kind.value}" for kind in kinds if kind not in served]
    assert wrong == []


def test_every_document_is_named_by_a_submission_or_a_phase() -> None:
    named = {item.document for _, item in SUBMISSIONS} | {item.evidence.document for _, item in ITEMS}
    # A sheet on the progress, or on the energy of a year, is written only when asked for.
    asked = {Per.STATUS, Per.ENERGY_REPORT}
    silent = [d for d in CATALOGUE.all() if not _names(d) & named and d.per not in asked]
    assert [d.id for d in silent if not d.on_request] == []
    # What no practice asks for is written by name: the guide says when, and from which facts.
    guide = (ROOT / "docs" / "fascicolo-finale.md").read_text(encoding="utf-8")
    assert [d.id for d in silent if f"`{d.id}`" not in guide] == []


def test_every_rule_named_as_evidence_exists_and_regards_those_kinds() -> None:
    wrong = [
        f"{phase.value}/{item.id}: {item.evidence.rule}"
        for phase, item in ITEMS
        if item.evidence.rule is not None
        and (item.evidence.rule not in CARDS or not set(item.kinds) <= set(CARDS[item.evidence.rule].kinds))
    ]
    assert wrong == []


def test_every_declaration_named_is_a_key_of_the_fascicolo() -> None:
    declared = {item.evidence.declaration for _, item in ITEMS} - {None}
    assert declared
    assert declared <= KEYS


def test_every_parameter_named_by_a_card_exists(law: Law) -> None:
    known = {*law.parameters, *(f"termini/{name}" for name in law.terms)}
    assert [f"{card.code}: {name}" for card in CARDS.values() for name in card.uses if name not in known] == []


def test_every_source_named_is_registered(law: Law) -> None:
    refs = [ref for card in CARDS.values() for ref in card.refs]
    refs += [ref for _, item in ITEMS for ref in item.refs] + [ref for _, item in SUBMISSIONS for ref in item.refs]
    refs += [edition.ref for document in CATALOGUE.all() for edition in document.editions]
    assert {ref.source for ref in refs} <= set(law.sources)


def test_every_requirement_a_clause_answers_belongs_to_a_family_of_rules() -> None:
    # A clause may answer a point of the law that no rule can judge: the family is known, the number has no card.
    families = {code.split("-")[0] for code in CARDS} | {"VAR", "MNY", "CHK"}
    of_our_own = {"IMP", "ENE", "FAS", "BUN", "COE", "ANA", "TES", "SIG"}
    answers = {answer for document in CATALOGUE.all() for clause in document.clauses for answer in clause.answers}
    assert [answer for answer in answers if answer.split("-")[0] not in families - of_our_own] == []


@pytest.mark.parametrize(("kind", "form"), list(product(Kind, [None, *LegalForm])))
def test_a_kind_and_legal_form_have_at_most_one_document_for_each_output(kind: Kind, form: LegalForm | None) -> None:
    outputs = Counter(document.output for document in CATALOGUE.for_configuration(kind, form))
    assert [output for output, count in outputs.items() if count > 1] == []


def test_an_item_has_one_id_in_its_list() -> None:
    for one in PROCEDURES:
        ids = Counter(item.id for item in load_submission(one).items)
        assert [name for name, count in ids.items() if count > 1] == []
    for checklist in CHECKLISTS.values():
        ids = Counter(item.id for item in checklist.items)
        assert [name for name, count in ids.items() if count > 1] == []
