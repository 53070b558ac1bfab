"""Says what the bundle found, in the words and with the weight of the BUN cards."""

from collections.abc import Mapping
from functools import cache
from typing import Any

from workflow.checks.card import Card, load_card
from workflow.checks.wording import fill
from workflow.domain.finding import FieldPath, Finding, Outcome
from workflow.resources import data_folder

CHANGED = "BUN-01"
MISSING = "BUN-02"
ADDED = "BUN-03"
UNSAFE_PATH = "BUN-04"
NOT_A_FILE = "BUN-05"
NOT_WHOLE = "BUN-06"
TO_LOOK_AT = "BUN-07"
UNREADABLE = "BUN-08"
ACTIVE = "BUN-09"
KEPT_APART = "BUN-10"


@cache
def bundle_cards() -> Mapping[str, Card]:
    """Read the packaged cards of the BUN family, once."""
    folder = data_folder("checklists") / "rules"
    return {path.stem: load_card(path) for path in sorted(folder.glob("BUN-*.yaml"))}


def bundle_finding(code: str, path: FieldPath, **values: Any) -> Finding:
    """Return the finding of a BUN card about one file."""
    card = bundle_cards()[code]
    return Finding(
        code=code,
        severity=card.severity,
        effect=card.effect,
        outcome=Outcome.FAILED,
        confidence=card.confidence,
        message=fill(card.message, values),
        remedy=fill(card.remedy, values),
        refs=card.refs,
        path=path,
        place="/".join(str(step) for step in path),
        values=values,
        phase=card.gate.value,
    )
