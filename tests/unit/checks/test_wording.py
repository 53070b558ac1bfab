"""Values in messages read as Italians write them."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from workflow.checks.three_valued import all_of, any_of, judged, negation
from workflow.checks.wording import fill, show
from workflow.domain.finding import Outcome
from workflow.domain.subject import Category


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, "non indicato"),
        (True, "sì"),
        (False, "no"),
        (Decimal("12.50"), "12,5"),
        (Decimal(1000), "1.000"),
        (Decimal("1000.01"), "1.000,01"),
        (Decimal(0), "0"),
        (2026, "2026"),
        (date(2026, 3, 1), "01/03/2026"),
        (Category.LARGE_ENTERPRISE, "grande impresa"),
        ([], "nessuno"),
        (["A"], "A"),
        (("A", "B", Decimal("1.5")), "A, B e 1,5"),
        ("già {scritto}", "già {scritto}"),
    ],
)
def test_a_value_is_written_the_italian_way(value: Any, text: str) -> None:
    assert show(value) == text


def test_braces_in_a_value_stay_braces() -> None:
    assert fill("Socio {socio}.", {"socio": "{x}"}) == "Socio {x}."


def test_a_placeholder_without_value_raises() -> None:
    with pytest.raises(KeyError):
        fill("{manca}", {})


@pytest.mark.parametrize(
    ("facts", "both", "either"),
    [
        ((True, True), True, True),
        ((True, False), False, True),
        ((True, None), None, True),
        ((False, None), False, None),
        ((None, None), None, None),
        ((False, False), False, False),
        ((), True, False),
    ],
)
def test_an_unknown_fact_is_never_taken_for_true_or_false(
    facts: tuple[bool | None, ...], both: bool | None, either: bool | None
) -> None:
    assert all_of(*facts) is both
    assert any_of(*facts) is either


def test_the_contrary_of_unknown_is_unknown() -> None:
    assert [negation(fact) for fact in (True, False, None)] == [False, True, None]


def test_a_fact_becomes_a_verdict() -> None:
    outcomes = [judged((), fact, "parole", pod="x") for fact in (True, False, None)]
    assert [item.outcome for item in outcomes] == [Outcome.PASSED, Outcome.FAILED, Outcome.UNKNOWN]
    assert [item.message_key for item in outcomes] == [None, "parole", None]
