"""The figures of a projection that people are shown, one row each with its three scenarios."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from workflow.energy.projection.named_assumption import Level
from workflow.services.projecting import Projection, ScenarioResult

HUNDRED = 100.0


@dataclass(frozen=True)
class Row:
    """One figure: its name, its unit and its value in each scenario."""

    name: str
    unit: str
    values: Mapping[Level, float]


def rows_of(found: Projection) -> tuple[Row, ...]:
    """Return the rows; the tariff only where the kind has it, the sale only where it is asked."""
    kind, sells = found.dossier.kind, found.dossier.request.wants_rid
    one = found.scenarios
    rows = [
        _row("Produzione", "kWh", one, lambda s: s.produced_kwh),
        _row("Energia immessa", "kWh", one, lambda s: float(s.settlement.injected_kwh.sum())),
        _row("Energia prelevata", "kWh", one, lambda s: float(s.settlement.withdrawn_kwh.sum())),
        _row("Energia condivisa", "kWh", one, lambda s: float(s.settlement.shared_kwh.sum())),
        _row("Condivisa sull’immessa", "%", one, lambda s: HUNDRED * s.shared_of_injected),
    ]
    if kind.has_tariff:
        rows.append(_row("Tariffa premio senza eccedenza", "€", one, lambda s: float(s.settlement.tip_base_eur)))
        rows.append(_row("Eccedenza", "€", one, lambda s: float(s.settlement.surplus.total_eur)))
    rows.append(_row("Contributo di valorizzazione", "€", one, lambda s: float(s.settlement.valorisation.total_eur)))
    if sells:
        rows.append(_row("Ritiro dedicato", "€", one, lambda s: float(s.settlement.rid_eur)))
    rows.append(_row("Corrispettivi al GSE (senza IVA)", "€", one, lambda s: float(s.settlement.fees_eur)))
    rows.append(_row("Prezzo zonale medio", "€/MWh", one, lambda s: float(s.zonal_price_eur_mwh.mean())))
    return tuple(rows)


def _row(
    name: str, unit: str, scenarios: Mapping[Level, ScenarioResult], read: Callable[[ScenarioResult], float]
) -> Row:
    return Row(name, unit, {level: read(one) for level, one in scenarios.items()})
