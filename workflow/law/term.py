"""Terms: which event starts a clock, how long it runs, who must act and what is lost when it has passed."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field

from workflow.domain.finding import Confidence, LegalRef
from workflow.law import calendar
from workflow.law.parameter import DatedValue, Parameter, WrongKindError
from workflow.law.reading import YamlFile
from workflow.law.source import Source
from workflow.law.unit import Unit

LENGTH_UNITS = frozenset(
    {
        Unit.DAYS,
        Unit.MONTHS,
        Unit.YEARS,
        Unit.END_OF_MONTH,
        Unit.LAST_WORKING_DAY,
        Unit.DAY_OF_MONTH,
        Unit.DATE,
    }
)


class Counting(StrEnum):
    """How the days of a term are counted."""

    SOLAR = "solare"
    WORKING = "lavorativo"
    CALENDAR = "calendario"
    FIXED = "portale_fisso"


class Actor(StrEnum):
    """Who must act before the term passes."""

    REFERENTE = "referente"
    GSE = "gse"
    COMMUNITY = "comunita"
    GROUP = "gruppo"
    PRODUCER = "produttore"
    GRID_OPERATOR = "gestore_di_rete"
    BENEFICIARY = "beneficiario_pnrr"

    @property
    def label(self) -> str:
        """How people call who acts."""
        return _ACTOR_LABELS.get(self, self.value.replace("_", " "))


_ACTOR_LABELS = {
    Actor.REFERENTE: "Referente",
    Actor.GSE: "GSE",
    Actor.COMMUNITY: "comunità",
    Actor.BENEFICIARY: "beneficiario del PNRR",
}


class Rolling(BaseModel):
    """Whether a term that ends on a holiday rolls to the next day, and how sure that is."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    value: bool
    confidence: Confidence


class Term(BaseModel):
    """A term of the law; its length is a dated parameter, so that it changes with the law."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)

    id: str
    description: str = Field(min_length=1)
    event: str = Field(min_length=1)
    length: str | None
    counting: Counting
    rolls: Rolling
    missed: str = Field(min_length=1)
    actor: Actor
    ref: LegalRef
    confidence: Confidence
    verified_on: date = Field(alias="verified")
    note: str | None = None
    # Why no dossier can have this term in its list of deadlines: no fact of it gives the event.
    untracked: str | None = None

    def due(self, event_on: date, length: DatedValue) -> "Deadline":
        """Return the last day of the term that starts with the event."""
        due_on = _last_day(event_on, length)
        rolled_on = calendar.roll_forward(due_on) if self.rolls.value else due_on
        return Deadline(self.id, event_on, due_on, rolled_on if rolled_on != due_on else None, length)


@dataclass(frozen=True)
class Deadline:
    """The last day of a term: the exact one, and the rolled one beside it when a holiday comes last."""

    term: str
    event_on: date
    due_on: date
    rolled_on: date | None
    length: DatedValue

    @property
    def latest_on(self) -> date:
        """The last day that may still be defended; advise `due_on`, which is never later."""
        return self.rolled_on or self.due_on


def read_term(path: Path, sources: dict[str, Source], parameters: dict[str, Parameter]) -> Term:
    """Read one term file; raise BrokenFileError with line and column for anything out of form."""
    file = YamlFile.read(path)
    term = file.as_record(Term, id=path.stem)
    if term.ref.source not in sources:
        raise file.refuse(
            ("ref", "source"),
            f"la fonte «{term.ref.source}» non è nel registro.",
            "Aggiungerla a checklists/law/sources.yaml o correggere l’identificativo.",
        )
    if term.length is None:
        if term.note is None:
            raise file.refuse(("length",), "un termine senza durata deve dire perché.", "Scriverlo in «note».")
    elif term.length not in parameters:
        raise file.refuse(
            ("length",), f"il parametro «{term.length}» non esiste.", "Scrivere area/nome di un file di checklists/law."
        )
    elif parameters[term.length].unit not in LENGTH_UNITS:
        unit = parameters[term.length].unit
        raise file.refuse(
            ("length",), f"il parametro «{term.length}» ({unit}) non è una durata.", "Sceglierne un altro."
        )
    if term.rolls.value and term.counting is Counting.FIXED:
        raise file.refuse(("rolls",), "una chiusura fissata dal portale non slitta.", "Scrivere «value: false».")
    return term


def _last_day(event_on: date, length: DatedValue) -> date:
    if length.unit is Unit.DATE:
        return length.day
    if length.unit is Unit.DAY_OF_MONTH:
        return _recurring_day(event_on, length)
    if length.unit not in _RUNNING:
        raise WrongKindError(f"Il parametro «{length.name}» ({length.unit}) non è una durata.")
    return _RUNNING[length.unit](event_on, length.whole)


_RUNNING = {
    Unit.DAYS: calendar.add_days,
    Unit.MONTHS: calendar.add_months,
    Unit.YEARS: calendar.add_years,
    Unit.END_OF_MONTH: calendar.last_day_of_nth_month_after,
    Unit.LAST_WORKING_DAY: calendar.last_working_day_of_nth_month_after,
}


def _recurring_day(event_on: date, length: DatedValue) -> date:
    day = int(length.table["giorno"])
    if "mesi_dopo" in length.table:
        return calendar.day_of_nth_month_after(event_on, int(length.table["mesi_dopo"]), day)
    months = int(length.table["anni_dopo"]) * calendar.MONTHS_IN_YEAR + int(length.table["mese"]) - event_on.month
    return calendar.day_of_nth_month_after(event_on, months, day)
