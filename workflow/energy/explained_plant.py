"""The explained figures of one plant: its energies, ρ, F, the tariff by month and year, sale, fee and advances."""

from collections.abc import Iterator

import numpy as np

from workflow.energy.advance import COINCIDENCE, VARIABLE_PART
from workflow.energy.explained_figure import DOSSIER, LAW, ExplainedFigure, FigureWriter, InputFigure
from workflow.energy.fees import fee_day, fee_of
from workflow.energy.hours import Flags
from workflow.energy.rates import BANDS, MAXIMUM_CUT, MAXIMUM_GRANT, PHOTOVOLTAIC_CORRECTION, PRICE_THRESHOLD
from workflow.energy.tariff import KWH_IN_MWH
from workflow.law.fees import YEARLY


def plant_figures(writer: FigureWriter, index: int) -> Iterator[ExplainedFigure]:
    """Yield every figure of a plant; those of the tariff only where it is admitted to it."""
    result, plant = writer.settled.plants[index], writer.settled.year.plants[index]
    root, name = f"impianto.{plant.key}", plant.key
    yield writer.summed(
        f"{root}.immessa", "impianto.immessa", float(result.injected_kwh.sum()), result.injected_kwh, name
    )
    yield writer.summed(
        f"{root}.condivisa", "impianto.condivisa", float(result.shared_kwh.sum()), result.shared_kwh, name
    )
    yield from _tariff_of(writer, index, root)
    price = writer.settled.year.zonal_price_eur_mwh
    if plant.is_rid:
        yield writer.summed(
            f"{root}.rid", "impianto.rid", float(result.rid_eur), result.injected_kwh * price / KWH_IN_MWH, name
        )
    yield _fee_of(writer, index, root)
    yield from _advance_of(writer, index, root)


def _tariff_of(writer: FigureWriter, index: int, root: str) -> Iterator[ExplainedFigure]:
    settled, year = writer.settled, writer.settled.year
    result, plant = settled.plants[index], year.plants[index]
    if not year.admitted[index]:
        return
    rho = _share_of(writer, index, root)
    yield rho
    energy = writer.summed(
        f"{root}.incentivata",
        "impianto.incentivata",
        float(result.earned.energy_kwh.sum()),
        result.earned.energy_kwh,
        plant.key,
    )
    yield energy
    exempt = writer.summed(
        f"{root}.esente", "impianto.esente", float(result.earned.exempt_kwh.sum()), result.earned.exempt_kwh, plant.key
    )
    yield exempt
    cut = _cut_of(writer, index, root)
    yield cut
    every = np.ones(len(settled.hours), dtype=np.bool_)
    for month in writer.months:
        here = settled.hours.months == month
        yield _premium(writer, index, f"{root}.tip.mese.{month:02}", "impianto.tip_mese", here, cut=cut, month=month)
    yield _premium(writer, index, f"{root}.tip", "impianto.tip", every, cut=cut)


def _share_of(writer: FigureWriter, index: int, root: str) -> ExplainedFigure:
    plant = writer.settled.year.plants[index]
    power, obligation, superbonus = (float(part) for part in (plant.power_kw, plant.obligation_kw, plant.superbonus_kw))
    inputs = [
        InputFigure("potenza", "Potenza dell’impianto", power, "kW", DOSSIER),
        InputFigure("obbligo", "Quota d’obbligo", obligation, "kW", DOSSIER),
        InputFigure("superbonus", "Potenza con Superbonus", superbonus, "kW", DOSSIER),
    ]
    again = max(0.0, power - obligation - superbonus) / power if power > 0 else 0.0
    return writer.figure(f"{root}.rho", "impianto.rho", float(plant.eligible_share), inputs, again, subject=plant.key)


def _cut_of(writer: FigureWriter, index: int, root: str) -> ExplainedFigure:
    year = writer.settled.year
    plant, day = year.plants[index], year.rates.first_day
    maximum, grant = (float(year.law.value(name, day).number) for name in (MAXIMUM_CUT, MAXIMUM_GRANT))
    given = float(plant.grant_share)
    inputs = [
        InputFigure("g", "Contributo sul costo massimo di riferimento (g)", given, "", DOSSIER),
        writer.law_value("decurtazione", "Decurtazione massima", maximum, "", MAXIMUM_CUT),
        writer.law_value("intensita", "Intensità massima del contributo", grant, "", MAXIMUM_GRANT),
    ]
    value = float(year.rates.cut(plant.grant_share))
    return writer.figure(f"{root}.f", "impianto.f", value, inputs, maximum * given / grant, subject=plant.key)


def _premium(
    writer: FigureWriter,
    index: int,
    code: str,
    kind: str,
    here: Flags,
    *,
    cut: ExplainedFigure,
    month: int | None = None,
) -> ExplainedFigure:
    """Return the premium of some hours as what it would be without F, less F on what is not exempt."""
    settled = writer.settled
    result, plant = settled.plants[index], settled.year.plants[index]
    earned = result.earned
    gross = float((earned.gross_eur_mwh * earned.energy_kwh)[here].sum()) / KWH_IN_MWH
    subject = float((earned.gross_eur_mwh * (earned.energy_kwh - earned.exempt_kwh))[here].sum()) / KWH_IN_MWH
    origin = f"somma di {int(np.count_nonzero(here))} ore"
    inputs = [
        InputFigure("lorda", "Lorda: tariffa dell’ora per energia incentivata", gross, "EUR", origin),
        InputFigure("lorda_non_esente", "di cui sull’energia non esente", subject, "EUR", origin),
        writer.from_figure(cut),
    ]
    if month is None:
        inputs += _tariff_parts(writer, index)
        inputs += _at_limits(writer, index)
    value = float(earned.amount_eur[here].sum())
    name = plant.key if month is None else f"{plant.key}, mese {month}"
    return writer.figure(code, kind, value, inputs, gross - cut.value * subject, subject=name)


