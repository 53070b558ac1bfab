"""The energy report as one page of HTML: nothing from outside, no script, tables for who cannot see the charts."""

from collections.abc import Iterable, Mapping, Sequence
from html import escape
from typing import Any

from workflow.documents.charts.chart import Chart
from workflow.services.energy_report_view import view_of
from workflow.services.energy_reported import ReportedYear

_STYLE = """
:root{color-scheme:light;--ink:#222;--muted:#4d5a60;--rule:#aebbc0;--shade:#eef3f4;--accent:#1d4b57}
*{box-sizing:border-box}
body{font:16px/1.5 system-ui,"Segoe UI",Roboto,Arial,sans-serif;color:var(--ink);background:#fff;margin:0 auto;
 max-width:64rem;padding:1.5rem}
h1,h2{color:var(--accent);line-height:1.2}h1{font-size:1.7rem;margin:.2rem 0}h2{font-size:1.25rem;margin:2.2rem 0 .6rem}
.sotto{color:var(--muted);margin:0 0 1rem}
.avviso{border:1px solid var(--rule);border-left:5px solid var(--accent);background:var(--shade);padding:.7rem 1rem}
figure{margin:1rem 0}figure svg{width:100%;height:auto;min-width:30rem;max-width:46rem;display:block}
figcaption,.nota{color:var(--muted);font-size:.88rem}
.scorre{overflow-x:auto}
table{border-collapse:collapse;width:100%;font-size:.9rem}
caption{text-align:left;font-weight:600;padding:.3rem 0}
th,td{border-bottom:1px solid var(--rule);padding:.3rem .5rem;text-align:left;vertical-align:top}
thead th{background:var(--shade);border-bottom:2px solid var(--accent);vertical-align:bottom}
tbody th{min-width:7rem;white-space:pre-wrap}
.n{text-align:right;font-variant-numeric:tabular-nums}tbody .n{min-width:0;white-space:nowrap}.l{min-width:10rem}
tr.somma th,tr.somma td{font-weight:700;border-top:2px solid var(--accent)}
nav ul{list-style:none;display:flex;flex-wrap:wrap;gap:.3rem 1.2rem;padding:0}nav a{color:var(--accent)}
a:focus-visible,.scorre:focus-visible{outline:3px solid #d55e00;outline-offset:2px}
@media print{body{max-width:none;padding:0;font-size:10pt}nav{display:none}.scorre{overflow:visible}
 figure svg{min-width:0}tbody th,.l{min-width:0}th,td{padding:.15rem .25rem}
 h2{break-after:avoid}figure,tr{break-inside:avoid}table{font-size:7.5pt}@page{size:A4;margin:18mm 15mm}}
"""
_SECTIONS = (
    ("breve", "In breve"),
    ("mesi", "Mese per mese"),
    ("giorno", "Giorno tipo"),
    ("impianti", "Gli impianti"),
    ("quota", "Quota condivisa e soglia"),
    ("membri", "Quanto condivide ciascuno"),
    ("ora", "Un’ora, passo per passo"),
    ("cifre", "Come si calcola ogni cifra"),
    ("ipotesi", "Ipotesi"),
)
# What a column holds, as the style sheet calls it: short words, figures, sentences.
_WORDS, _FIGURES, _SENTENCES = "", "n", "l"
Columns = Sequence[tuple[str, str, str]]


def page_of(reported: ReportedYear, charts: Mapping[str, Chart]) -> str:
    """Return the whole page."""
    view = view_of(reported, {})["rapporto"]
    bodies = {
        "breve": _summary(view, charts),
        "mesi": _figure(charts, "mesi") + _months(view),
        "giorno": _figure(charts, "giorno") + _days(view),
        "impianti": _plants(view),
        "quota": _figure(charts, "quota") + _sets(view) if view["quote"] else "",
        "membri": _figure(charts, "soci") + _members(view) if view["soci"] else "",
        "ora": _hour(view["ora"]),
        "cifre": _figures(view),
        "ipotesi": _assumptions(view),
    }
    shown = [(name, title) for name, title in _SECTIONS if bodies[name]]
    links = "".join(f'<li><a href="#{name}">{escape(title)}</a></li>' for name, title in shown)
    sections = "".join(_section(name, title, bodies[name]) for name, title in shown)
    title = f"Energia condivisa {view['anno']} – {view['titolo']}"
    return (
        '<!DOCTYPE html>\n<html lang="it"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escape(title)}</title><style>{_STYLE}</style></head><body><main>"
        f"<h1>Rapporto sull’energia condivisa</h1>"
        f'<p class="sotto">{escape(view["titolo"])} – anno {escape(view["anno"])}</p>'
        f'<p class="avviso"><strong>{escape(view["specie"])}.</strong> {escape(view["avvertenza"])}</p>'
        f'<nav aria-label="Parti del rapporto"><ul>{links}</ul></nav>{sections}</main></body></html>\n'
    )


