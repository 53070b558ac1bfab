"""The diagrams are drawn from the machines: every arrow of a machine is in its picture and in its table."""

import re

import pytest

from workflow.phases.machine_diagram import diagrams, machines_page
from workflow.phases.practice_machine import PracticeKind, machine_of

DIAGRAMS = diagrams()


def test_there_is_a_diagram_for_each_machine():
    assert [one.title for one in DIAGRAMS] == [
        "La comunità", "Ogni impianto", "La richiesta di accesso", "La verifica preliminare", "Ogni variazione",
    ]  # fmt: skip


@pytest.mark.parametrize("one", DIAGRAMS, ids=lambda one: one.title)
def test_the_picture_and_the_table_have_the_same_arrows(one):
    drawn = {
        (before, after, what)
        for before, after, words in re.findall(r"^    (\w+) --> (\w+): (.+)$", one.mermaid, re.MULTILINE)
        for what in words.split(", ")
    }
    assert drawn == set(one.arrows)
    assert one.mermaid.startswith(f"stateDiagram-v2\n    [*] --> {one.initial}\n")
    rows = re.findall(r"^\| (.+) \| (.+) \| (.+) \|$", one.table, re.MULTILINE)[1:]
    assert len(rows) == len(one.arrows)


@pytest.mark.parametrize(("kind", "place"), [(kind, place + 2) for place, kind in enumerate(PracticeKind)])
def test_a_practice_is_drawn_whole(kind, place):
    machine = machine_of(kind)
    count = sum(len(found) for event in machine.events.values() for found in event.transitions.values())
    assert len(DIAGRAMS[place].arrows) == count
    assert set(DIAGRAMS[place].states) == set(machine.states)


def test_the_page_holds_every_picture():
    assert all(one.mermaid in machines_page() and one.table in machines_page() for one in DIAGRAMS)
