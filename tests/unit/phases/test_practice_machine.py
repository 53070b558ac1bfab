"""The practices' machines have the moves that par. 2.1.3, 2.1.4 and 2.3 give them, and no others."""

from itertools import product

import pytest

from workflow.phases.practice_machine import PracticeKind, PracticeState, Trigger, destination, machine_of, possible

# What the paragraphs allow, written here by hand: state → {what happens: where it leads}.
REVIEWED = {
    "inviata": {"receipt": "in_istruttoria", "ask": "integrazione_richiesta", "withdraw": "ritirata"},
    "in_istruttoria": {
        "ask": "integrazione_richiesta", "answer_late": "in_istruttoria", "withdraw": "ritirata",
    },
    "integrazione_richiesta": {
        "ask": "integrazione_richiesta", "answer": "in_istruttoria", "answer_part": "integrazione_richiesta",
        "lapse": "in_istruttoria", "lapse_part": "integrazione_richiesta", "withdraw": "ritirata",
    },
    "ritirata": {"refile": "inviata"},
    "bozza": {"send": "inviata"},
}  # fmt: skip
DECIDED = {
    "inviata": {"warn": "preavviso_di_rigetto", "admit": "accolta", "reject": "respinta"},
    "in_istruttoria": {
        "warn": "preavviso_di_rigetto", "admit": "accolta", "reject": "respinta", "observe_late": "in_istruttoria",
    },
    "integrazione_richiesta": {"admit": "accolta"},
    "preavviso_di_rigetto": {
        "observe": "in_istruttoria", "lapse": "in_istruttoria", "admit": "accolta", "reject": "respinta",
        "withdraw": "ritirata", "answer_late": "preavviso_di_rigetto", "observe_late": "preavviso_di_rigetto",
    },
    "respinta": {"refile": "inviata"},
    "accolta": {"end": "cessata"},
}  # fmt: skip
OPINION = {
    "inviata": {"give_opinion": "parere_reso"},
    "in_istruttoria": {"give_opinion": "parere_reso"},
    "integrazione_richiesta": {"give_opinion": "parere_reso"},
    "parere_reso": {"refile": "inviata"},
}
EFFECT = {
    "inviata": {"take_effect": "efficace"},
    "in_istruttoria": {"take_effect": "efficace"},
    "accolta": {"take_effect": "efficace"},
    "efficace": {"end": "cessata"},
}


def joined(*tables):
    whole = {}
    for table in tables:
        for state, moves in table.items():
            whole.setdefault(state, {}).update(moves)
    return whole


ALLOWED = {
    PracticeKind.ACCESS: joined(REVIEWED, DECIDED),
    PracticeKind.PRELIMINARY: joined(REVIEWED, OPINION),
    PracticeKind.VARIATION: joined(REVIEWED, DECIDED, EFFECT),
}


@pytest.mark.parametrize(("kind", "state"), list(product(PracticeKind, PracticeState)))
def test_each_state_has_the_moves_of_the_rules_and_no_others(kind, state):
    found = {what.value: destination(kind, state, what) for what in Trigger}
    expected = ALLOWED[kind].get(state.value, {})
    assert {what: to.value for what, to in found.items() if to is not None} == expected
    assert {what.value for what in possible(kind, state)} == set(expected)


@pytest.mark.parametrize("kind", PracticeKind)
def test_every_state_of_a_machine_can_be_reached_from_the_draft(kind):
    reached, waiting = set(), {PracticeState.DRAFT}
    while waiting:
        state = waiting.pop()
        reached.add(state)
        waiting |= {destination(kind, state, what) for what in possible(kind, state)} - reached
    assert {state.value for state in reached} == set(machine_of(kind).states)


@pytest.mark.parametrize("kind", PracticeKind)
def test_nothing_jumps_to_a_state_by_its_name(kind):
    assert not [name for name in machine_of(kind).events if name.startswith("to_")]


def test_every_state_and_trigger_has_its_words():
    assert all(what.label for what in Trigger)
    assert all(kind.label for kind in PracticeKind)
    assert PracticeState.SENT.label_for(PracticeKind.VARIATION) == "comunicata"
    assert PracticeState.SENT.label_for(PracticeKind.ACCESS) == "inviata"
    assert PracticeState.NOTICE.label_for(PracticeKind.ACCESS) == "preavviso di rigetto"


def test_only_what_the_gse_has_in_hand_is_open():
    assert [state.value for state in PracticeState if state.is_open] == [
        "inviata", "in_istruttoria", "integrazione_richiesta", "preavviso_di_rigetto",
    ]  # fmt: skip
    assert [state.value for state in PracticeState if state.is_admitted] == ["accolta", "efficace"]