def _section(name: str, title: str, body: str) -> str:
    return f'<section aria-labelledby="t-{name}" id="{name}"><h2 id="t-{name}">{escape(title)}</h2>{body}</section>'


def _summary(view: Mapping[str, Any], charts: Mapping[str, Chart]) -> str:
    columns: Columns = (("voce", "Voce", _WORDS), ("valore", "Valore", _FIGURES))
    if view["e_stima"]:
        columns = (
            ("voce", "Voce", _WORDS),
            ("prudente", "Prudente", _FIGURES),
            ("valore", "Atteso", _FIGURES),
            ("favorevole", "Favorevole", _FIGURES),
        )
    notes = "".join(f'<p class="nota">{escape(note)}</p>' for note in view["note"])
    return _table("Le cifre dell’anno", columns, view["sintesi"]) + _figure(charts, "intervallo") + notes


def _months(view: Mapping[str, Any]) -> str:
    columns = (
        ("mese", "Mese", _WORDS),
        ("immessa", "Immessa kWh", _FIGURES),
        ("prelevata", "Prelevata kWh", _FIGURES),
        ("condivisa", "Condivisa kWh", _FIGURES),
        ("quota", "Quota %", _FIGURES),
        ("tariffa", "Tariffa premio", _FIGURES),
    )
    return _table("Energia e tariffa premio per mese", columns, view["mesi"], last_is_sum=True)


def _days(view: Mapping[str, Any]) -> str:
    whats = ("imm.", "prel.", "cond.")
    names = [f"{season} {what}" for season in ("Inv.", "Prim.", "Est.", "Aut.") for what in whats]
    columns = (("ora", "Ora", _FIGURES), *((str(place), name, _FIGURES) for place, name in enumerate(names)))
    rows = [
        {"ora": one["ora"], **{str(place): text for place, text in enumerate(one["valori"])}} for one in view["giorni"]
    ]
    note = (
        '<p class="nota">Ogni valore è la media di quell’ora nei giorni del periodo. La condivisa è la media dei '
        "minimi di ogni ora, per questo può stare sotto entrambe le linee.</p>"
    )
    return note + _table("Giorno tipo, kWh nell’ora: immessa, prelevata e condivisa", columns, rows)


def _plants(view: Mapping[str, Any]) -> str:
    columns = (
        ("nome", "Impianto", _WORDS),
        ("potenza", "Potenza kW", _FIGURES),
        ("scaglione", "Parte fissa / tetto €/MWh", _FIGURES),
        ("correzione", "Correzione €/MWh", _FIGURES),
        ("f", "F", _FIGURES),
        ("immessa", "Immessa kWh", _FIGURES),
        ("condivisa", "Condivisa kWh", _FIGURES),
        ("incentivata", "Incentivata kWh", _FIGURES),
        ("esente", "Esente da F kWh", _FIGURES),
        ("tariffa", "Tariffa premio", _FIGURES),
        ("acconto", "Acconto al mese", _FIGURES),
    )
    return _table("Impianto per impianto", columns, view["impianti"])


def _sets(view: Mapping[str, Any]) -> str:
    columns = (
        ("insieme", "Insieme", _WORDS),
        ("quota", "Quota dell’anno", _FIGURES),
        ("soglia", "Soglia", _FIGURES),
        ("eccedenza", "Importo eccedentario", _FIGURES),
    )
    return _table("Quota di energia condivisa e soglia", columns, view["quote"])


