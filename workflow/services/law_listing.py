"""Lists the law on a day: parameters with their value, terms with their length, rules and notes in force."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from workflow.checks.card import load_cards
from workflow.checks.note import load_gaps, load_notes
from workflow.law import Law
from workflow.law.law import TERMS_AREA
from workflow.services.law_words import dated_words, silence_of

RULE = "regola"
GAP = "non attuata"


@dataclass(frozen=True)
class ListedParameter:
    """A parameter on a day; `value` is None where the law is silent, and `silence` says why."""

    name: str
    description: str
    keyed_by: str
    value: str | None
    silence: str | None
    source: str | None
    confidence: str | None


@dataclass(frozen=True)
class ListedTerm:
    """A term on a day; `length` is None where the law gives no number of days."""

    name: str
    description: str
    event: str
    length: str | None
    actor: str
    missed: str


@dataclass(frozen=True)
class ListedPoint:
    """A rule, or a point of the law that is no rule, with what it is and whether it holds on the day."""

    code: str
    title: str
    nature: str
    weight: str | None
    is_in_force: bool


def parameters_on(law: Law, day: date, area: str | None = None) -> tuple[ListedParameter, ...]:
    """Return the parameters of an area, or all, with their value on the day."""
    return tuple(_parameter(law, name, day) for name in law.parameters if area is None or name.split("/")[0] == area)


def terms_on(law: Law, day: date, area: str | None = None) -> tuple[ListedTerm, ...]:
    """Return the terms, with their length on the day; they are the area `termini`."""
    if area not in {None, TERMS_AREA}:
        return ()
    return tuple(_term(law, name, day) for name in law.terms)


def points_on(day: date, area: str | None = None) -> tuple[ListedPoint, ...]:
    """Return rules, notes and points not implemented, in order of code; the area is the family (`PLT`)."""
    return tuple(
        sorted(
            (point for point in _points(day) if area is None or point.code.split("-")[0] == area.upper()),
            key=lambda point: point.code,
        )
    )


def areas(law: Law) -> tuple[str, ...]:
    """Return every area that may be asked for: those of the parameters, the terms, the families of rules."""
    families = {code.split("-")[0] for code in (*load_cards(), *load_notes())}
    return (*sorted({name.split("/")[0] for name in law.parameters} | {TERMS_AREA}), *sorted(families))


def _parameter(law: Law, name: str, day: date) -> ListedParameter:
    parameter = law.get(name)
    found = parameter.find(day)
    return ListedParameter(
        name=name,
        description=parameter.description,
        keyed_by=parameter.keyed_by.value,
        value=None if found is None else dated_words(found),
        silence=silence_of(parameter, day),
        source=None if found is None else law.cite(found.ref),
        confidence=None if found is None else found.confidence.value,
    )


def _term(law: Law, name: str, day: date) -> ListedTerm:
    term = law.term(name)
    length = None if term.length is None else dated_words(law.get(term.length).find(day))
    return ListedTerm(name, term.description, term.event, length, term.actor.value, term.missed)


def _points(day: date) -> Iterator[ListedPoint]:
    for card in load_cards().values():
        yield ListedPoint(card.code, card.title, RULE, card.severity.value, card.in_force.covers(day))
    for note in load_notes().values():
        yield ListedPoint(note.code, note.title, note.nature.value, None, note.in_force.covers(day))
    for gap in load_gaps().values():
        yield ListedPoint(gap.code, gap.title, GAP, None, is_in_force=True)
