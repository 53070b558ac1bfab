"""The tracker: every term of the law that runs for a dossier, its last day, its state and what missing it costs."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from workflow.domain.dossier import Dossier
from workflow.domain.finding import Confidence, FieldPath
from workflow.law import Law, UnknownOnThatDayError
from workflow.law.term import Actor, Counting
from workflow.phases.tracking.contract_terms import contract_terms, plant_period_terms, splitting_watch_terms
from workflow.phases.tracking.mandate_terms import expiry_terms, mandate_terms
from workflow.phases.tracking.occurrence import Occurrence, OccurrenceSource
from workflow.phases.tracking.pnrr_terms import pnrr_terms
from workflow.phases.tracking.practice_terms import act_terms, decision_terms, variation_terms
from workflow.phases.tracking.request_terms import preparation_terms, request_terms, rid_terms

SOURCES: tuple[OccurrenceSource, ...] = (
    request_terms,
    rid_terms,
    preparation_terms,
    act_terms,
    decision_terms,
    variation_terms,
    plant_period_terms,
    splitting_watch_terms,
    contract_terms,
    mandate_terms,
    expiry_terms,
    pnrr_terms,
)
# Whose delay the Referente can only wait for or press about, never cure.
_OTHERS = frozenset({Actor.GSE, Actor.GRID_OPERATOR})


class TermState(StrEnum):
    """Where a term stands on a day."""

    OPEN = "aperto"
    SUSPENDED = "sospeso"
    DONE = "fatto"
    DONE_LATE = "fatto_in_ritardo"
    MISSED = "scaduto"


@dataclass(frozen=True)
class TrackedTerm:
    """One term for one part of a dossier; `uid` is the same every time the dossier is read.

    `due_on` is the exact last day, `rolled_on` the working day after it when the general principle on holidays would
    give one more day, which is shown and never advised.
    """

    uid: str
    term: str
    description: str
    label: str
    event_on: date
    due_on: date
    rolled_on: date | None
    done_on: date | None
    suspended_on: date | None
    actor: Actor
    owner: str
    missed: str
    cited: str
    confidence: Confidence
    path: FieldPath
    note: str | None

    @property
    def is_awaited(self) -> bool:
        """Whether somebody outside has to act, so that the term is waited for rather than met."""
        return self.actor in _OTHERS

    def state(self, as_of: date) -> TermState:
        """Return where the term stands on a day; what is done on that day or before is done."""
        if self.done_on is not None and self.done_on <= as_of:
            return TermState.DONE if self.done_on <= self.due_on else TermState.DONE_LATE
        if self.suspended_on is not None and self.suspended_on <= as_of:
            return TermState.SUSPENDED
        return TermState.OPEN if as_of <= self.due_on else TermState.MISSED


def track(dossier: Dossier, law: Law) -> tuple[TrackedTerm, ...]:
    """Return the dossier's terms by last day; a term whose length the law does not give on its day is left out."""
    found = (_tracked(one, dossier, law) for source in SOURCES for one in source(dossier, law))
    terms = {term.uid: term for term in found if term is not None}
    return tuple(sorted(terms.values(), key=lambda term: (term.due_on, term.uid)))


def _tracked(one: Occurrence, dossier: Dossier, law: Law) -> TrackedTerm | None:
    term = law.term(one.term)
    rolled_on = None
    if one.due_on is not None:
        due_on = one.due_on
    else:
        try:
            deadline = law.due(one.term, one.event_on, one.law_on)
        except UnknownOnThatDayError:
            return None
        due_on, rolled_on = deadline.due_on, deadline.rolled_on
    return TrackedTerm(
        uid=f"{dossier.slug}/{one.term}/{one.subject}",
        term=one.term,
        description=term.description,
        label=one.label,
        event_on=one.event_on,
        due_on=due_on,
        rolled_on=rolled_on if term.counting is not Counting.FIXED else None,
        done_on=one.done_on,
        suspended_on=one.suspended_on,
        actor=term.actor,
        owner=one.owner or term.actor.label,
        missed=term.missed,
        cited=law.cite(term.ref),
        confidence=term.confidence,
        path=one.path,
        note=term.note,
    )
