"""Which sources, parameters and terms were verified longest ago."""

from dataclasses import dataclass
from datetime import date

from workflow.law import Law
from workflow.law.law import TERMS_AREA

SOURCE = "fonte"
PARAMETER = "parametro"
TERM = "termine"


@dataclass(frozen=True)
class Verified:
    """Something that somebody checked on a day, and how many days ago that was."""

    sort: str
    name: str
    title: str
    verified_on: date
    days: int
    confidence: str


def oldest_first(law: Law, today: date) -> tuple[Verified, ...]:
    """Return everything that has a day of verification, the oldest first; the clock gives `today`."""
    rows = [
        *((SOURCE, s.id, s.cite, s.consulted_on, s.confidence.value) for s in law.sources.values()),
        *(
            (PARAMETER, p.name, p.description, p.verified_on, p.entries[-1].confidence.value)
            for p in law.parameters.values()
        ),
        *((TERM, f"{TERMS_AREA}/{t.id}", t.description, t.verified_on, t.confidence.value) for t in law.terms.values()),
    ]
    found = [
        Verified(sort, name, title, day, (today - day).days, confidence) for sort, name, title, day, confidence in rows
    ]
    return tuple(sorted(found, key=lambda row: (row.verified_on, row.sort, row.name)))
