"""What the sourced resolutions say of the tax on each sum, by kind of configuration and of member; nothing else."""

from datetime import date
from functools import cache

from pydantic import BaseModel, ConfigDict

from workflow.domain.finding import Confidence, LegalRef
from workflow.domain.kind import Kind
from workflow.domain.subject import Subject
from workflow.energy.riparto.amounts import Pot
from workflow.law.reading import YamlFile
from workflow.resources import data_folder

PERSON = "persona_fisica"
BODY = "ente"
FIRM = "impresa"
FILE = "trattamento_fiscale.yaml"


class TaxNote(BaseModel):
    """One sourced sentence with the sums, the configurations and the members it regards."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    pots: tuple[Pot, ...]
    kinds: tuple[Kind, ...]
    recipients: tuple[str, ...]
    text: str
    ref: LegalRef
    confidence: Confidence


class TaxNotes(BaseModel):
    """The file: the notes and the warning that goes with each."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    warning: str
    verified: date
    entries: tuple[TaxNote, ...]


def find_tax_note(kind: Kind, subject: Subject, pot: Pot) -> TaxNote | None:
    """Return the note on a sum; None where no source was read: nothing is said then."""
    who = nature_of(subject)
    return next(
        (one for one in _notes().entries if kind in one.kinds and pot in one.pots and who in one.recipients), None
    )


def warning() -> str:
    """Return the sentence that goes with each note."""
    return _notes().warning


def nature_of(subject: Subject) -> str | None:
    """Return what a recipient is for the notes; None while it is not known."""
    if subject.is_enterprise is None:
        return None
    if subject.is_enterprise:
        return FIRM
    return PERSON if subject.is_person else BODY


@cache
def _notes() -> TaxNotes:
    return YamlFile.read(data_folder("checklists") / "energy" / FILE).as_record(TaxNotes)
