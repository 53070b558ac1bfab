"""Every figure of a settlement with its formula, inputs and article, and the same figure made again from them."""

from collections.abc import Iterator, Sequence

import numpy as np

from workflow.energy.explained_figure import MEASURES, PERCENT, ExplainedFigure, FigureWriter, InputFigure
from workflow.energy.explained_plant import plant_figures
from workflow.energy.explained_sums import surplus_figures, valorisation_figures
from workflow.energy.explanation_texts import ExplanationTexts
from workflow.energy.settlement import Settlement

__all__ = ["ExplainedFigure", "InputFigure", "explain"]


def explain(settled: Settlement, texts: ExplanationTexts) -> tuple[ExplainedFigure, ...]:
    """Return every figure of the settlement, each after those it is made of."""
    writer = FigureWriter(settled, texts)
    energies = list(_energies(writer))
    plants = [list(plant_figures(writer, index)) for index in range(len(settled.plants))]
    surplus = [*surplus_figures(writer, "solo_tariffa", settled.surplus.tip_only, has_grant=False)]
    surplus += surplus_figures(writer, "con_contributo", settled.surplus.tip_and_grant, has_grant=True)
    valued = list(valorisation_figures(writer))
    found = [*energies, *(figure for one in plants for figure in one), *surplus, *valued]
    return (*found, *_totals(writer, found))


def _energies(writer: FigureWriter) -> Iterator[ExplainedFigure]:
    settled = writer.settled
    injected = writer.summed(
        "energia.immessa", "energia.immessa", float(settled.injected_kwh.sum()), settled.injected_kwh
    )
    yield injected
    yield writer.summed(
        "energia.prelevata", "energia.prelevata", float(settled.withdrawn_kwh.sum()), settled.withdrawn_kwh
    )
    for month in writer.months:
        here = settled.hours.months == month
        yield writer.figure(
            f"energia.condivisa.mese.{month:02}",
            "mese.condivisa",
            float(settled.shared_kwh[here].sum()),
            [
                InputFigure("ore", "Ore del mese", float(np.count_nonzero(here)), "h", MEASURES),
                InputFigure("immessa", "Immessa nel mese", float(settled.injected_kwh[here].sum()), "kWh", MEASURES),
                InputFigure(
                    "prelevata", "Prelevata nel mese", float(settled.withdrawn_kwh[here].sum()), "kWh", MEASURES
                ),
            ],
            float(np.minimum(settled.injected_kwh[here], settled.withdrawn_kwh[here]).sum()),
            subject=f"mese {month}",
        )
    shared = writer.summed(
        "energia.condivisa", "energia.condivisa", float(settled.shared_kwh.sum()), settled.shared_kwh
    )
    yield shared
    if injected.value > 0:
        quota = PERCENT * shared.value / injected.value
        inputs = [writer.from_figure(shared), writer.from_figure(injected)]
        yield writer.figure(
            "energia.quota", "energia.quota", quota, inputs, PERCENT * inputs[0].value / inputs[1].value
        )


def _totals(writer: FigureWriter, found: Sequence[ExplainedFigure]) -> Iterator[ExplainedFigure]:
    settled = writer.settled
    by_kind: dict[str, list[InputFigure]] = {}
    for figure in found:
        by_kind.setdefault(figure.kind, []).append(writer.from_figure(figure))

    def total(name: str, value: float, inputs: Sequence[InputFigure], again: float | None = None) -> ExplainedFigure:
        made = sum(one.value for one in inputs) if again is None else again
        return writer.figure(f"totale.{name}", f"totale.{name}", value, inputs, made)

    tip = total("tip", float(settled.tip_eur), by_kind.get("impianto.tip", []))
    surplus = total("eccedenza", float(settled.surplus.total_eur), by_kind.get("eccedenza.importo", []))
    sale = total("rid", float(settled.rid_eur), by_kind.get("impianto.rid", []))
    fees = total("corrispettivi", float(settled.fees_eur), by_kind.get("impianto.corrispettivo", []))
    yield from (tip, surplus)
    two = [writer.from_figure(tip), writer.from_figure(surplus)]
    yield total("tip_ordinaria", float(settled.tip_base_eur), two, two[0].value - two[1].value)
    yield from (sale, fees)
    rate = InputFigure("aliquota", "Aliquota IVA", float(settled.vat_rate), "", "scelta di chi fa il conto")
    vat = [writer.from_figure(fees), rate]
    yield total("iva", float(settled.fees_vat_eur), vat, fees.value * rate.value)
    valued = by_kind["valorizzazione.totale"]
    four = [writer.from_figure(tip), *valued, writer.from_figure(sale), writer.from_figure(fees)]
    net = tip.value + valued[0].value + sale.value - fees.value
    yield total("netto", float(settled.net_of_fees_eur), four, net)
