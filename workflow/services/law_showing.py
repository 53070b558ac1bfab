"""Shows one thing of the law by its name: a parameter with all its values, a term, or an act of the register."""

from dataclasses import dataclass, replace
from datetime import date
from difflib import get_close_matches

from workflow.law import DatedValue, Law, Source, Term
from workflow.law.law import TERMS_AREA
from workflow.resources import ProgramError
from workflow.services.law_words import dated_words, difference_words, period_words, plain_value


class UnknownLawNameError(ProgramError):
    """A name that no parameter, term or source has."""

    exit_code = 3


@dataclass(frozen=True)
class ShownValue:
    """One dated value in words: when it holds, what it is, who says so; `value` is None where it ceased."""

    period: str
    words: str
    value: object
    cited: str
    confidence: str
    note: str | None
    from_on: date


@dataclass(frozen=True)
class ShownParameter:
    """A parameter with every value it had, and why nothing is known before the first."""

    name: str
    description: str
    unit: str
    keyed_by: str
    verified_on: date
    before: str | None
    values: tuple[ShownValue, ...]
    terms: tuple[str, ...]


@dataclass(frozen=True)
class ShownTerm:
    """A term with its length through time and its article."""

    term: Term
    length: ShownParameter | None
    cited: str


Shown = ShownParameter | ShownTerm | Source


def show_by_name(law: Law, name: str) -> Shown:
    """Return the parameter, term or source of that name; raise UnknownLawNameError with those that resemble it."""
    wanted = name.strip()
    short = wanted.removeprefix(f"{TERMS_AREA}/")
    if wanted in law.parameters:
        return parameter_through_time(law, wanted)
    if short in law.terms:
        return term_through_time(law, short)
    if wanted in law.sources:
        return law.sources[wanted]
    raise UnknownLawNameError(f"«{name}» non è un parametro, un termine o una fonte.{_near(law, wanted)}")


def parameter_through_time(law: Law, name: str) -> ShownParameter:
    """Return a parameter with all its values."""
    parameter = law.get(name)
    held = {value.from_on: value for value in parameter.history}
    return ShownParameter(
        name=name,
        description=parameter.description,
        unit=parameter.unit.value,
        keyed_by=parameter.keyed_by.value,
        verified_on=parameter.verified_on,
        before=parameter.before,
        values=tuple(
            ShownValue(
                period=_period(held.get(entry.from_on), entry.from_on),
                words=dated_words(held.get(entry.from_on)),
                value=plain_value(entry.value),
                cited=law.cite(entry.ref),
                confidence=entry.confidence.value,
                note=entry.note,
                from_on=entry.from_on,
            )
            for entry in parameter.entries
        ),
        terms=tuple(term for term, found in law.terms.items() if found.length == name),
    )


def values_of_other_days(law: Law, name: str, day: date) -> tuple[ShownValue, ...]:
    """Return the values that do not hold on the day; of a list, only how it differs from the day's."""
    parameter = law.get(name)
    current = parameter.find(day)
    held = {value.from_on: value for value in parameter.history}
    shown = parameter_through_time(law, name).values
    return tuple(
        replace(value, words=difference_words(held.get(value.from_on), current))
        for value in shown
        if current is None or value.from_on != current.from_on
    )


def term_through_time(law: Law, name: str) -> ShownTerm:
    """Return a term with its length through time."""
    term = law.term(name)
    length = None if term.length is None else parameter_through_time(law, term.length)
    return ShownTerm(term, length, law.cite(term.ref))


def _period(value: DatedValue | None, start: date) -> str:
    return f"dal {start:%d/%m/%Y}" if value is None else period_words(value)


def _near(law: Law, wanted: str) -> str:
    names = [*law.parameters, *law.terms, *law.sources]
    inside = [name for name in names if wanted.lower() in name][:5]
    found = inside or get_close_matches(wanted, names, n=5, cutoff=0.5)
    return f" Si cercava: {', '.join(found)}?" if found else " L’elenco: dossier-cer law list."
