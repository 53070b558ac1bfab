"""What the template of the energy report may name: texts ready to print, and the charts."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from math import isnan
from typing import Any

from workflow.domain.italian_writing import MONTH_NAMES, italian, italian_short
from workflow.energy.chart_series import SEASONS, month_sums, shares, typical_days
from workflow.energy.projection.named_assumption import Level
from workflow.energy.projection.rounding import SIGNIFICANT, significant
from workflow.energy.published import Published, published, to_cent
from workflow.energy.settlement import Settlement
from workflow.services.energy_reported import MOST_BARS, MemberFigures, ReportedYear
from workflow.services.split_energy import Origin

HUNDRED = 100.0
DASH = "–"
_ENERGIES: tuple[tuple[str, Callable[[Settlement], float]], ...] = (
    ("Energia immessa", lambda settled: float(settled.injected_kwh.sum())),
    ("Energia prelevata", lambda settled: float(settled.withdrawn_kwh.sum())),
    ("Energia condivisa", lambda settled: float(settled.shared_kwh.sum())),
)
_KINDS = {
    Origin.MEASURED: "Conto sulle misure del distributore",
    Origin.PROJECTED: "Stima prima delle misure: ordine di grandezza, dati sintetici",
    Origin.RECEIVED: "Conto sui dati di un file",
}
_WARNINGS = {
    Origin.MEASURED: "Il GSE calcola gli importi sulle misure validate: questo conto serve a capirli e a controllarli.",
    Origin.PROJECTED: (
        "Queste cifre sono una stima con un intervallo, non una previsione e non una promessa: cambiano con le ipotesi "
        "elencate in fondo. Le tabelle sono dello scenario atteso, arrotondate; un’ora e ogni cifra sono scritte per "
        "intero solo perché si possa rifare il conto."
    ),
    Origin.RECEIVED: "Il conto vale quanto i dati del file: qui si mostra come da essi si arriva agli importi.",
}
_PLACES = "Le cifre di questa tabella hanno al più quattro decimali: intere sono nel JSON e nel file Excel."
_HOUR_NOTE = (
    "È l’ora con più energia condivisa, o quella richiesta; il foglio «Ora» del file Excel la rifà con formule vive. "
    "Premio = tariffa · (esente + (incentivata − esente) · (1 − F)) / 1000, con la F della tabella degli impianti."
)
_DETAILED = (".mese.",)
# A table of an estimate has a figure more than its sums, so that its rows still make them.
_SHOWN_OF_ESTIMATE = SIGNIFICANT + 1


def view_of(reported: ReportedYear, pictures: Mapping[str, Any]) -> dict[str, Any]:
    """Return what the template may name; `pictures` are the charts by name, and one that lacks is None."""
    lines = published(reported.settled)
    return {
        "rapporto": {
            "titolo": reported.title,
            "anno": str(reported.year),
            "specie": _KINDS[reported.origin],
            "e_stima": reported.origin is Origin.PROJECTED,
            "avvertenza": _WARNINGS[reported.origin],
            "note": list(reported.notes),
            "sintesi": summary(reported, lines),
            "mesi": months(reported, lines),
            "giorni": days(reported),
            "impianti": plants(reported, lines),
            "quote": sets(reported),
            "soci": [member_row(one, scale_of(reported)) for one in reported.members],
            "ora": hour(reported),
            "cifre": figures(reported),
            "ipotesi": [
                {"codice": one.code, "nome": one.name, "valore": f"{one.value} {one.unit}".strip(),
                 "etichetta": one.label, "fonte": one.source}
                for one in reported.assumptions
            ],
            "scelte": [{"codice": code, "nome": label, "scelta": choice} for code, label, choice in reported.choices],
            "arrotondamento": f"{reported.rounding} {_PLACES}",
            "grafici": {name: pictures.get(name) for name in ("giorno", "mesi", "quota", "soci", "intervallo")},
        }
    }  # fmt: skip


def summary(reported: ReportedYear, lines: Published) -> list[dict[str, str]]:
    """Return the figures of the year; of an estimate the three scenarios, to the figures they can stand for."""
    rows: list[dict[str, str]] = []
    by_level = reported.scenarios or {Level.EXPECTED: reported.settled}
    has_tariff = reported.settled.year.configuration.kind.has_tariff

    def row(name: str, unit: str, read: Callable[[Settlement], float], exact: str) -> None:
        texts = {level: f"{_rounded(read(one))} {unit}" for level, one in by_level.items()}
        is_estimate = bool(reported.scenarios)
        rows.append(
            {
                "voce": name,
                "prudente": texts.get(Level.LOW, "") if is_estimate else "",
                "valore": texts[Level.EXPECTED] if is_estimate else exact,
                "favorevole": texts.get(Level.HIGH, "") if is_estimate else "",
            }
        )

    settled = reported.settled
    for name, read in _ENERGIES:
        row(name, "kWh", read, f"{kwh(read(settled))} kWh")
    row("Condivisa sull’immessa", "%", _quota, f"{italian(_quota(settled), 1)} %")
    if has_tariff:
        row("Tariffa premio", "€", lambda s: float(s.tip_eur), euro(lines.tip_eur))
        row("   di cui eccedenza", "€", lambda s: float(s.surplus.total_eur), euro(lines.surplus_eur))
    row("Contributo di valorizzazione", "€", lambda s: float(s.valorisation.total_eur), euro(lines.valorisation_eur))
    if any(plant.is_rid for plant in settled.year.plants):
        row("Ritiro dedicato", "€", lambda s: float(s.rid_eur), euro(lines.rid_eur))
    row("Corrispettivi al GSE, senza IVA", "€", lambda s: float(s.fees_eur), euro(lines.fees_eur))
    row("Netto per il Referente, senza IVA", "€", lambda s: float(s.net_of_fees_eur), euro(lines.net_eur))
    return rows


@dataclass(frozen=True)
class Scale:
    """How exactly the tables say energies and amounts: an estimate has no cents, and no kWh that nobody can know."""

    is_estimate: bool

    def kwh(self, value: float) -> str:
        """Return energy."""
        return _rounded(value, _SHOWN_OF_ESTIMATE) if self.is_estimate else kwh(value)

    def euro(self, value: Decimal) -> str:
        """Return an amount."""
        return f"{_rounded(float(value), _SHOWN_OF_ESTIMATE)} €" if self.is_estimate else euro(value)


def scale_of(reported: ReportedYear) -> Scale:
    """Return the scale of a report's tables."""
    return Scale(reported.origin is Origin.PROJECTED)


