"""Makes a finding from a card: for what other layers find out, in the same words and weights as the rules."""

from collections.abc import Mapping
from functools import cache
from typing import Any

from workflow.checks.card import Card, load_card
from workflow.checks.wording import fill
from workflow.domain.finding import FieldPath, Finding, Outcome
from workflow.resources import data_folder


@cache
def packaged_card(code: str) -> Card:
    """Read one packaged card, once."""
    return load_card(data_folder("checklists") / "rules" / f"{code}.yaml")


def find_packaged_card(code: str) -> Card | None:
    """Return one packaged card, or None where it was taken away."""
    is_there = (data_folder("checklists") / "rules" / f"{code}.yaml").is_file()
    return packaged_card(code) if is_there else None


def finding_of(
    card: Card,
    path: FieldPath,
    values: Mapping[str, Any],
    *,
    outcome: Outcome = Outcome.FAILED,
    place: str | None = None,
    wording: str | None = None,
) -> Finding:
    """Return the finding; `wording` picks one of the card's `messages`, and an unknown outcome its `unknown` text."""
    text = card.messages[wording] if wording is not None else card.message
    return Finding(
        code=card.code,
        severity=card.severity,
        effect=card.effect,
        outcome=outcome,
        confidence=card.confidence,
        message=fill(card.unknown if outcome is Outcome.UNKNOWN else text, values),
        remedy=fill(card.remedy, values),
        refs=card.refs,
        path=path,
        place=place,
        values=dict(values),
        phase=card.gate.value,
    )
