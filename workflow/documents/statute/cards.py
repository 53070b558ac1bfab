"""What to look for, as lawyers write it in `checklists/statute`: parts of the elements, defects, lexicon."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import Any, TypeVar

from pydantic import BaseModel, ConfigDict, Field

from workflow.domain.finding import Confidence, LegalRef, Severity
from workflow.domain.kind import Kind
from workflow.law.reading import YamlFile
from workflow.packaged_yaml import FileState, states_of
from workflow.resources import BrokenFileError, data_folder


class Strength(StrEnum):
    """How much a signal proves by itself; two different weak ones make a strong one, traces never do."""

    STRONG = "forte"
    WEAK = "debole"
    TRACE = "traccia"


class Within(StrEnum):
    """How far from the phrase its companions may stand."""

    SENTENCE = "frase"
    CONTEXT = "contesto"
    PARAGRAPH = "comma"
    ARTICLE = "articolo"
    DOCUMENT = "documento"
    REFERRED = "rinvio"
    """The sentence and the articles of the same document that it refers to."""


_Record = TypeVar("_Record", bound=BaseModel)


class _Card(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Days(_Card):
    """The days of sending for which something is looked for; `until` is the first day on which it no longer is."""

    start: date | None = Field(None, alias="from")
    until: date | None = None

    def covers(self, day: date) -> bool:
        """Whether the day is one of them."""
        return (self.start is None or self.start <= day) and (self.until is None or day < self.until)


class Signal(_Card):
    """Phrases that prove a part, or betray a defect, when their companions are near and what denies them is not."""

    phrases: tuple[str, ...] = Field(min_length=1)
    near: tuple[tuple[str, ...], ...] = Field((), alias="with")
    least: int | None = None
    """How many groups of `with` must be there; all if not said."""
    within: Within = Within.SENTENCE
    without: tuple[str, ...] = ()
    without_within: Within = Within.SENTENCE
    referred: tuple[str, ...] = ()
    """Phrases of which one must stand in the articles of the document that the sentence names, if it names any."""
    unless_said: tuple[str, ...] = ()
    """What also undoes the signal, but only where no word denies it."""
    strength: Strength = Strength.STRONG
    kinds: tuple[Kind, ...] | None = None


class Example(_Card):
    """A sentence that is right and one that is not: both are tried by the tests."""

    right: str
    wrong: str


class Relation(_Card):
    """Between whom a clause holds: words that show it is this relation, and words that show it is another.

    Who recedes with six months' notice may be a member, a tenant or a bank: only of the first it is a defect.
    """

    own: tuple[str, ...] = Field(min_length=1)
    others: tuple[str, ...] = Field(min_length=1)
    own_headings: tuple[str, ...] = ()
    """Headings under which a sentence is of this relation, unless they name another."""
    other_headings: tuple[str, ...] = ()
    """Headings under which a sentence is of another one, unless it has words of `own`."""
    never: tuple[str, ...] = ()
    """What is another relation whatever else the sentence says: «la banca può recedere», «recedere dall’incarico»."""


class PartCard(_Card):
    """One thing that an element must say, and what is reported when it does not."""

    id: str
    code: str = Field(pattern=r"^STA-\d{2}$")
    title: str
    explanation: str
    missing: str
    remedy: str
    confidence: Confidence
    example: Example
    relation: str | None = None
    may_be_reserved: bool = False
    """Whether «salvo diversa decisione» leaves what the part says as sure as before."""
    signals: tuple[Signal, ...] = Field(min_length=1)


class DefectCard(_Card):
    """Something that a text should not say: what betrays it, which part it contradicts, how much it weighs."""

    code: str = Field(pattern=r"^STA-\d{2}$")
    title: str
    kinds: tuple[Kind, ...] = Field(min_length=1)
    in_force: Days = Days()
    severity: Severity
    confidence: Confidence
    part: str | None = None
    contradicts: bool = False
    message: str
    remedy: str
    refs: tuple[LegalRef, ...] = Field(min_length=1)
    doubts: tuple[str, ...] = ()
    """Other parts that the defect makes doubtful."""
    relation: str | None = None
    unless_part: str | None = None
    """A part whose strong presence anywhere in the text answers the defect."""
    example: Example | None = None
    signals: tuple[Signal, ...] = ()


class ElementPart(_Card):
    """A part of an element: a core one carries it, the others complete it; an optional one is only shown."""

    part: str
    core: bool = False
    optional: bool = False
    in_force: Days = Days()


class ElementCard(_Card):
    """One required element of a kind of document, by the letter that the law's parameter gives it."""

    id: str
    title: str
    parts: tuple[ElementPart, ...] = Field(min_length=1)
    refs: tuple[LegalRef, ...] = Field(min_length=1)
    more_refs: tuple[LegalRef, ...] = ()
    more_refs_in_force: Days = Days()

    def refs_on(self, day: date) -> tuple[LegalRef, ...]:
        """Return the places of the law that ask for the element on the day."""
        return self.refs + (self.more_refs if self.more_refs_in_force.covers(day) else ())


