"""The workbook of a year: one hour and the sums with live formulas, the hours, every figure, the assumptions."""

import io

from workflow.domain.italian_writing import MONTH_NAMES, italian_short
from workflow.energy.assumptions import SurplusDenominator
from workflow.energy.chart_series import month_sums
from workflow.energy.hours import ROME
from workflow.energy.surplus import SurplusSet
from workflow.services.energy_reported import ReportedYear
from workflow.services.energy_workbook_cells import Board, cell, column_span, new_book
from workflow.services.energy_workbook_hour import HourSheet

_HOURS, _MONTHS = "Ore", "Mesi"
# Columns of the sheet of hours, before those of the plants.
_WHEN, _MONTH, _PRICE, _INJECTED, _WITHDRAWN, _SHARED, _OF_PLANTS = range(7)
_PLANT_COLUMNS = ("immessa nel periodo, kWh", "incentivata, kWh", "tariffa, €")


def workbook_of(reported: ReportedYear) -> bytes:
    """Return the bytes of the workbook; the same year gives the same bytes."""
    buffer = io.BytesIO()
    with new_book(f"Energia condivisa {reported.year} – {reported.title}", buffer) as book:
        hour, year, months = book.board("Ora"), book.board("Anno"), book.board(_MONTHS)
        hours, figures, supposed = book.board(_HOURS), book.board("Cifre"), book.board("Ipotesi")
        HourSheet(hour, reported.hour, reported.settled.assumptions).write()
        last = _write_hours(hours, reported)
        totals = _write_months(months, reported, last)
        _write_year(year, reported, totals)
        _write_figures(figures, reported)
        _write_assumptions(supposed, reported)
    return buffer.getvalue()


def _write_hours(board: Board, reported: ReportedYear) -> int:
    """Write every hour, the shared energy as a formula; return the last row."""
    settled = reported.settled
    names = [f"{plant.key}: {what}" for plant in settled.plants for what in _PLANT_COLUMNS]
    board.headings(
        0, ["Ora (locale)", "Mese", "Prezzo zonale, €/MWh", "Immessa, kWh", "Prelevata, kWh", "Condivisa, kWh", *names]
    )
    board.sheet.freeze_panes(1, 1)
    board.sheet.set_column(0, 0, 22)
    board.sheet.set_column(1, _OF_PLANTS + len(names), 13)
    price = settled.year.zonal_price_eur_mwh.tolist()
    injected, withdrawn, shared = (
        series.tolist() for series in (settled.injected_kwh, settled.withdrawn_kwh, settled.shared_kwh)
    )
    of_plants = [
        series.tolist()
        for plant in settled.plants
        for series in (plant.earned.injected_kwh, plant.earned.energy_kwh, plant.earned.amount_eur)
    ]
    for index, start in enumerate(settled.hours.starts):
        row = index + 1
        board.text(row, _WHEN, f"{start.astimezone(ROME):%d/%m/%Y %H:%M (%z)}", board.looks.plain)
        board.number(row, _MONTH, float(settled.hours.months[index]))
        board.number(row, _PRICE, price[index])
        board.number(row, _INJECTED, injected[index])
        board.number(row, _WITHDRAWN, withdrawn[index])
        formula = f"MIN({cell(row, _INJECTED)},{cell(row, _WITHDRAWN)})"
        board.formula(row, _SHARED, formula, shared[index])
        for place, series in enumerate(of_plants):
            board.number(row, _OF_PLANTS + place, series[index])
    board.page("Le ore dell’anno", repeat=0)
    return len(settled.hours)


