"""How a term turns an event into a last day, for each unit a length may have."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from workflow.law import Law, WrongKindError
from workflow.law.unit import Unit

Change = Callable[[str, str, str], Path]


@pytest.mark.parametrize(
    ("unit", "length", "event_on", "due_on"),
    [
        ("giorni", "30", date(2026, 9, 4), date(2026, 10, 4)),
        ("mesi", "6", date(2026, 8, 31), date(2027, 2, 28)),
        ("anni", "20", date(2026, 6, 15), date(2046, 6, 15)),
        ("fine_mese", "3", date(2026, 11, 22), date(2027, 2, 28)),
        ("ultimo_lavorativo", "1", date(2026, 12, 25), date(2027, 1, 29)),
        ("giorno_del_mese", "{giorno: 25, mesi_dopo: 1}", date(2026, 10, 1), date(2026, 11, 25)),
        ("giorno_del_mese", "{giorno: 15, mese: 5, anni_dopo: 1}", date(2026, 12, 1), date(2027, 5, 15)),
        ("data", "2026-08-31", date(2026, 1, 1), date(2026, 8, 31)),
    ],
)
def test_each_unit_has_its_last_day(change: Change, unit: str, length: str, event_on: date, due_on: date) -> None:
    change("area/durata.yaml", "unit: giorni", f"unit: {unit}")
    law = Law.load(change("area/durata.yaml", "value: 30", f"value: {length}"))
    deadline = law.due("risposta", event_on)
    assert (deadline.term, deadline.event_on, deadline.due_on) == ("risposta", event_on, due_on)


def test_a_term_that_does_not_roll_has_one_last_day(change: Change) -> None:
    law = Law.load(change("termini/risposta.yaml", "value: true", "value: false"))
    deadline = law.due("risposta", date(2026, 9, 4))
    assert deadline.rolled_on is None
    assert deadline.latest_on == deadline.due_on == date(2026, 10, 4)


def test_a_rolled_day_stands_beside_the_exact_one(folder: Path) -> None:
    deadline = Law.load(folder).due("risposta", date(2026, 9, 4))
    assert deadline.due_on == date(2026, 10, 4)
    assert deadline.latest_on == deadline.rolled_on == date(2026, 10, 5)


def test_a_length_that_is_no_length_is_a_mistake_of_the_program(folder: Path) -> None:
    law = Law.load(folder)
    power: Any = replace(law.value("area/durata", date(2026, 1, 1)), unit=Unit.KILOWATT)
    with pytest.raises(WrongKindError, match="non è una durata"):
        law.term("risposta").due(date(2026, 1, 1), power)
