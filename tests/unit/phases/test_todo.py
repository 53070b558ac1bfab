"""The to-do list: what is open, by last day and then by who must act; what has no day comes last."""

from datetime import date

from tests.builders import dossiers, rulebook
from workflow.domain.finding import Effect, Evaluation, Finding, Report, Severity
from workflow.domain.kind import Phase
from workflow.phases.checklist import ItemState, Owner, evaluate, load_checklists
from workflow.phases.gate import gate
from workflow.phases.plant_path import plant_paths
from workflow.phases.practice_replay import practices_of
from workflow.phases.todo import tasks
from workflow.phases.tracking.tracker import track

SENT = date(2026, 10, 1)


def todo(phase=Phase.GSE_PRACTICE, as_of=date(2026, 10, 10), findings=(), of_phase=None, **facts):
    dossier = dossiers.build("cer_ok", facts).model_copy(update={"as_of": as_of})
    law = rulebook.law()
    evaluated = [Evaluation(code=one.code, path=one.path, outcome=one.outcome) for one in findings]
    report = Report.of(findings, evaluated)
    practices = practices_of(dossier, law)
    items = evaluate(load_checklists()[phase], dossier, law, report, {})
    now = gate(phase, "x", items, report if of_phase is None else of_phase)
    plants = plant_paths(dossier, practices, report)
    return tasks(dossier, law, now=now, practices=practices, plants=plants, terms=track(dossier, law)), now


def one(found, what):
    return next(task for task in found if what in task.what)


def test_what_has_a_day_comes_first_in_order_of_day_then_of_person():
    found, _ = todo(**{"richiesta.inviata_il": SENT})
    keys = [(task.due_on is None, task.due_on or date.max, list(Owner).index(task.owner)) for task in found]
    assert keys == sorted(keys)
    assert {task.due_on is None for task in found} == {True, False}


def test_every_open_item_of_the_phase_is_there_with_its_owner():
    found, now = todo(phase=Phase.PLANTS)
    open_items = [item for item in now.items if item.is_open]
    assert open_items
    for item in open_items:
        task = one(found, item.item.title)
        assert (task.owner, task.who, task.remedy) == (item.item.owner, item.item.who, item.item.remedy)


def test_the_sending_is_due_on_the_last_useful_day():
    found, _ = todo(as_of=date(2026, 9, 20), **{"richiesta.inviata_il": None})
    sending = one(found, "Richiesta inviata")
    practice = practices_of(dossiers.build("cer_ok", {"richiesta.inviata_il": None}), rulebook.law()).request
    assert sending.due_on == practice.open_term.due_on
    assert sending.owner is Owner.REFERENTE


def test_the_gse_has_its_own_turn_until_the_end_of_its_term():
    found, _ = todo(**{"richiesta.inviata_il": SENT})
    waiting = one(found, "Attendere la decisione")
    assert (waiting.owner, waiting.due_on) == (Owner.GSE, date(2027, 1, 31))
    assert one(found, "Richiesta accolta dal GSE").due_on == date(2027, 1, 31)


def test_integrations_asked_are_the_referentes_turn():
    asked = {"tipo": "richiesta_integrazione", "ricevuto_il": date(2026, 10, 5)}
    found, _ = todo(**{"richiesta.inviata_il": SENT, "atti_gse": [asked]})
    task = one(found, "Rispondere")
    assert (task.owner, task.due_on) == (Owner.REFERENTE, date(2026, 11, 4))
    assert task.refs
    assert not task.is_late(date(2026, 11, 4))
    assert task.is_late(date(2026, 11, 5))


def test_a_variation_to_tell_is_due_within_its_term():
    variation = {"nome": "v", "tipo": "aggiunta_punto", "avvenuta_il": date(2026, 10, 2)}
    found, _ = todo(**{"richiesta.inviata_il": SENT, "variazioni": [variation]})
    assert one(found, "Comunicare la variazione").due_on == date(2027, 1, 30)


def test_facts_that_cannot_be_are_to_be_put_right():
    act = {"tipo": "rigetto", "ricevuto_il": date(2026, 9, 1)}
    found, _ = todo(**{"richiesta.inviata_il": SENT, "atti_gse": [act]})
    assert one(found, "non può venire prima dell’invio").owner is Owner.REFERENTE


def blocking(code, path):
    return Finding(
        code=code, severity=Severity.BLOCKING, effect=Effect.PRACTICE, message=f"rilievo {path[0]}", path=path,
        remedy="rimedio", phase="impianti",
    )  # fmt: skip


def test_a_blocking_finding_that_no_item_tells_is_there_with_who_can_cure_it():
    found, _ = todo(findings=[blocking("PLT-33", ("impianti", 0)), blocking("ANA-01", ("soci", 1)),
                              blocking("DOC-02", ("allegati", "x"))])  # fmt: skip
    assert one(found, "rilievo impianti").owner is Owner.PRODUCER
    assert one(found, "rilievo soci").owner is Owner.CLIENT
    assert one(found, "rilievo allegati").owner is Owner.STUDIO


def test_a_finding_of_a_rule_that_an_item_tells_is_not_told_twice():
    found, now = todo(phase=Phase.PLANTS, findings=[blocking("PLT-06", ("impianti", 0))])
    assert any(item.item.evidence.rule == "PLT-06" and item.state is not ItemState.DONE for item in now.items)
    assert not [task for task in found if task.what.startswith("rilievo impianti")]


def test_a_plant_that_walks_by_itself_has_its_own_tasks():
    plants = dossiers.cer_facts()["impianti"]
    added = {**plants[0], "nome": "Nuovo", "entrata_in_esercizio": None}
    found, _ = todo(
        phase=Phase.OPERATION, findings=[blocking("PLT-33", ("impianti", 2))], of_phase=Report(),
        **{"richiesta.inviata_il": SENT, "impianti": [*plants, added]},
    )  # fmt: skip
    assert one(found, "rilievo impianti").about == "impianto Nuovo"


def test_every_item_of_every_checklist_has_an_owner_and_a_remedy():
    items = [item for checklist in load_checklists().values() for item in checklist.items]
    assert all(item.owner in Owner and item.remedy for item in items)
    assert {item.owner for item in items} == set(Owner)
    assert all(owner.label for owner in Owner)
