"""The explained figures of the configuration: the surplus of each set and the contributo di valorizzazione by part."""

from collections.abc import Iterator

from workflow.energy.explained_figure import MEASURES, PERCENT, ExplainedFigure, FigureWriter, InputFigure
from workflow.energy.rates import AVOIDED_LOSSES, LOW_VOLTAGE, MEDIUM_VOLTAGE, SURPLUS_THRESHOLD
from workflow.energy.surplus import SurplusSet
from workflow.energy.tariff import KWH_IN_MWH
from workflow.energy.valorisation import avoided_losses


def surplus_figures(writer: FigureWriter, name: str, one: SurplusSet, *, has_grant: bool) -> Iterator[ExplainedFigure]:
    """Yield the ratio and the surplus of one of the two sets; nothing for a set that injects nothing."""
    if one.injected_kwh <= 0:
        return
    who = "impianti con contributo" if has_grant else "impianti con sola tariffa"
    threshold = writer.law_value("soglia", "Soglia", PERCENT * float(one.threshold), "%", SURPLUS_THRESHOLD)
    energies = [
        InputFigure(
            "incentivata", f"Energia incentivata degli {who}", one.tip_energy_kwh, "kWh", "somma degli impianti"
        ),
        InputFigure("immessa", f"Energia immessa dagli {who}", one.injected_kwh, "kWh", "somma degli impianti"),
    ]
    ratio = PERCENT * one.tip_energy_kwh / one.injected_kwh
    root = f"eccedenza.{name}"
    yield writer.figure(f"{root}.rapporto", "eccedenza.rapporto", PERCENT * one.ratio, energies, ratio, subject=who)
    premium = InputFigure("tip", f"Tariffa premio degli {who}", float(one.tip_eur), "EUR", "somma degli impianti")
    again = max(0.0, ratio - threshold.value) / PERCENT * premium.value
    yield writer.figure(
        f"{root}.importo",
        "eccedenza.importo",
        float(one.surplus_eur),
        [*energies, threshold, premium],
        again,
        subject=who,
    )


def valorisation_figures(writer: FigureWriter) -> Iterator[ExplainedFigure]:
    """Yield the parts of the contribution that the kind of configuration has, and their sum."""
    found, year = writer.settled.valorisation, writer.settled.year
    trase = 0.0 if year.configuration.is_closed_network else float(year.tariffs.trase_eur_mwh)
    shared = InputFigure(
        "energia.condivisa", writer.label("energia.condivisa"), found.shared_kwh, "kWh", "cifra spiegata sopra"
    )
    tariff = InputFigure("trase", "TRASe", trase, "EUR/MWh", "tariffa dell’anno")
    parts = [
        writer.figure(
            "valorizzazione.trasmissione",
            "valorizzazione.trasmissione",
            float(found.transmission_eur),
            [shared, tariff],
            shared.value * trase / KWH_IN_MWH,
        )
    ]
    is_open_group = year.configuration.kind.is_group and not year.configuration.is_closed_network
    if is_open_group and year.tariffs.btau_eur_mwh is not None:
        parts += _of_building(writer, float(year.tariffs.btau_eur_mwh))
    yield from parts
    inputs = [writer.from_figure(one) for one in parts]
    yield writer.figure(
        "valorizzazione.totale",
        "valorizzazione.totale",
        float(found.total_eur),
        inputs,
        sum(one.value for one in inputs),
    )


def _of_building(writer: FigureWriter, btau: float) -> Iterator[ExplainedFigure]:
    found = writer.settled.valorisation
    inside = InputFigure(
        "edificio", "Energia condivisa con gli impianti dell’edificio", found.in_building_kwh, "kWh", MEASURES
    )
    tariff = InputFigure("btau", "BTAU", btau, "EUR/MWh", "tariffa dell’anno")
    yield writer.figure(
        "valorizzazione.distribuzione",
        "valorizzazione.distribuzione",
        float(found.distribution_eur),
        [inside, tariff],
        inside.value * btau / KWH_IN_MWH,
    )
    yield writer.figure(
        "valorizzazione.perdite",
        "valorizzazione.perdite",
        float(found.losses_eur),
        inputs := list(_losses(writer)),
        sum(one.value for one in inputs if one.unit == "EUR"),
    )


def _losses(writer: FigureWriter) -> Iterator[InputFigure]:
    """Yield the energy of each level with its share of losses, and the euro of each month from the hours."""
    found, year = writer.settled.valorisation, writer.settled.year
    shares = {level: float(year.rates.losses(level)) for level in (LOW_VOLTAGE, MEDIUM_VOLTAGE)}
    for code, words, energy, level in (
        ("bt", "bassa tensione", found.low_voltage_kwh, LOW_VOLTAGE),
        ("mt", "media tensione", found.medium_voltage_kwh, MEDIUM_VOLTAGE),
    ):
        yield InputFigure(code, f"Energia condivisa in {words}", energy, "kWh", MEASURES)
        yield writer.law_value(f"quota_{code}", f"Perdite evitate in {words}", shares[level], "", AVOIDED_LOSSES)
    yield from writer.month_inputs("valorizzazione.perdite", "Perdite evitate", "EUR", avoided_losses(year).amount_eur)