class KindCard(_Card):
    """What a kind of configuration asks of its statute or contract."""

    kind: Kind
    parameter: str
    rule: str
    document: str
    called: str
    elements: tuple[ElementCard, ...] = Field(min_length=1)


class Lexicon(_Card):
    """Words that phrases name, and capitalised terms that are nobody's name."""

    words: Mapping[str, tuple[str, ...]]
    defined_terms: tuple[str, ...]
    reservations: tuple[str, ...] = ()
    """Phrases that let somebody decide otherwise: what their sentence says is not sure."""
    void_clauses: tuple[str, ...] = ()
    """Phrases that show that a sentence forbids what it names, or tells what somebody else did or wanted."""
    told_clauses: tuple[str, ...] = ()
    """Phrases that show that a sentence tells what the law says: it agrees nothing, and hurts nobody."""


class Relations(_Card):
    """The relations that cards name."""

    relations: Mapping[str, Relation]


@dataclass(frozen=True)
class Checklist:
    """Everything in `checklists/statute`, for every kind."""

    kinds: Mapping[Kind, KindCard]
    parts: Mapping[str, PartCard]
    defects: Mapping[str, DefectCard]
    lexicon: Lexicon
    relations: Mapping[str, Relation]

    @classmethod
    def load(cls, folder: Path | None = None) -> "Checklist":
        """Read the folder, by default the packaged one, once until it changes.

        Raises BrokenFileError with file and line.
        """
        place = data_folder("checklists") / "statute" if folder is None else folder
        return _checklist(place, states_of(sorted(place.rglob("*.yaml"))))

    @classmethod
    def read(cls, place: Path) -> "Checklist":
        """Read the folder, whatever was read before."""
        kinds = [_read(path, KindCard, "kind") for path in sorted((place / "elements").glob("*.yaml"))]
        parts = [_read(path, PartCard, "id") for path in sorted((place / "parts").glob("*.yaml"))]
        defects = [_read(path, DefectCard, "code") for path in sorted((place / "defects").glob("*.yaml"))]
        found = cls(
            kinds=MappingProxyType({card.kind: card for card in kinds}),
            parts=MappingProxyType({card.id: card for card in parts}),
            defects=MappingProxyType({card.code: card for card in defects}),
            lexicon=_read(place / "lexicon.yaml", Lexicon),
            relations=_read(place / "relations.yaml", Relations).relations,
        )
        _check_names(place, found)
        return found


@lru_cache(maxsize=2)
def _checklist(place: Path, _states: tuple[FileState, ...]) -> Checklist:
    return Checklist.read(place)


def _read(path: Path, record: type[_Record], key: str | None = None) -> _Record:
    """Read a card; the field named by `key` is the name of the file."""
    given: dict[str, Any] = {} if key is None else {key: path.stem}
    return YamlFile.read(path).as_record(record, **given)


def _check_names(place: Path, found: Checklist) -> None:
    named = {part.part for card in found.kinds.values() for element in card.elements for part in element.parts}
    named |= {card.part for card in found.defects.values() if card.part}
    named |= {card.unless_part for card in found.defects.values() if card.unless_part}
    named |= {part for card in found.defects.values() for part in card.doubts}
    unknown = sorted(named - found.parts.keys())
    if unknown:
        raise BrokenFileError(
            place, f"la parte «{unknown[0]}» è nominata ma non esiste.", f"Scrivere parts/{unknown[0]}.yaml."
        )
    related = {card.relation for card in found.parts.values()} | {card.relation for card in found.defects.values()}
    strange = sorted({name for name in related if name} - found.relations.keys())
    if strange:
        raise BrokenFileError(
            place,
            f"il rapporto «{strange[0]}» è nominato ma non esiste.",
            f"Scriverlo in relations.yaml: {strange[0]}.",
        )
