"""Scales of the law: bands closed above, where the boundary is data and never an operator."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from types import MappingProxyType
from typing import Any

from workflow.resources import ProgramError

BOUND_PREFIX = "fino_a_"


class BeyondBandsError(ProgramError):
    """A value that no band of the scale covers."""


class BrokenBandsError(ValueError):
    """A scale out of form; the reader of the file turns it into a BrokenFileError with its line."""

    def __init__(self, index: int, problem: str) -> None:
        """Remember which band is wrong."""
        super().__init__(problem)
        self.index = index


@dataclass(frozen=True)
class Band:
    """One step of a scale: its figures hold above `above` and up to `up_to` included."""

    above: Decimal | None
    up_to: Decimal | None
    figures: Mapping[str, Decimal]

    def __getitem__(self, key: str) -> Decimal:
        return self.figures[key]

    def covers(self, value: Decimal | int) -> bool:
        """Whether the value falls in this band; the upper bound is inside, the lower one is not."""
        return (self.above is None or value > self.above) and (self.up_to is None or value <= self.up_to)


@dataclass(frozen=True)
class Bands:
    """A whole scale, in rising order, without gaps; only the last band may have no upper bound."""

    bound: str
    bands: tuple[Band, ...]

    @classmethod
    def of(cls, rows: Sequence[Mapping[str, Any]]) -> "Bands":
        """Build the scale from the rows of a file; raise BrokenBandsError if it is not one."""
        keys = list(rows[0])
        bounds = [key for key in keys if key.startswith(BOUND_PREFIX)]
        if len(bounds) != 1:
            raise BrokenBandsError(0, f"ogni scaglione ha una sola chiave che comincia con «{BOUND_PREFIX}»")
        bands: list[Band] = []
        above: Decimal | None = None
        for index, row in enumerate(rows):
            if set(row) != set(keys):
                raise BrokenBandsError(index, "gli scaglioni non hanno le stesse chiavi")
            up_to = _bound(row[bounds[0]], index, above, is_last=index == len(rows) - 1)
            figures = {key: row[key] for key in row if key != bounds[0]}
            if not figures or not all(is_number(figure) for figure in figures.values()):
                raise BrokenBandsError(index, "lo scaglione deve avere almeno un valore, e solo numeri")
            bands.append(Band(above, up_to, MappingProxyType({key: Decimal(n) for key, n in figures.items()})))
            above = up_to
        return cls(bounds[0], tuple(bands))

    def find(self, value: Decimal | int) -> Band | None:
        """Return the band that covers the value, or None above the last bound and below zero."""
        if value < 0:
            return None
        return next((band for band in self.bands if band.covers(value)), None)

    def pick(self, value: Decimal | int) -> Band:
        """Return the band that covers the value; raise BeyondBandsError if none does."""
        band = self.find(value)
        if band is None:
            last = self.bands[-1].up_to
            raise BeyondBandsError(f"Il valore {value} è fuori dagli scaglioni («{self.bound}» arriva a {last}).")
        return band


def is_scale(value: Any) -> bool:
    """Whether the value is written as a scale: rows of which the first has a bound."""
    return (
        isinstance(value, list | tuple)
        and bool(value)
        and all(isinstance(row, Mapping) for row in value)
        and any(str(key).startswith(BOUND_PREFIX) for key in value[0])
    )


def is_number(value: Any) -> bool:
    """Whether the value is a number, booleans excluded."""
    return isinstance(value, int | Decimal) and not isinstance(value, bool)


def _bound(value: Any, index: int, above: Decimal | None, *, is_last: bool) -> Decimal | None:
    if value is None:
        if is_last:
            return None
        raise BrokenBandsError(index, "solo l’ultimo scaglione può non avere limite")
    if not is_number(value):
        raise BrokenBandsError(index, "il limite dello scaglione deve essere un numero")
    if above is not None and value <= above:
        raise BrokenBandsError(index, "i limiti degli scaglioni devono crescere")
    return Decimal(value)
