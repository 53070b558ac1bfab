"""Notes: the points of the law that no rule judges, said for people, with what carries them in the program."""

from collections.abc import Mapping
from enum import StrEnum
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field

from workflow.checks.card import InForce, OftenRead
from workflow.domain.finding import Confidence, LegalRef
from workflow.domain.kind import Kind
from workflow.law.law import GAPS_FILE, LAW_FOLDER
from workflow.law.reading import YamlFile
from workflow.resources import data_folder

NOTES_FOLDER = "notes"


class Nature(StrEnum):
    """What a point of the law is in the program, when it is not a rule."""

    VALUE = "valore"
    TERM = "termine"
    TEXT = "testo"
    NOTE = "nota"


class Note(BaseModel):
    """A point of the law in plain words; what it names (parameters, terms, documents, rules) exists.

    A document is the id of a folder of `templates/`, or `id/clausola` for one of its clauses.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    code: str = Field(pattern=r"^[A-Z]{3}-\d{2}$")
    title: str = Field(min_length=1)
    nature: Nature
    kinds: tuple[Kind, ...] = Field(min_length=1)
    text: str = Field(min_length=1)
    parameters: tuple[str, ...] = ()
    terms: tuple[str, ...] = ()
    documents: tuple[str, ...] = ()
    rules: tuple[str, ...] = ()
    refs: tuple[LegalRef, ...] = Field(min_length=1)
    confidence: Confidence
    in_force: InForce
    often_read: tuple[OftenRead, ...] = ()


class Gap(BaseModel):
    """A point of the law that the program cannot judge, and the datum that it cannot have."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    code: str
    title: str = Field(min_length=1)
    text: str = Field(min_length=1)
    missing: str = Field(min_length=1)
    ask: str = Field(min_length=1)
    refs: tuple[LegalRef, ...] = Field(min_length=1)


def load_notes(folder: Path | None = None) -> dict[str, Note]:
    """Read every note of a folder, by default the packaged one, in order of code."""
    place = data_folder("checklists") / NOTES_FOLDER if folder is None else folder
    return {path.stem: load_note(path) for path in sorted(place.glob("*.yaml"))}


def load_note(path: Path) -> Note:
    """Read one note; its code is the name of the file.

    Raises BrokenFileError with file and line for a key that is missing, unknown or ill-typed.
    """
    return YamlFile.read(path).as_record(Note, code=path.stem)


def load_gaps(path: Path | None = None) -> Mapping[str, Gap]:
    """Read the points that are not implemented; raise BrokenFileError as `load_note` does."""
    place = data_folder("checklists") / LAW_FOLDER / GAPS_FILE if path is None else path
    file = YamlFile.read(place)
    return {str(code): file.as_record(Gap, (str(code),), code=str(code)) for code in file.document}
