"""The cards of the IMP family: none is dead, none speaks of what it is not given."""

from pathlib import Path
from string import Formatter

import pytest

import workflow.intake
import workflow.services
from workflow.checks.card import Card
from workflow.domain.finding import Confidence, Effect, Severity
from workflow.intake.import_findings import ImportFindings, import_cards

SOURCES = "\n".join(
    path.read_text(encoding="utf-8")
    for path in (
        *sorted(Path(workflow.intake.__file__).parent.rglob("*.py")),
        *sorted(Path(workflow.services.__file__).parent.glob("measure*.py")),
    )
)


def _texts(card: Card) -> list[str]:
    return [card.message, card.remedy, *card.messages.values()]


@pytest.mark.parametrize("code", sorted(import_cards()))
def test_every_card_is_used_and_every_wording_of_it_too(code: str) -> None:
    card = import_cards()[code]
    assert f'"{code}"' in SOURCES
    for wording in card.messages:
        assert f'"{wording}"' in SOURCES, wording
    assert card.confidence is Confidence.HIGH
    assert (card.severity is Severity.BLOCKING) == (card.effect is Effect.PRACTICE)
    assert [ref.source for ref in card.refs] == ["interno"]


@pytest.mark.parametrize("code", sorted(import_cards()))
def test_every_blank_of_a_card_is_a_value_that_the_code_gives(code: str) -> None:
    for text in _texts(import_cards()[code]):
        for _, name, _, _ in Formatter().parse(text):
            assert name is None or f"{name}=" in SOURCES or f'"{name}"' in SOURCES, name


def test_a_long_value_is_cut_in_the_message_and_in_the_values() -> None:
    findings = ImportFindings()
    findings.add("IMP-04", ("a",), "riga 1", campo="nato_il", valore="x" * 500)
    assert len(findings.all[0].message) < 200
    assert len(findings.all[0].values["valore"]) == 80


def test_a_blank_without_value_is_a_bug_that_shows() -> None:
    with pytest.raises(KeyError):
        ImportFindings().add("IMP-04", (), "riga 1", campo="x")