def _write_months(board: Board, reported: ReportedYear, last: int) -> list[str]:
    """Write the sums by month as formulas on the hours; return the cells of the yearly sums of the plants' columns."""
    settled = reported.settled
    names = [f"{plant.key}: {what}" for plant in settled.plants for what in _PLANT_COLUMNS]
    board.headings(0, ["Mese", "N.", "Immessa, kWh", "Prelevata, kWh", "Condivisa, kWh", *names])
    board.sheet.freeze_panes(1, 1)
    board.sheet.set_column(0, 0, 14)
    board.sheet.set_column(2, 5 + len(names), 15)
    of_plants = [
        series
        for plant in settled.plants
        for series in (plant.earned.injected_kwh, plant.earned.energy_kwh, plant.earned.amount_eur)
    ]
    sources = [
        (_INJECTED, settled.injected_kwh),
        (_WITHDRAWN, settled.withdrawn_kwh),
        (_SHARED, settled.shared_kwh),
        *((_OF_PLANTS + place, series) for place, series in enumerate(of_plants)),
    ]
    months = month_sums(settled)
    keys = f"{_HOURS}!{column_span(_MONTH, 1, last)}"
    for row, one in enumerate(months, start=1):
        board.text(row, 0, MONTH_NAMES[one.month - 1])
        key = board.number(row, 1, float(one.month))
        here = settled.hours.months == one.month
        for column, (source, series) in enumerate(sources, start=2):
            formula = f"SUMIF({keys},{key},{_HOURS}!{column_span(source, 1, last)})"
            board.formula(row, column, formula, float(series[here].sum()))
    total = len(months) + 1
    board.text(total, 0, "Anno", board.looks.band)
    cells = []
    for column, (_, series) in enumerate(sources, start=2):
        cells.append(board.formula(total, column, f"SUM({column_span(column, 1, total - 1)})", float(series.sum())))
    board.page("I mesi", repeat=0)
    return [f"{_MONTHS}!{one}" for one in cells]


def _write_year(board: Board, reported: ReportedYear, totals: list[str]) -> None:
    """Write the sums of the year: surplus by set, valorisation, sale, fees, net."""
    settled = reported.settled
    year, valued = settled.year, settled.valorisation
    board.text(0, 0, f"Le somme del {reported.year}: {reported.title}", board.looks.title)
    board.text(1, 0, f"{reported.label}. Celle gialle: dati; celle azzurre: formule vive.", board.looks.note)
    board.sheet.set_column(0, 0, 46)
    board.sheet.set_column(1, 7, 18)
    board.headings(
        3,
        [
            "Impianto",
            "Insieme",
            "Immessa, kWh",
            "Incentivata, kWh",
            "Tariffa, €",
            "Ritiro dedicato, €",
            "Corrispettivo, €",
        ],
    )
    first = row = 4
    for index, plant in enumerate(settled.plants):
        board.text(row, 0, plant.key)
        board.text(row, 1, "con contributo" if year.plants[index].has_grant else "sola tariffa")
        for place, (source, series) in enumerate(
            zip(
                totals[3 + 3 * index : 6 + 3 * index],
                (plant.earned.injected_kwh, plant.earned.energy_kwh, plant.earned.amount_eur),
                strict=True,
            )
        ):
            value = float(series.sum())
            share = 1.0
            if place == 0 and settled.assumptions.surplus_denominator is SurplusDenominator.ELIGIBLE:
                share = float(year.plants[index].eligible_share)
            board.formula(row, 2 + place, source if share == 1.0 else f"{source}*{share!r}", value * share)
        board.given(row, 5, float(plant.rid_eur))
        board.given(row, 6, float(plant.fee_eur))
        row += 1
    spans = {column: column_span(column, first, row - 1) for column in range(1, 7)}
    row += 1
    board.headings(
        row,
        [
            "Eccedenza",
            "Immessa, kWh",
            "Incentivata, kWh",
            "Rapporto",
            "Soglia",
            "Oltre la soglia",
            "Tariffa, €",
            "Eccedenza, €",
        ],
    )
    surplus = []
    for name, one in (("sola tariffa", settled.surplus.tip_only), ("con contributo", settled.surplus.tip_and_grant)):
        row += 1
        surplus.append(_write_set(board, row, name, one, spans))
    row += 2
    board.headings(row, ["Voce", "Valore"])
    row += 1
    trase = 0.0 if year.configuration.is_closed_network else float(year.tariffs.trase_eur_mwh)
    tariff = _said(board, row, "TRASe, €/MWh", trase)
    transmission = _sum(
        board, row + 1, "Valorizzazione, trasmissione, €", f"{totals[2]}*{tariff}/1000", float(valued.transmission_eur)
    )
    distribution = _said(board, row + 2, "Valorizzazione, distribuzione (gruppi), €", float(valued.distribution_eur))
    losses = _said(board, row + 3, "Valorizzazione, perdite evitate (gruppi), €", float(valued.losses_eur))
    tip = _sum(board, row + 4, "Tariffa premio, €", f"SUM({spans[4]})", float(settled.tip_eur))
    _sum(board, row + 5, "   di cui eccedenza, €", "+".join(surplus), float(settled.surplus.total_eur))
    sale = _sum(board, row + 6, "Ritiro dedicato, €", f"SUM({spans[5]})", float(settled.rid_eur))
    fees = _sum(board, row + 7, "Corrispettivi al GSE senza IVA, €", f"SUM({spans[6]})", float(settled.fees_eur))
    net = f"{tip}+{transmission}+{distribution}+{losses}+{sale}-{fees}"
    _sum(board, row + 8, "Netto per il Referente senza IVA, €", net, float(settled.net_of_fees_eur))
    board.page("Le somme dell’anno")