def _members(view: Mapping[str, Any]) -> str:
    columns = (
        ("nome", "Chi", _WORDS),
        ("prelevata", "Prelevata kWh", _FIGURES),
        ("condivisa", "Condivisa kWh", _FIGURES),
        ("parte", "Parte %", _FIGURES),
        ("riparto", "Riparto", _FIGURES),
    )
    return _table("Prelievo che coincide con l’immissione", columns, view["soci"])


def _hour(hour: Mapping[str, Any]) -> str:
    told = (
        f"{hour['quando']}: immessi {hour['immessa']} kWh, prelevati {hour['prelevata']} kWh. La condivisa è il "
        f"minore dei due: {hour['condivisa']} kWh. Il prezzo zonale è {hour['prezzo']} €/MWh."
    )
    columns = (
        ("nome", "Impianto", _WORDS),
        ("esercizio", "In esercizio", _WORDS),
        ("immessa", "Immessa kWh", _FIGURES),
        ("attribuita", "Attribuita kWh", _FIGURES),
        ("incentivata", "Incentivata kWh", _FIGURES),
        ("esente", "Esente da F kWh", _FIGURES),
        ("conto_tariffa", "Conto della tariffa", _SENTENCES),
        ("tariffa", "Tariffa €/MWh", _FIGURES),
        ("euro", "Premio €", _FIGURES),
    )
    table = _table("Dal prezzo dell’ora al premio", columns, hour["impianti"])
    return f'<p>{escape(told)}</p>{table}<p class="nota">{escape(hour["nota"])}</p>'


def _figures(view: Mapping[str, Any]) -> str:
    columns = (
        ("cifra", "Cifra", _WORDS),
        ("di_che", "Di che cosa", _WORDS),
        ("valore", "Valore", _FIGURES),
        ("formula", "Formula", _SENTENCES),
        ("dati", "Dati", _SENTENCES),
        ("articolo", "Articolo", _SENTENCES),
        ("ipotesi", "Ipotesi", _WORDS),
    )
    rounding = f'<p class="nota">{escape(view["arrotondamento"])}</p>'
    return _table("Formula, dati e articolo di ogni cifra", columns, view["cifre"]) + rounding


def _assumptions(view: Mapping[str, Any]) -> str:
    supposed = (
        ("nome", "Ipotesi", _WORDS),
        ("valore", "Valore", _WORDS),
        ("etichetta", "Che cos’è", _WORDS),
        ("fonte", "Da dove", _SENTENCES),
    )
    chosen = (("codice", "Codice", _WORDS), ("nome", "Questione", _SENTENCES), ("scelta", "Scelta", _SENTENCES))
    first = _table("Che cosa si è supposto", supposed, view["ipotesi"]) if view["ipotesi"] else ""
    return first + _table("Dove le regole non dicono tutto", chosen, view["scelte"])


def _figure(charts: Mapping[str, Chart], name: str) -> str:
    chart = charts.get(name)
    if chart is None:
        return ""
    told = escape(chart.title)
    return (
        f'<figure><div class="scorre" role="region" tabindex="0" aria-label="Grafico: {told}">{chart.svg}</div>'
        f"<figcaption>{told}. I valori sono nella tabella.</figcaption></figure>"
    )


def _table(caption: str, columns: Columns, rows: Iterable[Mapping[str, str]], *, last_is_sum: bool = False) -> str:
    """Return a table whose first column names the rows."""
    heads = "".join(f'<th scope="col"{_looks(what)}>{escape(name)}</th>' for _, name, what in columns)
    (first, _, what_first), *others = columns
    lines = [
        f'<th scope="row"{_looks(what_first)}>{escape(row[first])}</th>'
        + "".join(f"<td{_looks(what)}>{escape(row[key])}</td>" for key, _, what in others)
        for row in rows
    ]
    sums = {len(lines) - 1} if last_is_sum else set()
    body = "".join(
        f'<tr class="somma">{line}</tr>' if place in sums else f"<tr>{line}</tr>" for place, line in enumerate(lines)
    )
    told = escape(caption)
    return (
        f'<div class="scorre" role="region" tabindex="0" aria-label="{told}"><table><caption>{told}</caption>'
        f"<thead><tr>{heads}</tr></thead><tbody>{body}</tbody></table></div>"
    )


def _looks(what: str) -> str:
    return f' class="{what}"' if what else ""
