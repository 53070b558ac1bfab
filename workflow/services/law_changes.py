"""What changed in the law between two days: values, rules and notes that came or went, acts in between."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from workflow.checks.card import InForce, load_cards
from workflow.checks.note import load_notes
from workflow.law import Law, Parameter
from workflow.law.source import Source
from workflow.services.law_words import dated_words, difference_words, plain_value, silence_of

ENTERS = "in vigore dal"
LEAVES = "non più in vigore dal"


@dataclass(frozen=True)
class ChangedValue:
    """A parameter whose value differs between the two days, with the days on which it changed and why."""

    name: str
    description: str
    before: str
    after: str
    values: tuple[object, object]
    changed_on: tuple[date, ...]
    source: str | None
    terms: tuple[str, ...]


@dataclass(frozen=True)
class ChangedPoint:
    """A rule or note that came into force, or went out of it."""

    code: str
    title: str
    change: str
    day: date


@dataclass(frozen=True)
class Changes:
    """Everything that changed after `first` and up to `last` included."""

    first: date
    last: date
    values: tuple[ChangedValue, ...]
    points: tuple[ChangedPoint, ...]
    acts: tuple[Source, ...]


def changes_between(law: Law, first: date, last: date) -> Changes:
    """Return what changed after the first day and up to the last one included."""
    values = (_changed(law, parameter, first, last) for parameter in law.parameters.values())
    return Changes(
        first,
        last,
        tuple(value for value in values if value is not None),
        tuple(sorted(_points(first, last), key=lambda point: (point.day, point.code))),
        law.acts_between(first, last),
    )


def _changed(law: Law, parameter: Parameter, first: date, last: date) -> ChangedValue | None:
    old, new = parameter.find(first), parameter.find(last)
    if (old.value if old else None) == (new.value if new else None):
        return None
    entries = [entry for entry in parameter.entries if first < entry.from_on <= last]
    return ChangedValue(
        name=parameter.name,
        description=parameter.description,
        before=difference_words(old, new) if old else f"non noto: {silence_of(parameter, first)}",
        after=dated_words(new) if new else f"non noto: {silence_of(parameter, last)}",
        values=(plain_value(old.value) if old else None, plain_value(new.value) if new else None),
        changed_on=tuple(entry.from_on for entry in entries),
        source=law.cite(entries[-1].ref) if entries else None,
        terms=tuple(name for name, term in law.terms.items() if term.length == parameter.name),
    )


def _points(first: date, last: date) -> Iterator[ChangedPoint]:
    for card in load_cards().values():
        yield from _moves(card.code, card.title, card.in_force, first, last)
    for note in load_notes().values():
        yield from _moves(note.code, note.title, note.in_force, first, last)


def _moves(code: str, title: str, period: InForce, first: date, last: date) -> Iterator[ChangedPoint]:
    if first < period.start <= last:
        yield ChangedPoint(code, title, ENTERS, period.start)
    if period.until is not None and first < period.until <= last:
        yield ChangedPoint(code, title, LEAVES, period.until)
