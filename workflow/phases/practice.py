"""A practice with the GSE, the request or one variation, as it stands on the day of judgement."""

from dataclasses import dataclass
from datetime import date

from workflow.domain.finding import FieldPath, Finding
from workflow.domain.kind import Phase
from workflow.domain.variation import Variation
from workflow.law.term import Actor
from workflow.phases.practice_machine import PracticeKind, PracticeState, Trigger

FILINGS = frozenset({Trigger.SEND, Trigger.REFILE})


@dataclass(frozen=True)
class Event:
    """One thing that happened to a practice, the step it made, and the fact that says so."""

    on: date
    what: Trigger
    before: PracticeState
    after: PracticeState
    path: FieldPath
    reason: str = ""


@dataclass(frozen=True)
class OpenTerm:
    """What is awaited next: the term of the law, who must act, the exact last day and what missing it costs.

    `rolled_on` is the working day after a last day that is a holiday, which no text of the GSE grants.
    """

    term: str
    description: str
    actor: Actor
    event_on: date
    due_on: date
    rolled_on: date | None
    missed: str
    path: FieldPath

    def is_past(self, day: date) -> bool:
        """Whether the exact last day is over."""
        return day > self.due_on


@dataclass(frozen=True)
class Practice:
    """A practice on the day of judgement, computed from the dated facts.

    `name` is «richiesta», «verifica_preliminare» or the variation's own; `since_on` the day of the last step;
    `is_suspended` says that the clock of the GSE stands still; `plants` are the places of the plants it regards
    (of all of them, for the request); `findings` what in its facts cannot be.
    """

    name: str
    kind: PracticeKind
    state: PracticeState
    since_on: date | None
    events: tuple[Event, ...]
    open_term: OpenTerm | None
    path: FieldPath
    plants: tuple[int, ...] = ()
    is_suspended: bool = False
    code: str | None = None
    starts_on: date | None = None
    variation: Variation | None = None
    findings: tuple[Finding, ...] = ()

    @property
    def label(self) -> str:
        """The state in words."""
        return self.state.label_for(self.kind)

    @property
    def title(self) -> str:
        """What people call the practice."""
        if self.variation is None:
            return self.kind.label
        what = self.variation.kind.value.replace("_", " ") if self.variation.kind else self.kind.label
        return self.name if self.name.startswith(what) else f"{self.name} ({what})"

    @property
    def phase(self) -> Phase:
        """The phase of its own smaller road."""
        return self.state.phase

    @property
    def sent_on(self) -> date | None:
        """The day of the last sending or notice; None while it was never sent."""
        return next((event.on for event in reversed(self.events) if event.what in FILINGS), None)

    @property
    def admitted_on(self) -> date | None:
        """The day it was accepted, if it still counts."""
        return next((event.on for event in reversed(self.events) if event.what is Trigger.ADMIT), None)


@dataclass(frozen=True)
class Practices:
    """Every practice of a dossier, and what in the facts belongs to none of them."""

    all: tuple[Practice, ...]
    findings: tuple[Finding, ...]

    @property
    def request(self) -> Practice:
        """The request in hand: of access if there is one, else the preliminary check."""
        return next((one for one in self.all if one.kind is PracticeKind.ACCESS), self.all[0])

    @property
    def variations(self) -> tuple[Practice, ...]:
        """The variations, in the order of the file."""
        return tuple(one for one in self.all if one.kind is PracticeKind.VARIATION)

    def find(self, name: str | None) -> Practice | None:
        """Return the practice of that name, by default the request; None if there is none."""
        return self.request if name is None else next((one for one in self.all if one.name == name), None)

    @property
    def all_findings(self) -> tuple[Finding, ...]:
        """What cannot be in the facts of any practice."""
        return (*self.findings, *(finding for one in self.all for finding in one.findings))
