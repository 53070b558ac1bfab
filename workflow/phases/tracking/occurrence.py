"""An occurrence: that an event which starts a term happened to a part of the dossier, and what ended the wait."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date

from workflow.domain.dossier import Dossier
from workflow.domain.finding import FieldPath
from workflow.law import Law


@dataclass(frozen=True)
class Occurrence:
    """One term running for one part of the dossier.

    `subject` tells two occurrences of a term apart and stays the same over time, `label` is how people call it.
    `event_on` is the day the term counts from. `due_on` is given only where the law fixes no length (the day itself is
    the term) or where the last day is already net of suspensions; else the term's own length gives it. `law_on` picks
    the length, by default the event. `done_on` is the day the thing was done, `suspended_on` since when the clock
    stands still, `owner` who must act when it is someone more precise than the term says.
    """

    term: str
    subject: str
    label: str
    event_on: date
    path: FieldPath
    due_on: date | None = None
    law_on: date | None = None
    done_on: date | None = None
    suspended_on: date | None = None
    owner: str | None = None


OccurrenceSource = Callable[[Dossier, Law], Iterator[Occurrence]]