def _tariff_parts(writer: FigureWriter, index: int) -> Iterator[InputFigure]:
    """Yield what the tariff of an hour is made of: the values of the law for the plant's class and area."""
    year = writer.settled.year
    plant = year.plants[index]
    parts = year.rates.of_plant(plant, year.hours)
    yield InputFigure("potenza_classe", "Potenza che dà lo scaglione", float(plant.class_power_kw), "kW", DOSSIER)
    for code, label, series, parameter in (
        ("parte_fissa", "Parte fissa", parts.base, BANDS),
        ("tetto", "Tetto", parts.cap, BANDS),
        ("soglia", "Prezzo zonale sotto cui cresce la parte variabile", parts.threshold, PRICE_THRESHOLD),
        ("correzione", "Correzione geografica", parts.correction, PHOTOVOLTAIC_CORRECTION),
    ):
        for value in np.unique(series):
            yield writer.law_value(code, label, float(value), "EUR/MWh", parameter)


def _at_limits(writer: FigureWriter, index: int) -> Iterator[InputFigure]:
    """Yield the mean price and how many hours stood at the cap and at the fixed part alone."""
    settled, year = writer.settled, writer.settled.year
    energy = settled.plants[index].earned.energy_kwh
    price, counted = year.zonal_price_eur_mwh, energy > 0
    parts = year.rates.of_plant(year.plants[index], year.hours)
    if not counted.any():
        return
    mean = float((price * energy).sum() / energy.sum())
    capped = counted & (parts.base + np.maximum(0.0, parts.threshold - price) >= parts.cap)
    bare = counted & (price >= parts.threshold)
    yield InputFigure("prezzo_medio", "Prezzo zonale medio dell’energia incentivata", mean, "EUR/MWh", "prezzi orari")
    for code, label, flags in (
        ("ore", "Ore con energia incentivata", counted),
        ("ore_al_tetto", "di cui al tetto", capped),
        ("ore_alla_parte_fissa", "di cui alla sola parte fissa", bare),
    ):
        yield InputFigure(code, label, float(np.count_nonzero(flags)), "h", "conteggio delle ore")


def _fee_of(writer: FigureWriter, index: int, root: str) -> ExplainedFigure:
    """Return the yearly fee: that of the power, for the part of it that is due."""
    result, year = writer.settled.plants[index], writer.settled.year
    plant, due = year.plants[index], fee_of(year, index)
    whole, part = float(due.whole_eur), float(due.part)
    inputs = [
        InputFigure("potenza", "Potenza dell’impianto", float(plant.power_kw), "kW", DOSSIER),
        InputFigure(
            "intero",
            "Corrispettivo intero per questa potenza",
            whole,
            "EUR",
            LAW,
            year.law.value(YEARLY, fee_day(year)).ref,
        ),
        InputFigure("parte", "Parte dovuta", part, "", "tipo di configurazione e ipotesi sui corrispettivi"),
    ]
    fee = float(result.fee_eur)
    return writer.figure(
        f"{root}.corrispettivo", "impianto.corrispettivo", fee, inputs, whole * part, subject=plant.key
    )


def _advance_of(writer: FigureWriter, index: int, root: str) -> Iterator[ExplainedFigure]:
    year, plant = writer.settled.year, writer.settled.year.plants[index]
    rates, day, advance = year.rates, year.rates.first_day, writer.settled.plants[index].advance
    energy = InputFigure(
        "energia",
        "Energia mensile in acconto",
        float(advance.energy_kwh),
        "kWh",
        "potenza per ore convenzionali per contemporaneità",
        year.law.value(COINCIDENCE, day).ref,
    )
    if year.admitted[index]:
        share, cut = float(plant.eligible_share), float(rates.cut(plant.grant_share))
        base = float(year.law.value(BANDS, day).bands.pick(plant.class_power_kw)["parte_fissa"])
        variable = float(year.law.value(VARIABLE_PART, day).number)
        correction = float(rates.correction(plant.source, plant.area, day))
        inputs = [
            energy,
            InputFigure("rho", "ρ", share, "", "cifra spiegata sopra"),
            InputFigure("f", "F", cut, "", "cifra spiegata sopra"),
            writer.law_value("parte_fissa", "Parte fissa", base, "EUR/MWh", BANDS),
            writer.law_value("parte_variabile", "Parte variabile dell’acconto", variable, "EUR/MWh", VARIABLE_PART),
            writer.law_value("correzione", "Correzione geografica", correction, "EUR/MWh", PHOTOVOLTAIC_CORRECTION),
        ]
        again = energy.value * share * (base + variable + correction) * (1 - cut) / KWH_IN_MWH
        tip = float(advance.tip_eur)
        yield writer.figure(f"{root}.acconto_tip", "impianto.acconto_tip", tip, inputs, again, subject=plant.key)
    trase = 0.0 if year.configuration.is_closed_network else float(year.tariffs.trase_eur_mwh)
    yield writer.figure(
        f"{root}.acconto_valorizzazione",
        "impianto.acconto_valorizzazione",
        float(advance.valorisation_eur),
        [energy, InputFigure("trase", "TRASe", trase, "EUR/MWh", "tariffa dell’anno")],
        energy.value * trase / KWH_IN_MWH,
        subject=plant.key,
    )