def _write_set(board: Board, row: int, name: str, one: SurplusSet, spans: dict[int, str]) -> str:
    """Write the surplus of one set; return the cell of it."""
    board.text(row, 0, name)
    sums = [
        board.formula(row, column, f'SUMIF({spans[1]},"{name}",{spans[source]})', value)
        for column, source, value in ((1, 2, one.injected_kwh), (2, 3, one.tip_energy_kwh))
    ]
    ratio = board.formula(row, 3, f"IF({sums[0]}>0,{sums[1]}/{sums[0]},0)", one.ratio)
    threshold = board.given(row, 4, float(one.threshold))
    # As in the settlement: a ratio that is the threshold itself is not above it for the noise of binary figures.
    above = board.formula(row, 5, f"IF({ratio}-{threshold}>1E-12,{ratio}-{threshold},0)", one.excess)
    premium = board.formula(row, 6, f'SUMIF({spans[1]},"{name}",{spans[4]})', float(one.tip_eur))
    return board.formula(row, 7, f"{above}*{premium}", float(one.surplus_eur))


def _said(board: Board, row: int, label: str, value: float) -> str:
    board.text(row, 0, label)
    return board.given(row, 1, value)


def _sum(board: Board, row: int, label: str, formula: str, value: float) -> str:
    board.text(row, 0, label)
    return board.formula(row, 1, formula, value)


def _write_figures(board: Board, reported: ReportedYear) -> None:
    board.headings(
        0,
        ["Codice", "Cifra", "Di che cosa", "Valore", "Unità", "Come si calcola", "Da che cosa", "Articolo", "Ipotesi"],
    )
    board.sheet.freeze_panes(1, 2)
    for column, width in enumerate((30, 34, 20, 16, 10, 46, 60, 40, 16)):
        board.sheet.set_column(column, column, width)
    for row, one in enumerate(reported.figures, start=1):
        board.text(row, 0, one.code)
        board.text(row, 1, one.label)
        board.text(row, 2, one.subject)
        board.number(row, 3, one.value)
        board.text(row, 4, one.unit)
        board.text(row, 5, one.formula)
        board.text(
            row, 6, "\n".join(f"{i.label}: {italian_short(i.value, 6)} {i.unit} ({i.origin})" for i in one.inputs)
        )
        board.text(row, 7, reported.law.cite(one.ref))
        board.text(row, 8, ", ".join(one.assumptions))
    board.page("Ogni cifra spiegata", repeat=0)


def _write_assumptions(board: Board, reported: ReportedYear) -> None:
    board.headings(0, ["Codice", "Ipotesi", "Valore o scelta", "Che cos’è", "Da dove"])
    for column, width in enumerate((14, 46, 50, 24, 60)):
        board.sheet.set_column(column, column, width)
    row = 1
    for one in reported.assumptions:
        for column, text in enumerate((one.code, one.name, f"{one.value} {one.unit}".strip(), one.label, one.source)):
            board.text(row, column, text)
        row += 1
    for code, label, choice in reported.choices:
        for column, text in enumerate((code, label, choice, "scelta del conto", "")):
            board.text(row, column, text)
        row += 1
    board.text(row, 0, "A-ROUND")
    board.text(row, 1, reported.rounding)
    board.page("Le ipotesi", repeat=0)
