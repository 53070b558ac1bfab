"""Each plant walks its own smaller road: with the request, or later with the variation that adds it."""

from datetime import date

import pytest

from tests.builders import dossiers, rulebook
from workflow.checks.run import run
from workflow.domain.finding import Effect, Finding, Report, Severity
from workflow.domain.kind import Phase
from workflow.phases.plant_path import is_apart, plant_machine, plant_paths
from workflow.phases.practice_replay import practices_of

SENT = date(2026, 10, 1)
ADMITTED = {"tipo": "accoglimento", "ricevuto_il": date(2026, 11, 10)}


def paths(as_of=date(2027, 6, 1), report=None, **facts):
    changes = {"richiesta.inviata_il": SENT, **facts}
    dossier = dossiers.build("cer_ok", changes).model_copy(update={"as_of": as_of})
    practices = practices_of(dossier, rulebook.law())
    return plant_paths(dossier, practices, report or Report()), practices


def with_new_plant(*acts, as_of=date(2027, 6, 1), **variation):
    plants = dossiers.cer_facts()["impianti"]
    added = {**plants[0], "nome": "Nuovo", "pod": "IT001E99999999", "censimp": "IM_9999999",
             "entrata_in_esercizio": date(2027, 2, 1)}  # fmt: skip
    facts = {"impianti": [*plants, added], "atti_gse": [ADMITTED, *acts]}
    if variation:
        facts["variazioni"] = [
            {
                "nome": "v1",
                "tipo": "aggiunta_impianto",
                "avvenuta_il": date(2027, 2, 1),
                "impianti": ["Nuovo"],
                **variation,
            }
        ]
    return paths(as_of=as_of, **facts)


def phases(found):
    return [path.phase for path in found]


def test_before_the_sending_every_plant_is_with_its_data():
    found, practices = paths(**{"richiesta.inviata_il": None})
    assert set(phases(found)) == {Phase.PLANTS}
    assert not any(is_apart(path, practices) for path in found)
    assert all(path.practice is practices.request for path in found)


def test_the_plants_of_the_request_go_with_it():
    found, _ = paths(as_of=date(2026, 10, 2))
    assert set(phases(found)) == {Phase.GSE_PRACTICE}
    found, _ = paths(atti_gse=[ADMITTED])
    assert set(phases(found)) == {Phase.OPERATION}
    assert {path.since_on for path in found} == {date(2026, 11, 10)}


@pytest.mark.parametrize("facts", [
    {"atti_gse": [{"tipo": "rigetto", "ricevuto_il": date(2026, 11, 10)}]},
    {"richiesta.ritirata_il": date(2026, 11, 10)},
])  # fmt: skip
def test_a_refusal_or_a_withdrawal_sends_them_back(facts):
    found, _ = paths(**facts)
    assert set(phases(found)) == {Phase.PLANTS}


def test_a_plant_that_came_after_the_request_walks_by_itself():
    found, practices = with_new_plant()
    assert phases(found) == [Phase.OPERATION, Phase.OPERATION, Phase.PLANTS]
    assert [is_apart(path, practices) for path in found] == [False, False, True]
    assert found[-1].practice is None


def test_the_variation_that_adds_a_plant_leads_it_to_operation():
    told = {"comunicata_il": date(2027, 3, 1)}
    assert phases(with_new_plant(nota="x")[0])[-1] is Phase.PLANTS
    assert phases(with_new_plant(**told)[0])[-1] is Phase.GSE_PRACTICE
    accepted = {"tipo": "accoglimento", "ricevuto_il": date(2027, 4, 1), "pratica": "v1"}
    found, practices = with_new_plant(accepted, **told)
    assert (found[-1].phase, found[-1].since_on) == (Phase.OPERATION, date(2027, 4, 1))
    assert found[-1].practice is practices.variations[0]


def test_an_effect_recognised_without_an_act_is_enough():
    found, _ = with_new_plant(comunicata_il=date(2027, 3, 1), efficace_dal=date(2027, 2, 1))
    assert found[-1].phase is Phase.OPERATION


def test_a_removal_takes_the_plant_out_once_it_is_accepted():
    plants = dossiers.cer_facts()["impianti"]
    removal = {"nome": "fuori", "tipo": "rimozione_impianto", "impianti": [plants[0]["nome"]],
               "avvenuta_il": date(2027, 1, 5), "comunicata_il": date(2027, 1, 10)}  # fmt: skip
    accepted = {"tipo": "accoglimento", "ricevuto_il": date(2027, 2, 1), "pratica": "fuori"}
    waiting, _ = paths(atti_gse=[ADMITTED], variazioni=[removal])
    assert not waiting[0].is_gone
    found, _ = paths(atti_gse=[ADMITTED, accepted], variazioni=[removal])
    assert [path.is_gone for path in found] == [True, False]


def test_the_end_of_the_contract_takes_every_plant_out():
    told = {"comunicata_il": date(2027, 3, 1), "efficace_dal": date(2027, 3, 1)}
    plants = dossiers.cer_facts()["impianti"]
    added = {**plants[0], "nome": "Nuovo", "entrata_in_esercizio": date(2027, 2, 1)}
    found, _ = paths(
        impianti=[*plants, added],
        atti_gse=[ADMITTED],
        contratto_gse={"cessato_il": date(2027, 5, 1)},
        variazioni=[{"nome": "v1", "tipo": "aggiunta_impianto", "impianti": ["Nuovo"], **told}],
    )
    assert all(path.is_gone for path in found)


def blocking(path, phase="impianti"):
    return Finding(
        code="PLT-06", severity=Severity.BLOCKING, effect=Effect.PRACTICE, message="x", path=path, phase=phase
    )


def test_what_blocks_a_plant_is_what_its_own_data_lack_up_to_the_practice():
    report = Report.of([
        blocking(("impianti", 0, "potenza_kw")), blocking(("impianti", 0, "pod"), phase="gestione"),
        blocking(("impianti", 1)), blocking(("richiesta", "rid")),
    ])  # fmt: skip
    found, _ = paths(report=report, **{"richiesta.inviata_il": None})
    assert [[finding.path for finding in path.findings] for path in found] == [
        [("impianti", 0, "potenza_kw")], [("impianti", 1)],
    ]  # fmt: skip
    assert not found[0].is_ready
    in_operation, _ = paths(report=report, atti_gse=[ADMITTED])
    assert all(path.is_ready for path in in_operation)


def test_a_conforming_dossier_has_plants_that_are_ready():
    dossier = dossiers.cer_ok()
    catalogue = rulebook.catalogue()
    report = run(dossier, rulebook.law(), catalogue.cards, catalogue.rules)
    found = plant_paths(dossier, practices_of(dossier, rulebook.law()), report)
    assert all(path.is_ready for path in found)


def test_the_machine_of_a_plant_has_these_moves_and_no_others():
    arrows = {
        (event, source, transition.dest)
        for event, found in plant_machine().events.items()
        for source, transitions in found.transitions.items()
        for transition in transitions
    }
    assert arrows == {
        ("file", "impianti", "pratiche_gse"), ("file", "uscito", "pratiche_gse"),
        ("admit", "pratiche_gse", "gestione"), ("send_back", "pratiche_gse", "impianti"),
        ("remove", "pratiche_gse", "uscito"), ("remove", "gestione", "uscito"),
    }  # fmt: skip
