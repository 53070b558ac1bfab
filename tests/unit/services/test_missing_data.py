"""A datum that a rule has found missing is not told again by every document that prints it."""

from datetime import date

from tests.builders.dossiers import build
from tests.builders.rulebook import catalogue, law
from workflow.checks.run import run
from workflow.documents.catalogue import Catalogue
from workflow.domain.finding import Finding, Outcome
from workflow.services.writing import missing_findings, orders, write


def gaps(document: str, changes: dict[str, object], *, with_report: bool) -> list[str]:
    dossier = build("cer_ok", changes)
    wanted, _ = orders(dossier, law(), Catalogue.load(), frozenset({document}))
    documents = list(write(dossier, law(), wanted))
    known = run(dossier, law(), catalogue().cards, catalogue().rules).findings if with_report else ()
    found = missing_findings(documents, known)
    assert all(finding.outcome is Outcome.UNKNOWN for finding in found)
    return [str(finding.values["dati"]) for finding in found]


def test_a_gap_that_no_rule_tells_is_told_by_the_document_and_once_for_its_two_copies() -> None:
    assert gaps("statuto_cer", {"scelte.durata_anni": None}, with_report=True) == ["scelte › durata_anni"]


def test_a_gap_that_a_rule_blocks_for_is_told_by_the_rule_alone() -> None:
    changes: dict[str, object] = {"impianti.0.potenza_kw": None}
    assert gaps("scheda_impianto", changes, with_report=False) == ["impianti › potenza_kw"]
    assert gaps("scheda_impianto", changes, with_report=True) == []


def test_the_other_gaps_of_the_same_document_stay() -> None:
    changes: dict[str, object] = {"impianti.0.potenza_kw": None, "impianti.0.pod": None}
    assert gaps("scheda_impianto", changes, with_report=True) == ["impianti › pod"]


def test_a_finding_about_a_value_that_is_there_hides_no_gap() -> None:
    wrong = Finding(
        code="XXX-01", severity="bloccante", effect="pratica", outcome="non_conforme", message="sbagliato",
        path=("comunita", "denominazione"),
    )  # fmt: skip
    dossier = build("cer_ok", {"comunita.denominazione": None, "as_of": date(2026, 11, 22)})
    wanted, _ = orders(dossier, law(), Catalogue.load(), frozenset({"statuto_cer"}))
    documents = list(write(dossier, law(), wanted))
    missing = wrong.model_copy(update={"outcome": Outcome.UNKNOWN})
    assert missing_findings(documents, [wrong]) == missing_findings(documents)
    assert missing_findings(documents)
    assert missing_findings(documents, [missing]) == []
