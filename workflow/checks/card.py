"""Rule cards: title, weight, words, remedy and article of a rule, edited by lawyers in `checklists/rules`."""

from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field

from workflow.domain.finding import Confidence, Effect, LegalRef, Severity
from workflow.domain.key_date import KeyDate
from workflow.domain.kind import Kind, Phase
from workflow.law.reading import YamlFile
from workflow.packaged_yaml import FileState, states_of
from workflow.resources import data_folder


class InForce(BaseModel):
    """The days of sending for which a card holds: `until` is the first day on which it no longer does."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    start: date = Field(alias="from")
    until: date | None = None

    def covers(self, day: date) -> bool:
        """Whether a request sent on `day` is judged by the card."""
        return self.start <= day and (self.until is None or day < self.until)


class Examples(BaseModel):
    """The names of two cases of `tests/rules/<CODE>.yaml`, so that every example people read has been executed."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    passes: str = Field(min_length=1)
    fails: str = Field(min_length=1)


class OftenRead(BaseModel):
    """What sites and guides repeat, what the text says instead, and where it says so."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    says: str = Field(min_length=1)
    text: str = Field(min_length=1)
    at: str = Field(min_length=1)


class Card(BaseModel):
    """The part of a rule that is text and weight; the part that is logic is a function with the same code."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    code: str = Field(pattern=r"^[A-Z]{3}-\d{2,3}$")
    title: str
    kinds: tuple[Kind, ...] = Field(min_length=1)
    severity: Severity
    effect: Effect
    confidence: Confidence
    gate: Phase
    key_date: KeyDate
    overridable: bool = False
    message: str
    messages: Mapping[str, str] = {}
    unknown: str
    remedy: str
    uses: tuple[str, ...] = ()
    refs: tuple[LegalRef, ...] = Field(min_length=1)
    in_force: InForce
    examples: Examples | None = None
    often_read: tuple[OftenRead, ...] = ()


def load_cards(folder: Path | None = None) -> dict[str, Card]:
    """Read every card of a folder, by default the packaged one, in order of code."""
    place = data_folder("checklists") / "rules" if folder is None else folder
    return dict(_cards(states_of(sorted(place.glob("*.yaml")))))


@lru_cache(maxsize=2)
def _cards(states: tuple[FileState, ...]) -> Mapping[str, Card]:
    """Read the cards, once until one of them changes."""
    paths = [Path(name) for name, *_ in states]
    return {path.stem: load_card(path) for path in paths}


def load_card(path: Path) -> Card:
    """Read one card; its code is the name of the file.

    Raises BrokenFileError with file and line for a key that is missing, unknown or ill-typed.
    """
    return YamlFile.read(path).as_record(Card, code=path.stem)
