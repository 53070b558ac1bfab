"""What a requirement that clauses answer is called, and where the law asks for it."""

from collections.abc import Mapping
from dataclasses import dataclass

from workflow.checks.card_finding import find_packaged_card
from workflow.checks.note import load_notes
from workflow.documents.statute.cards import Checklist, ElementCard
from workflow.domain.finding import LegalRef
from workflow.domain.kind import Kind
from workflow.resources import ProgramError


class UnknownRequirementError(ProgramError):
    """A clause says that it answers something that no rule, note or element is."""

    exit_code = 4


@dataclass(frozen=True)
class Requirement:
    """One thing that a document must say: `CER-08.a` is element a of the statute, `GAC-06` a whole rule."""

    id: str
    title: str
    refs: tuple[LegalRef, ...]
    is_element: bool


class RequirementNames:
    """Every requirement of a kind of configuration, by its id."""

    def __init__(self, kind: Kind) -> None:
        """Read the elements of the kind's statute or contract; rules and notes are read when asked for."""
        card = Checklist.load().kinds.get(kind)
        self._elements: dict[str, ElementCard] = (
            {} if card is None else {f"{card.rule}.{element.id}": element for element in card.elements}
        )
        self._known: dict[str, Requirement] = {}

    @property
    def elements(self) -> Mapping[str, ElementCard]:
        """The elements that the kind's statute or contract must have, by the id of the requirement."""
        return self._elements

    def get(self, requirement: str) -> Requirement:
        """Return a requirement or raise UnknownRequirementError."""
        if requirement not in self._known:
            self._known[requirement] = self._find(requirement)
        return self._known[requirement]

    def _find(self, requirement: str) -> Requirement:
        if requirement in self._elements:
            element = self._elements[requirement]
            return Requirement(requirement, element.title, element.refs, is_element=True)
        code = requirement.partition(".")[0]
        card = find_packaged_card(code) or load_notes().get(code)
        if card is None:
            raise UnknownRequirementError(f"Nessuna regola o nota si chiama «{requirement}».")
        return Requirement(requirement, card.title, card.refs, is_element=False)
