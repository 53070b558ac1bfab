"""A year of hours of one meter, plant or market zone, with where it came from and which hours are missing."""

from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from workflow.energy.hours import Flags, Floats


class Direction(StrEnum):
    """What a series measures; a price is in EUR/MWh, everything else in kWh."""

    WITHDRAWAL = "prelievo"
    INJECTION = "immissione"
    PRODUCTION = "produzione"
    PRICE = "prezzo"


@dataclass(frozen=True, eq=False)
class HourlySeries:
    """One value for each hour of a local year, NaN where nothing is known.

    `key` is a POD, a plant's name or a market zone; `origin` is the file or method that people are shown. `kwh` holds
    EUR/MWh when the direction is PRICE.
    """

    key: str
    direction: Direction
    year: int
    kwh: Floats
    origin: str
    is_estimated: Flags | None = None

    @property
    def is_missing(self) -> Flags:
        """Which hours have no value."""
        return np.isnan(self.kwh)

    @property
    def coverage(self) -> float:
        """The share of the year's hours that have a value, from 0 to 1."""
        return 0.0 if len(self.kwh) == 0 else 1.0 - float(np.count_nonzero(self.is_missing)) / len(self.kwh)
