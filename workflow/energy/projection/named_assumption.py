"""What a projection rests on: the three levels of a range, and each assumption with its value and its source."""

from dataclasses import dataclass
from enum import StrEnum

from workflow.domain.finding import Confidence


class Level(StrEnum):
    """The three scenarios of a projection."""

    LOW = "low"
    EXPECTED = "expected"
    HIGH = "high"


@dataclass(frozen=True)
class Span:
    """A figure as a range: the lowest, the expected and the highest."""

    low: float
    expected: float
    high: float

    def at(self, level: Level) -> float:
        """Return the figure of a level."""
        return {Level.LOW: self.low, Level.EXPECTED: self.expected, Level.HIGH: self.high}[level]

    def times(self, factor: float) -> "Span":
        """Return the range multiplied by a factor that is not negative."""
        return Span(self.low * factor, self.expected * factor, self.high * factor)


@dataclass(frozen=True)
class NamedAssumption:
    """One thing supposed: a code, a name for people, its value or range, where it comes from, how sure it is.

    `label` says what kind of figure it is: «ordine di grandezza», «sintetico», «ultimo valore noto», «scelta».
    """

    code: str
    name: str
    value: str
    unit: str
    label: str
    source: str
    confidence: Confidence = Confidence.TO_VERIFY
