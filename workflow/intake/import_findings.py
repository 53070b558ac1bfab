"""Collects what an import found, in the words and with the weight of the IMP cards."""

from collections.abc import Mapping
from functools import cache
from typing import Any

from workflow.checks.card import Card, load_card
from workflow.checks.card_finding import finding_of
from workflow.domain.finding import FieldPath, Finding
from workflow.resources import data_folder

# A quoted value longer than this is cut.
_LONGEST = 80


@cache
def import_cards() -> Mapping[str, Card]:
    """Read the packaged cards of the IMP family, once."""
    folder = data_folder("checklists") / "rules"
    return {path.stem: load_card(path) for path in sorted(folder.glob("IMP-*.yaml"))}


class ImportFindings:
    """The findings of one import, in the order in which they were met."""

    def __init__(self, cards: Mapping[str, Card] | None = None) -> None:
        self._cards = import_cards() if cards is None else cards
        self._found: list[Finding] = []

    def add(self, code: str, path: FieldPath, place: str, *, wording: str | None = None, **values: Any) -> None:
        """Add the finding of card `code`; `wording` picks one of the card's `messages`, `values` fill it."""
        shown = {name: _shortened(value) for name, value in values.items()}
        self._found.append(finding_of(self._cards[code], path, shown, place=place, wording=wording))

    @property
    def all(self) -> tuple[Finding, ...]:
        """Everything found so far."""
        return tuple(self._found)


def _shortened(value: Any) -> Any:
    """Return what a message can quote: a whole letter pasted in a cell would bury the rest."""
    return f"{value[: _LONGEST - 1]}…" if isinstance(value, str) and len(value) > _LONGEST else value
