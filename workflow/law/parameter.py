"""Dated parameters: a value of the law, the day it starts, the act that says so, and how sure we are."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from types import MappingProxyType
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from workflow.domain.finding import Confidence, LegalRef
from workflow.domain.key_date import KeyDate
from workflow.law.band import Bands, is_number, is_scale
from workflow.law.reading import YamlFile
from workflow.law.unit import Unit, problem_with
from workflow.resources import ProgramError


class UnknownOnThatDayError(ProgramError):
    """A parameter has no known value on that day; the checks turn it into an UNKNOWN finding."""

    exit_code = 4

    def __init__(self, name: str, day: date, reason: str) -> None:
        """Build the message from parameter, day and reason."""
        super().__init__(f"Il parametro «{name}» non ha un valore noto al {day:%d/%m/%Y}: {reason}")
        self.name = name
        self.day = day
        self.reason = reason


class WrongKindError(ProgramError):
    """A program that reads a parameter as what it is not."""


class Entry(BaseModel):
    """One dated value as the file writes it; a null value ends the one before."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)

    from_on: date = Field(alias="from")
    value: Any
    ref: LegalRef
    confidence: Confidence
    published_on: date | None = Field(alias="published")
    note: str | None = None


class ParameterCard(BaseModel):
    """A parameter file, as written."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)

    description: str = Field(min_length=1)
    unit: Unit
    keyed_by: KeyDate
    verified_on: date = Field(alias="verified")
    before: str | None = Field(None, min_length=1)
    values: tuple[Entry, ...] = Field(min_length=1)


@dataclass(frozen=True)
class DatedValue:
    """The value of a parameter on a day, with the days it holds, its article and its confidence."""

    name: str
    unit: Unit
    value: Any
    from_on: date
    until_on: date | None
    ref: LegalRef
    confidence: Confidence
    published_on: date | None
    note: str | None

    @property
    def number(self) -> Decimal:
        """The value as a number."""
        return Decimal(self._as(int | Decimal, "un numero"))

    @property
    def percentage(self) -> Decimal:
        """A share as people read it: 0.30 is 30."""
        if self.unit is not Unit.SHARE:
            raise self._wrong("una quota")
        return _as_percentage(self.number)

    @property
    def whole(self) -> int:
        """The value as a whole number (days, months, a count)."""
        return int(self._as(int, "un numero intero"))

    @property
    def day(self) -> date:
        """The value as a date."""
        found: date = self._as(date, "una data")
        return found

    @property
    def text(self) -> str:
        """The value as text."""
        return str(self._as(str, "un testo"))

    @property
    def items(self) -> tuple[Any, ...]:
        """The value as a list: texts, numbers, or read-only mappings."""
        found: tuple[Any, ...] = self._as(tuple, "un elenco")
        return found

    @property
    def ids(self) -> tuple[str, ...]:
        """The list as identifiers: its texts, or the `id` of each of its mappings."""
        return tuple(str(item["id"]) if isinstance(item, Mapping) else str(item) for item in self.items)

    @property
    def table(self) -> Mapping[str, Any]:
        """The value as a table of keys."""
        found: Mapping[str, Any] = self._as(Mapping, "una tabella")
        return found

    @property
    def bands(self) -> Bands:
        """The value as a scale."""
        if not is_scale(self.value):
            raise self._wrong("una scala di scaglioni")
        return Bands.of(self.value)

    def number_at(self, key: str) -> Decimal:
        """Return the number a table has under a key; raise WrongKindError if it has none."""
        if key not in self.table or not is_number(self.table[key]):
            raise self._wrong(f"una tabella con il numero «{key}»")
        return Decimal(self.table[key])

    def percentage_at(self, key: str) -> Decimal:
        """Return the share a table has under a key, as people read it: 0.55 is 55."""
        if self.unit is not Unit.SHARE:
            raise self._wrong("una tabella di quote")
        return _as_percentage(self.number_at(key))

    def _as(self, kind: Any, words: str) -> Any:
        if not isinstance(self.value, kind) or isinstance(self.value, bool):
            raise self._wrong(words)
        return self.value

    def _wrong(self, words: str) -> WrongKindError:
        return WrongKindError(f"Il parametro «{self.name}» ({self.unit}) non è {words}.")


@dataclass(frozen=True)
class Parameter:
    """A value of the law through time; only starts are written, an end is the next start or a null value.

    `before` says why no value is known for the days before the first one.
    """

    name: str
    description: str
    unit: Unit
    keyed_by: KeyDate
    verified_on: date
    entries: tuple[Entry, ...]
    before: str | None = None

    def on(self, day: date) -> DatedValue:
        """Return the value in force on the day; raise UnknownOnThatDayError outside the known dates."""
        held = [index for index, entry in enumerate(self.entries) if entry.from_on <= day]
        if not held:
            first = f"il primo valore noto decorre dal {self.entries[0].from_on:%d/%m/%Y}."
            raise UnknownOnThatDayError(self.name, day, f"{first} {self.before or ''}".strip())
        entry = self.entries[held[-1]]
        if entry.value is None:
            raise UnknownOnThatDayError(self.name, day, entry.note or "il valore precedente è cessato.")
        return self._dated(held[-1])

    def find(self, day: date) -> DatedValue | None:
        """Return the value in force on the day, or None outside the known dates."""
        try:
            return self.on(day)
        except UnknownOnThatDayError:
            return None

    @property
    def history(self) -> tuple[DatedValue, ...]:
        """Every value the parameter had, oldest first, ends left out."""
        return tuple(self._dated(index) for index, entry in enumerate(self.entries) if entry.value is not None)

    def _dated(self, index: int) -> DatedValue:
        entry = self.entries[index]
        after = self.entries[index + 1].from_on if index + 1 < len(self.entries) else None
        return DatedValue(
            name=self.name,
            unit=self.unit,
            value=entry.value,
            from_on=entry.from_on,
            until_on=None if after is None else after - timedelta(days=1),
            ref=entry.ref,
            confidence=entry.confidence,
            published_on=entry.published_on,
            note=entry.note,
        )


def read_parameter(path: Path, name: str, sources: Iterable[str]) -> Parameter:
    """Read one parameter file; raise BrokenFileError with line and column for anything out of form."""
    file = YamlFile.read(path)
    card = file.as_record(ParameterCard)
    known = set(sources)
    entries = []
    for index, entry in enumerate(card.values):
        _check_dates(file, card, index)
        if entry.ref.source not in known:
            raise file.refuse(
                ("values", index, "ref", "source"),
                f"la fonte «{entry.ref.source}» non è nel registro.",
                "Aggiungerla a checklists/law/sources.yaml o correggere l’identificativo.",
            )
        if entry.value is None:
            if entry.note is None:
                raise file.refuse(
                    ("values", index), "un valore nullo deve dire perché.", "Scrivere il motivo in «note»."
                )
        else:
            problem = problem_with(card.unit, entry.value)
            if problem:
                raise file.refuse(
                    ("values", index, "value", *problem.at), problem.text, "Correggere il valore o l’unità."
                )
        entries.append(entry.model_copy(update={"value": frozen(entry.value)}))
    if entries[0].value is None:
        raise file.refuse(("values", 0), "il primo valore non può essere nullo.", "Cominciare dal primo valore noto.")
    return Parameter(
        name, card.description.strip(), card.unit, card.keyed_by, card.verified_on, tuple(entries), card.before
    )


def frozen(value: Any) -> Any:
    """Make lists and mappings read-only, whole tree."""
    if isinstance(value, Mapping):
        return MappingProxyType({key: frozen(item) for key, item in value.items()})
    if isinstance(value, list | tuple):
        return tuple(frozen(item) for item in value)
    return value


def _as_percentage(share: Decimal) -> Decimal:
    number = share.scaleb(2).normalize()
    return number.quantize(Decimal(1)) if number == number.to_integral_value() else number


def _check_dates(file: YamlFile, card: ParameterCard, index: int) -> None:
    entry = card.values[index]
    if index and entry.from_on <= card.values[index - 1].from_on:
        raise file.refuse(
            ("values", index, "from"),
            "le date di decorrenza devono crescere, ciascuna una sola volta.",
            "Ordinare i valori dal più vecchio al più recente.",
        )
    if entry.published_on is None and entry.note is None:
        raise file.refuse(
            ("values", index, "published"), "manca la data di pubblicazione.", "Scriverla, o dire perché in «note»."
        )
    if entry.published_on is not None and entry.published_on > card.verified_on:
        raise file.refuse(
            ("values", index, "published"),
            "la pubblicazione è successiva alla verifica.",
            "Correggere una delle due date.",
        )
