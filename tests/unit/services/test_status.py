"""The status of a dossier: a plant that came later walks by itself and does not hold the community back."""

from datetime import date

from tests.builders import dossiers, rulebook
from workflow.checks.run import run
from workflow.domain.finding import Effect, Evaluation, Finding, Outcome, Report, Severity
from workflow.domain.kind import Phase
from workflow.phases.checklist import ItemState
from workflow.phases.machine import Position
from workflow.services.status import status_of, without_plants

SENT = date(2026, 10, 1)
WRITTEN = dict.fromkeys(
    ("informativa_preventiva", "informativa_privacy", "statuto", "regolamento", "scheda_impianto"), True
)


def status(phase, **facts):
    dossier = dossiers.build("cer_ok", {"richiesta.inviata_il": SENT, **facts})
    catalogue = rulebook.catalogue()
    report = run(dossier, rulebook.law(), catalogue.cards, catalogue.rules)
    return status_of(dossier, rulebook.law(), report, Position(phase), WRITTEN)


def test_a_new_plant_without_its_codes_leaves_the_percentages_as_they_were():
    plants = dossiers.cer_facts()["impianti"]
    elsewhere = {"foglio": "99", "particella": "999", "pod": None, "censimp": None, "entrata_in_esercizio": None}
    before = status(Phase.OPERATION)
    after = status(Phase.OPERATION, impianti=[*plants, {**plants[0], "nome": "Nuovo", **elsewhere}])
    shares = [(phase.phase, phase.percentage) for phase in before.phases]
    assert [(phase.phase, phase.percentage) for phase in after.phases] == shares
    assert after.plants[-1].phase is Phase.PLANTS
    assert after.plants[-1].findings
    assert [task for task in after.tasks if task.about == "impianto Nuovo"]


def test_before_the_sending_a_plant_without_data_holds_its_phase_back():
    plants = dossiers.cer_facts()["impianti"]
    found = status(Phase.PLANTS, **{"richiesta.inviata_il": None, "impianti": [*plants, {"nome": "Nuovo"}]})
    assert not found.now.is_complete
    assert ItemState.UNKNOWN in {item.state for item in found.now.items}


def test_facts_that_cannot_be_shut_the_gate_of_the_practice():
    act = {"tipo": "ricevuta", "ricevuto_il": date(2026, 9, 1)}
    found = status(Phase.GSE_PRACTICE, atti_gse=[act])
    assert "FAS-02" in [finding.code for finding in found.now.findings]
    earlier = next(phase for phase in found.phases if phase.phase is Phase.PLANTS)
    assert "FAS-02" not in [finding.code for finding in earlier.findings]


def test_the_gate_of_the_practice_opens_with_the_admission():
    shut = status(Phase.GSE_PRACTICE, **{"richiesta.codice": "SPC-1"})
    assert "accoglimento" in [item.item.id for item in shut.now.items if item.is_open]
    admitted = {"tipo": "accoglimento", "ricevuto_il": date(2026, 11, 10)}
    contract = {"accolta_il": date(2026, 11, 10), "codice": "C1", "decorrenza": SENT}
    found = status(
        Phase.GSE_PRACTICE, **{"richiesta.codice": "SPC-1", "atti_gse": [admitted], "contratto_gse": contract}
    )
    assert "accoglimento" not in [item.item.id for item in found.now.items if item.is_open]


def test_the_next_task_is_the_first_whose_day_is_still_to_come():
    found = status(Phase.GSE_PRACTICE)
    assert found.next_task.due_on >= found.as_of
    assert found.next_task == next(task for task in found.tasks if not task.is_late(found.as_of))


def test_a_rule_that_reports_only_a_plant_that_walks_by_itself_holds_for_the_rest():
    paths = [("impianti", 2, "pod"), ("impianti", 0), ("richiesta", "rid")]
    findings = [
        Finding(code=code, severity=Severity.BLOCKING, effect=Effect.PRACTICE, message=code, path=path)
        for code, path in zip(("POD-01", "PLT-06", "PRC-04"), paths, strict=True)
    ]
    evaluated = [Evaluation(code=one.code, path=one.path, outcome=Outcome.FAILED) for one in findings]
    left = without_plants(Report.of(findings, evaluated, as_of=SENT), {2})
    assert [one.code for one in left.findings] == ["PLT-06", "PRC-04"]
    assert {(one.code, one.outcome) for one in left.evaluated} == {
        ("POD-01", Outcome.PASSED), ("PLT-06", Outcome.FAILED), ("PRC-04", Outcome.FAILED),
    }  # fmt: skip
    assert left.as_of == SENT
