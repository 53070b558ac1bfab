"""Lists the deadlines of a dossier: which are open, missed, suspended or done, who must act and what missing costs."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from workflow.domain.dossier import Dossier
from workflow.law import Law
from workflow.phases.tracking.tracker import TermState, TrackedTerm, track

_PENDING = frozenset({TermState.OPEN, TermState.SUSPENDED, TermState.MISSED})


@dataclass(frozen=True)
class DossierTerms:
    """The tracked terms of one dossier, with whom to remind."""

    slug: str
    title: str
    referente: str | None
    email: str | None
    terms: tuple[TrackedTerm, ...]


@dataclass(frozen=True)
class ListedTerm:
    """A term of a dossier with its state on the day of the list."""

    slug: str
    title: str
    term: TrackedTerm
    state: TermState
    days_left: int


def terms_of(dossier: Dossier, law: Law) -> DossierTerms:
    """Return the dossier's terms and its Referente's address."""
    referente = dossier.get_referente()
    return DossierTerms(
        slug=dossier.slug,
        title=dossier.title,
        referente=referente.full_name if referente else None,
        email=(referente.email or referente.pec) if referente else None,
        terms=track(dossier, law),
    )


def listed(
    dossiers: Iterable[DossierTerms], as_of: date, until: date | None = None, *, with_done: bool = False
) -> list[ListedTerm]:
    """Return the terms of all the dossiers by last day; what is done only if asked, nothing later than `until`."""
    found = [
        ListedTerm(dossier.slug, dossier.title, term, state, (term.due_on - as_of).days)
        for dossier in dossiers
        for term in dossier.terms
        for state in [term.state(as_of)]
        if (with_done or state in _PENDING) and (until is None or term.due_on <= until)
    ]
    return sorted(found, key=lambda one: (one.term.due_on, one.slug, one.term.uid))


def deadlines_json(rows: Sequence[ListedTerm], as_of: date, law_digest: str) -> dict[str, Any]:
    """Return the machine form of a list."""
    return {
        "schema": 1,
        "as_of": as_of.isoformat(),
        "law_digest": law_digest,
        "deadlines": [_row(one) for one in rows],
    }


def _row(one: ListedTerm) -> dict[str, Any]:
    term = one.term
    return {
        "uid": term.uid,
        "dossier": one.slug,
        "title": one.title,
        "term": term.term,
        "description": term.description,
        "about": term.label,
        "event_on": term.event_on.isoformat(),
        "due_on": term.due_on.isoformat(),
        "rolled_on": term.rolled_on.isoformat() if term.rolled_on else None,
        "done_on": term.done_on.isoformat() if term.done_on else None,
        "state": one.state.value,
        "days_left": one.days_left,
        "owner": term.owner,
        "is_awaited": term.is_awaited,
        "missed": term.missed,
        "article": term.cited,
        "confidence": term.confidence.value,
        "path": list(term.path),
    }