def months(reported: ReportedYear, lines: Published) -> list[dict[str, str]]:
    """Return a row a month, and the year."""
    sums, scale = month_sums(reported.settled), scale_of(reported)
    rows = [
        _month(
            scale,
            MONTH_NAMES[one.month - 1],
            one.injected_kwh,
            one.withdrawn_kwh,
            one.shared_kwh,
            tip=lines.tip_of_month(place),
        )
        for place, one in enumerate(sums)
    ]
    whole = [sum(getattr(one, key) for one in sums) for key in ("injected_kwh", "withdrawn_kwh", "shared_kwh")]
    return [*rows, _month(scale, "anno", *whole, tip=lines.tip_eur)]


def _month(
    scale: Scale, name: str, injected: float, withdrawn: float, shared: float, *, tip: Decimal
) -> dict[str, str]:
    share = italian(HUNDRED * shared / injected, 1) if injected else DASH
    return {
        "mese": name, "immessa": scale.kwh(injected), "prelevata": scale.kwh(withdrawn),
        "condivisa": scale.kwh(shared), "quota": share, "tariffa": scale.euro(tip),
    }  # fmt: skip


def days(reported: ReportedYear) -> list[dict[str, Any]]:
    """Return a row for each clock hour, with injected, withdrawn and shared energy of each of the four seasons."""
    known = {one.season: one for one in typical_days(reported.settled)}
    rows = []
    for clock in range(24):
        values = []
        for season in SEASONS:
            one = known.get(season)
            series = () if one is None else (one.injected_kwh, one.withdrawn_kwh, one.shared_kwh)
            values += [_of_clock(float(each[clock])) for each in series] or [DASH] * 3
        rows.append({"ora": f"{clock}–{clock + 1}", "valori": values})
    return rows


def _of_clock(mean: float) -> str:
    return DASH if isnan(mean) else italian(mean, 1)


def plants(reported: ReportedYear, lines: Published) -> list[dict[str, str]]:
    """Return a row a plant."""
    year = reported.settled.year
    rows, scale = [], scale_of(reported)
    for index, result in enumerate(reported.settled.plants):
        plant, admitted = year.plants[index], year.admitted[index]
        parts = year.rates.of_plant(plant, year.hours) if admitted else None
        rows.append(
            {
                "nome": plant.key,
                "potenza": italian_short(float(plant.power_kw), 3),
                "scaglione": DASH
                if parts is None
                else f"{italian_short(parts.base[-1], 2)} / {italian_short(parts.cap[-1], 2)}",
                "correzione": DASH if parts is None else italian_short(parts.correction[-1], 2),
                "f": italian(float(year.rates.cut(plant.grant_share)), 3) if admitted else DASH,
                "immessa": scale.kwh(float(result.injected_kwh.sum())),
                "condivisa": scale.kwh(float(result.shared_kwh.sum())),
                "incentivata": scale.kwh(float(result.earned.energy_kwh.sum())),
                "esente": scale.kwh(float(result.earned.exempt_kwh.sum())),
                "tariffa": scale.euro(sum(lines.tip_by_plant[plant.key], Decimal(0))),
                "acconto": scale.euro(to_cent(result.advance.tip_eur + result.advance.valorisation_eur)),
            }
        )
    return rows


def sets(reported: ReportedYear) -> list[dict[str, str]]:
    """Return a row for each set of plants with its share, its threshold and its surplus."""
    surplus = reported.settled.surplus
    amounts = {"impianti con sola tariffa": surplus.tip_only, "impianti con contributo": surplus.tip_and_grant}
    return [
        {
            "insieme": one.name,
            "quota": f"{italian(one.year, 2)} %",
            "soglia": f"{italian(one.threshold, 2)} %",
            "eccedenza": scale_of(reported).euro(to_cent(amounts[one.name].surplus_eur)),
        }
        for one in shares(reported.settled)
    ]


