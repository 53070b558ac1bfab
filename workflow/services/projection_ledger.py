"""The list of what a projection supposes, each thing once."""

from workflow.domain.finding import Confidence
from workflow.domain.italian_writing import italian_short
from workflow.energy.projection.named_assumption import NamedAssumption, Span

CHOICE = "scelta"
ORDER_OF_MAGNITUDE = "ordine di grandezza"
SYNTHETIC = "sintetico"


class Ledger:
    """Collects assumptions in the order in which they are made; the same code and name is kept once."""

    def __init__(self) -> None:
        self._found: dict[tuple[str, str], NamedAssumption] = {}

    def add(
        self,
        code: str,
        name: str,
        value: object,
        *,
        unit: str = "",
        label: str = CHOICE,
        source: str = "",
        confidence: Confidence = Confidence.TO_VERIFY,
    ) -> None:
        """Add an assumption; a span is written as its range."""
        text = shown_span(value) if isinstance(value, Span) else str(value)
        self._found.setdefault((code, name), NamedAssumption(code, name, text, unit, label, source, confidence))

    def extend(self, known: tuple[NamedAssumption, ...]) -> None:
        """Add assumptions already made elsewhere."""
        for one in known:
            self._found.setdefault((one.code, one.name), one)

    @property
    def all(self) -> tuple[NamedAssumption, ...]:
        """Everything supposed."""
        return tuple(self._found.values())


def shown_span(span: Span) -> str:
    """Return a range in Italian figures: «1.140 – 1.340 – 1.447»; one figure where there is no range."""
    if span.low == span.expected == span.high:
        return _figure(span.expected)
    return " – ".join(_figure(value) for value in (span.low, span.expected, span.high))


def _figure(value: float) -> str:
    places = 0 if abs(value) >= 100 else 2  # noqa: PLR2004 - from a hundred on, cents say nothing
    return italian_short(value, places)
