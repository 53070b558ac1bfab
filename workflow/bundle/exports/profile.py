"""Reads `checklists/portal/`: what a table for the portal looks like, kept as data because nobody publishes it."""

import re
from enum import StrEnum
from functools import lru_cache
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator

from workflow.domain.finding import Confidence, LegalRef
from workflow.domain.kind import Kind
from workflow.law.reading import YamlFile
from workflow.packaged_yaml import FileState, states_of
from workflow.resources import ProgramError, data_folder

PORTAL_FOLDER = "portal"
TABLES_FOLDER = "tables"
LIMITS_FILE = "limits.yaml"
# What the name of an exported file may hold, and what the name of a profile is.
_NAME = re.compile(r"[a-z0-9][a-z0-9_]{1,39}")
_MEGABYTE = 1_000_000


class ProfileMissingError(ProgramError):
    """A profile that is neither packaged nor a file."""

    exit_code = 3


class Rows(StrEnum):
    """What a table has one row for."""

    POINT = "point"
    SECTION = "section"
    FUEL = "fuel"


class _Strict(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)


class ProfileColumn(_Strict):
    """One column: its heading, the fact it holds, and the words that the portal has for the values of the fact.

    Without `field` the column stays empty: nobody has said what goes in it. With `words`, a value that they lack leaves
    the cell empty too. `due_for` says for whom a required column is so: natural persons, or bodies.
    """

    heading: str = Field(min_length=1)
    field: str | None = None
    words: dict[str, str] | None = None
    required: bool = False
    due_for: tuple[str, ...] = ()
    note: str | None = None


class CsvForm(_Strict):
    """How the CSV of a table is written."""

    delimiter: Literal[";", ",", "\t"] = ";"
    encoding: Literal["utf-8", "utf-8-sig", "cp1252"] = "utf-8"
    line_end: Literal["crlf", "lf"] = "crlf"
    decimal: Literal[",", "."] = ","

    @property
    def line_break(self) -> str:
        """The end of a line."""
        return "\r\n" if self.line_end == "crlf" else "\n"


class Profile(_Strict):
    """A table for the portal; `label` is what people must read beside it wherever it goes."""

    name: str
    title: str
    label: str
    confidence: Confidence
    note: str
    rows: Rows
    kinds: tuple[Kind, ...] = tuple(Kind)
    csv: CsvForm = CsvForm()
    refs: tuple[LegalRef, ...] = ()
    columns: tuple[ProfileColumn, ...] = Field(min_length=1)

    @field_validator("name")
    @classmethod
    def _is_a_file_name(cls, name: str) -> str:
        if not _NAME.fullmatch(name):
            raise ValueError("il nome ha lettere minuscole senza accenti, cifre e trattini bassi")
        return name


class PortalLimits(_Strict):
    """How large files and messages may be and how long their names; None where no text says it."""

    note: str
    confidence: Confidence
    name_length: int = Field(ge=40, le=255)
    file_megabytes: float | None = Field(None, gt=0)
    message_megabytes: float | None = Field(None, gt=0)

    @property
    def message_bytes(self) -> int | None:
        """The largest message, in bytes."""
        return None if self.message_megabytes is None else round(self.message_megabytes * _MEGABYTE)


def load_profiles() -> tuple[Profile, ...]:
    """Return every packaged profile, by name; raise BrokenFileError with file and line."""
    folder = data_folder("checklists") / PORTAL_FOLDER / TABLES_FOLDER
    return tuple(YamlFile.read(path).as_record(Profile) for path in sorted(folder.glob("*.yaml")))


def find_profile(name: str) -> Profile:
    """Return a profile by its packaged name, or from a person's own file; raise ProfileMissingError."""
    own = Path(name)
    if own.suffix in {".yaml", ".yml"}:
        if not own.is_file():
            raise ProfileMissingError(f"Il profilo {own} non esiste.")
        return YamlFile.read(own).as_record(Profile)
    path = data_folder("checklists") / PORTAL_FOLDER / TABLES_FOLDER / f"{name}.yaml"
    if not _NAME.fullmatch(name) or not path.is_file():
        names = ", ".join(f"«{one.name}»" for one in load_profiles())
        raise ProfileMissingError(
            f"Il profilo «{name}» non c'è. Profili: {names}; oppure il percorso di un file .yaml."
        )
    return YamlFile.read(path).as_record(Profile)


def load_portal_limits() -> PortalLimits:
    """Return the limits that the bundles keep to; raise BrokenFileError with file and line."""
    path = data_folder("checklists") / PORTAL_FOLDER / LIMITS_FILE
    return _limits(states_of([path]))


@lru_cache(maxsize=2)
def _limits(states: tuple[FileState, ...]) -> PortalLimits:
    return YamlFile.read(Path(states[0][0])).as_record(PortalLimits)
