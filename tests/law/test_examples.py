"""Every example that people read is the name of a case that is executed; what is often read wrong has its answer."""

from pathlib import Path
from typing import Any

import pytest

from workflow.checks.card import Card, load_cards
from workflow.checks.catalogue import MADE_ELSEWHERE
from workflow.checks.note import load_notes
from workflow.domain.finding import Outcome
from workflow.packaged_yaml import packaged_values

CASES = Path(__file__).parents[1] / "rules"
# The other cards are of findings that reading, writing and packing make: no case of a dossier runs them.
CARDS = {code: card for code, card in load_cards().items() if not code.startswith(MADE_ELSEWHERE)}


def _outcomes(code: str) -> dict[str, Any]:
    cases = packaged_values(CASES / f"{code}.yaml")["cases"]
    return {case["name"]: case["expect"]["outcome"] for case in cases}


@pytest.mark.parametrize("card", CARDS.values(), ids=lambda card: card.code)
def test_the_example_that_passes_and_the_one_that_fails_are_cases_that_are_run(card: Card) -> None:
    outcomes = _outcomes(card.code)
    assert card.examples is not None, "write `examples` in the card"
    assert outcomes.get(card.examples.passes) == Outcome.PASSED
    failing = {Outcome.FAILED} if Outcome.FAILED in outcomes.values() else {Outcome.UNKNOWN}
    assert outcomes.get(card.examples.fails) in failing


@pytest.mark.parametrize("card", CARDS.values(), ids=lambda card: card.code)
def test_an_example_is_a_sentence_for_people(card: Card) -> None:
    assert card.examples is not None
    for text in (card.examples.passes, card.examples.fails):
        assert text[0].isupper() or text[0].isdigit()
        assert not text.endswith(".")
        assert "caso " not in text
        assert len(text.split()) >= 4


def test_what_is_often_read_wrong_is_said_once_with_its_place() -> None:
    points = {**load_cards(), **load_notes()}
    entries = [entry for point in points.values() for entry in point.often_read]
    assert len(entries) >= 20
    assert len({entry.says for entry in entries}) == len(entries)
    for entry in entries:
        assert entry.says != entry.text
        assert not entry.says.endswith(".")
        assert "|" not in entry.says + entry.text + entry.at