def member_row(one: MemberFigures, scale: Scale) -> dict[str, str]:
    """Return the row of a member."""
    part = italian(HUNDRED * one.shared_kwh / one.withdrawn_kwh, 1) if one.withdrawn_kwh else DASH
    benefit = DASH if one.benefit_eur is None else scale.euro(to_cent(one.benefit_eur))
    return {
        "nome": one.name, "prelevata": scale.kwh(one.withdrawn_kwh), "condivisa": scale.kwh(one.shared_kwh),
        "parte": part, "riparto": benefit,
    }  # fmt: skip


def hour(reported: ReportedYear) -> dict[str, Any]:
    """Return the hour that is done step by step."""
    trace = reported.hour
    return {
        "quando": f"{trace.start:%d/%m/%Y}, dalle {trace.start.hour} alle {trace.start.hour + 1}",
        "prezzo": italian(trace.price_eur_mwh, 2),
        "immessa": italian_short(trace.injected_kwh, 3),
        "prelevata": italian_short(trace.withdrawn_kwh, 3),
        "condivisa": italian_short(trace.shared_kwh, 3),
        "nota": _HOUR_NOTE,
        "impianti": [
            {
                "nome": one.key,
                "esercizio": f"{one.entered_on:%d/%m/%Y}",
                "immessa": italian_short(one.injected_kwh, 3),
                "attribuita": italian_short(one.shared_kwh, 3),
                "incentivata": italian_short(one.incentivised_kwh, 3),
                "esente": italian_short(one.exempt_kwh, 3),
                "conto_tariffa": _tariff_sum(
                    one.base_eur_mwh, one.cap_eur_mwh, one.threshold_eur_mwh, one.correction_eur_mwh
                )
                if one.is_admitted
                else "senza tariffa",
                "tariffa": italian(one.gross_eur_mwh, 2),
                "euro": italian(one.tip_eur, 4),
            }
            for one in trace.plants
        ],
    }


def _tariff_sum(base: float, cap: float, threshold: float, correction: float) -> str:
    parts = [italian_short(value, 2) for value in (cap, base, threshold, correction)]
    return f"min({parts[0]}; {parts[1]} + max(0; {parts[2]} − prezzo)) + {parts[3]}"


def figures(reported: ReportedYear) -> list[dict[str, str]]:
    """Return the explained figures of the year; those of single months stand in the workbook and in the JSON."""
    rows = []
    for one in reported.figures:
        if any(mark in one.code for mark in _DETAILED) or not (one.inputs or one.value):
            continue
        shown = [each for each in one.inputs if not any(mark in each.code for mark in _DETAILED)]
        data = "; ".join(f"{each.label} {figure(each.value, each.unit)}" for each in shown)
        if len(shown) < len(one.inputs):
            data = f"{data}{'; ' if data else ''}somma di {len(one.inputs) - len(shown)} mesi"
        rows.append(
            {
                "cifra": one.label,
                "di_che": one.subject,
                "valore": figure(one.value, one.unit),
                "formula": one.formula,
                "dati": data,
                "articolo": reported.law.cite(one.ref),
                "ipotesi": ", ".join(one.assumptions),
            }
        )
    return rows


def members_shown(reported: ReportedYear) -> list[MemberFigures]:
    """Return the members as a chart can show them: the largest first, the smallest together in one bar."""
    ordered = sorted(reported.members, key=lambda one: (-one.shared_kwh, one.name))
    if len(ordered) <= MOST_BARS:
        return ordered
    head, rest = ordered[: MOST_BARS - 1], ordered[MOST_BARS - 1 :]
    known = [one.benefit_eur for one in rest if one.benefit_eur is not None]
    benefit = sum(known) if known else None
    withdrawn, shared = sum(one.withdrawn_kwh for one in rest), sum(one.shared_kwh for one in rest)
    return [*head, MemberFigures(f"altri {len(rest)}", withdrawn, shared, benefit)]


def kwh(value: float) -> str:
    """Return energy in whole kWh, or with one place where there is little of it."""
    return italian(value, 0 if abs(value) >= HUNDRED else 1)


def euro(value: Decimal) -> str:
    """Return an amount to the cent."""
    return f"{italian(value, 2)} €"


def figure(value: float, unit: str) -> str:
    """Return an explained figure with its unit."""
    if unit == "EUR":
        return f"{italian(value, 4)} €"
    if unit == "h":
        return f"{italian(value, 0)} ore"
    return f"{italian_short(value, 3)} {unit.replace('EUR', '€')}".strip()


def _quota(settled: Settlement) -> float:
    injected = float(settled.injected_kwh.sum())
    return HUNDRED * float(settled.shared_kwh.sum()) / injected if injected else 0.0


def _rounded(value: float, figures: int = SIGNIFICANT) -> str:
    """Return an estimated figure: nothing after the comma from one on, for nobody can know it."""
    rounded = significant(value, figures)
    return italian(rounded, 0 if abs(rounded) >= 1 else None)
