"""Says which version of the law a bundle rests on: the acts it cites, the dated values in force, the list of papers."""

import hashlib
from collections.abc import Iterable
from datetime import date

from workflow.bundle.manifest import ActRecord, LawRecord, ParameterRecord
from workflow.bundle.submission import submission_file
from workflow.checks.card_finding import find_packaged_card
from workflow.domain.finding import Report
from workflow.law import Law, UnknownOnThatDayError
from workflow.services.filing import Practice

_TERMS = "termini/"


def law_record(law: Law, report: Report, practice: Practice, day: date) -> LawRecord:
    """Return the record: what the rules that were evaluated declare to use, with the value's first day on a day.

    Each rule reads its parameters at its own key date; here they are named as they stand on the day of sending.
    """
    cards = [card for code in sorted({one.code for one in report.evaluated}) if (card := find_packaged_card(code))]
    used = {name for card in cards for name in card.uses}
    names = sorted({found for name in used if (found := _parameter_of(law, name)) is not None})
    parameters = tuple(_parameter(law, name, day) for name in names)
    cited = {ref.source for card in cards for ref in card.refs}
    cited |= {ref.source for item in practice.submission.items for ref in item.refs}
    cited |= {parameter.source for parameter in parameters if parameter.source is not None}
    listed = submission_file(practice.filing.kind)
    return LawRecord(
        on=day,
        submission_sha256=hashlib.sha256(listed.read_bytes()).hexdigest(),
        acts=tuple(_acts(law, cited)),
        parameters=parameters,
    )


def _parameter_of(law: Law, name: str) -> str | None:
    """Return the parameter that a card names: a term is its length, if it has one."""
    if not name.startswith(_TERMS):
        return name
    return law.term(name.removeprefix(_TERMS)).length


def _parameter(law: Law, name: str, day: date) -> ParameterRecord:
    try:
        value = law.value(name, day)
    except UnknownOnThatDayError:
        return ParameterRecord(name=name)
    return ParameterRecord(
        name=name,
        from_on=value.from_on,
        source=value.ref.source,
        at=value.ref.at,
        confidence=value.confidence.value,
    )


def _acts(law: Law, ids: Iterable[str]) -> Iterable[ActRecord]:
    for name in sorted(ids):
        source = law.sources.get(name)
        if source is not None:
            yield ActRecord(id=name, cite=source.cite, consulted_on=source.consulted_on)
