"""TRASe and BTAU of a projection: the value of the law, else the last one known, named as such and with a range."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from workflow.domain.kind import Kind
from workflow.energy.inputs import UnitTariffs
from workflow.energy.projection.figures import EnergyFigures
from workflow.energy.projection.named_assumption import Level, Span
from workflow.law import Law
from workflow.services.projection_ledger import Ledger
from workflow.services.settling import BTAU, TRASE

_LABELS = {TRASE: "TRASe", BTAU: "BTAU"}


@dataclass(frozen=True)
class TariffSpans:
    """The two tariffs as ranges, in EUR/MWh; BTAU only for groups."""

    trase: Span
    btau: Span | None

    def at(self, level: Level) -> UnitTariffs:
        """Return the tariffs of a scenario."""
        btau = None if self.btau is None else Decimal(repr(self.btau.at(level)))
        return UnitTariffs(Decimal(repr(self.trase.at(level))), btau)


def tariffs_of(
    law: Law,
    year: int,
    figures: EnergyFigures,
    ledger: Ledger,
    *,
    trase: Decimal | None,
    btau: Decimal | None,
    kind: Kind,
) -> TariffSpans:
    """Return the ranges; what is given wins, what the law knows has no range."""
    return TariffSpans(
        _span(TRASE, year, law, figures, ledger, given=trase),
        _span(BTAU, year, law, figures, ledger, given=btau) if kind.is_group else None,
    )


def _span(name: str, year: int, law: Law, figures: EnergyFigures, ledger: Ledger, *, given: Decimal | None) -> Span:
    label = _LABELS[name]
    if given is not None:
        chosen = Span(float(given), float(given), float(given))
        ledger.add(f"P-{label.upper()}", f"{label} del {year}", chosen, unit="EUR/MWh", source="indicata da chi chiede")
        return chosen
    first_day = date(year, 1, 1)
    exactly = law.get(name).find(first_day)
    # A year before the first one known takes the first.
    known = [one for one in law.get(name).history if one.from_on <= first_day] or law.get(name).history[:1]
    last = exactly or known[-1]
    value = float(last.number)
    if exactly is not None:
        exact = Span(value, value, value)
        source = law.cite(last.ref)
        ledger.add(
            f"P-{label.upper()}",
            f"{label} del {year}",
            exact,
            unit="EUR/MWh",
            label="valore noto",
            source=source,
            confidence=last.confidence,
        )
        return exact
    unknown = figures.prices.unknown_tariffs
    span = unknown.span.times(value)
    ledger.add(
        f"P-{label.upper()}",
        f"{label} del {year}, non ancora nota",
        span,
        unit="EUR/MWh",
        label=unknown.label,
        source=f"{unknown.source} Ultimo valore: {last.from_on.year}.",
        confidence=unknown.confidence,
    )
    return span
