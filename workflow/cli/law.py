"""`law list|diff|stale|show`: the law the program knows, what changed, what was verified longest ago."""

from datetime import date
from typing import Any

import typer
from rich.table import Table
from rich.text import Text

from workflow import clock
from workflow.cli.console import console, print_json
from workflow.cli.italian import ItalianGroup, add_command
from workflow.cli.options import JSON, parse_day
from workflow.law import Law, Source
from workflow.services import law_changes, law_listing, law_staleness
from workflow.services.law_showing import Shown, ShownTerm, show_by_name
from workflow.services.law_words import shortened, spelled

_CELL = 160
_LINES_OF_STALE = 30
AREA = typer.Option(
    None, "--area", metavar="AREA", help="Solo un'area (impianto, tariffa, termini…) o una famiglia di regole (PLT)."
)


def list_law(
    area: str | None = AREA,
    on: str | None = typer.Option(None, "--on", metavar="DATA", help="Giorno di cui leggere i valori."),
    rules: bool = typer.Option(False, "--rules", help="Solo regole e punti della legge."),
    parameters: bool = typer.Option(False, "--parameters", help="Solo parametri."),
    terms: bool = typer.Option(False, "--terms", help="Solo termini."),
    json: bool = JSON,
) -> None:
    """Elenca parametri, termini e regole con il valore di un giorno (predefinito: oggi)."""
    law, day = Law.load(), parse_day(on) or clock.today()
    wanted = _known_area(law, area)
    everything = not (rules or parameters or terms)
    envelope: dict[str, Any] = {"schema": 1, "on": day.isoformat()}
    if parameters or everything:
        envelope["parameters"] = law_listing.parameters_on(law, day, wanted)
    if terms or everything:
        envelope["terms"] = law_listing.terms_on(law, day, wanted)
    if rules or everything:
        envelope["rules"] = law_listing.points_on(day, wanted)
    if json:
        print_json({key: _rows(value) for key, value in envelope.items()})
        return
    _show_list(day, envelope)


def diff(
    first: str = typer.Argument(metavar="DATA1", help="Primo giorno."),
    last: str = typer.Argument(metavar="DATA2", help="Ultimo giorno."),
    json: bool = JSON,
) -> None:
    """Dice che cosa è cambiato nella legge tra due giorni: valori, regole, atti."""
    start, end = parse_day(first), parse_day(last)
    if start is None or end is None or start > end:
        raise typer.BadParameter("il primo giorno deve venire prima del secondo")
    found = law_changes.changes_between(Law.load(), start, end)
    if json:
        print_json(
            {
                "schema": 1,
                "from": start.isoformat(),
                "to": end.isoformat(),
                "values": _rows(found.values),
                "rules": _rows(found.points),
                "acts": [
                    {"id": act.id, "cite": act.cite, "title": act.title, "in_force": act.in_force_on}
                    for act in found.acts
                ],
            }
        )
        return
    _show_changes(found)


def stale(
    everything: bool = typer.Option(False, "--all", help="Mostra tutte le righe, non solo le più vecchie."),
    json: bool = JSON,
) -> None:
    """Elenca fonti, parametri e termini dal giorno di verifica più lontano."""
    today = clock.today()
    rows = law_staleness.oldest_first(Law.load(), today)
    if json:
        print_json({"schema": 1, "on": today.isoformat(), "rows": _rows(rows)})
        return
    out = console()
    table = _table("Che", "Nome", "Verificato il", "Giorni", "Certezza", title=f"Verifiche al {today:%d/%m/%Y}")
    for row in rows if everything else rows[:_LINES_OF_STALE]:
        table.add_row(row.sort, row.name, f"{row.verified_on:%d/%m/%Y}", str(row.days), spelled(row.confidence))
    out.print(table)
    hidden = 0 if everything else len(rows) - _LINES_OF_STALE
    if hidden > 0:
        out.print(f"Altre {hidden} righe: vederle con --all.", style="dim")


def show(
    name: str = typer.Argument(metavar="NOME", help="Parametro (impianto/potenza_massima), termine o fonte."),
    json: bool = JSON,
) -> None:
    """Mostra un parametro con tutti i suoi valori, un termine o una fonte."""
    found = show_by_name(Law.load(), name)
    if json:
        print_json({"schema": 1, **_shown(found)})
        return
    out = console()
    for line in _lines(found):
        out.print(line)


def _show_list(day: date, envelope: dict[str, Any]) -> None:
    out = console()
    shown = 0
    if envelope.get("parameters"):
        table = _table("Parametro", "Valore e fonte", title=f"Parametri al {day:%d/%m/%Y}", ratios=(1, 1))
        for row in envelope["parameters"]:
            value = row.value if row.value is not None else f"non noto: {row.silence}"
            table.add_row(_named(row.name, row.description), _named(shortened(value, _CELL), row.source or ""))
        out.print(table)
        shown += len(envelope["parameters"])
    if envelope.get("terms"):
        table = _table("Termine", "Durata, e che cosa succede se passa", title="Termini", ratios=(1, 1))
        for row in envelope["terms"]:
            length = f"{row.length or 'senza numero di giorni'}; tocca a: {spelled(row.actor)}"
            table.add_row(_named(row.name, row.description), _named(length, shortened(row.missed, _CELL)))
        out.print(table)
        shown += len(envelope["terms"])
    if envelope.get("rules"):
        table = _table("Codice", "Che cos’è", "Titolo", title="Regole e punti della legge", ratios=(2, 4, 12))
        for row in envelope["rules"]:
            sort = f"{row.nature}, {row.weight}" if row.weight else row.nature
            table.add_row(row.code, sort, row.title, style=None if row.is_in_force else "dim")
        out.print(table)
        shown += len(envelope["rules"])
    out.print(f"{shown} voci. Una per una: dossier-cer law show NOME, dossier-cer explain CODICE.", style="dim")


def _show_changes(found: law_changes.Changes) -> None:
    out = console()
    out.print(f"Dal {found.first:%d/%m/%Y} al {found.last:%d/%m/%Y}", style="bold")
    if found.acts:
        table = _table("In vigore", "Atto", title="Atti entrati in vigore", ratios=(1, 5))
        for act in found.acts:
            table.add_row(f"{act.in_force_on:%d/%m/%Y}", _named(act.cite, act.title))
        out.print(table)
    if found.values:
        table = _table("Parametro", "Prima e dopo", title="Valori cambiati", ratios=(1, 1))
        for row in found.values:
            days = ", ".join(f"{day:%d/%m/%Y}" for day in row.changed_on)
            before, after = shortened(row.before, _CELL), shortened(row.after, _CELL)
            table.add_row(
                _named(row.name, row.description),
                _named(f"prima: {before}\ndal {days}: {after}", row.source or ""),
            )
        out.print(table)
    if found.points:
        table = _table("Codice", "Titolo", title="Regole e punti della legge", ratios=(1, 7))
        for point in found.points:
            table.add_row(point.code, f"{point.title}\n{point.change} {point.day:%d/%m/%Y}")
        out.print(table)
    if not (found.acts or found.values or found.points):
        out.print("Non è cambiato nulla.")


def _lines(found: Shown) -> list[str]:
    if isinstance(found, Source):
        return _source_lines(found)
    if isinstance(found, ShownTerm):
        term = found.term
        lines = [
            f"termini/{term.id} – {term.description}",
            f"Parte da: {spelled(term.event)}. Tocca a: {spelled(term.actor.value)}. Fonte: {found.cited}",
            f"Se passa: {term.missed}",
            f"Certezza: {spelled(term.confidence.value)}. Verificato il {term.verified_on:%d/%m/%Y}.",
        ]
        lines += [term.note] if term.note else []
        return lines + (_lines(found.length) if found.length else ["Durata: nessun numero di giorni."])
    lines = [
        f"{found.name} – {found.description}",
        f"Unità: {found.unit}. Vale secondo: {spelled(found.keyed_by)}. Verificato il {found.verified_on:%d/%m/%Y}.",
    ]
    if found.before:
        lines.append(f"Prima del primo valore: {found.before}")
    for value in found.values:
        lines.append(f"{value.period}: {value.words} ({value.cited}; certezza {spelled(value.confidence)})")
        lines += [f"  {value.note}"] if value.note else []
    lines += [f"Termini con questa durata: {', '.join(found.terms)}"] if found.terms else []
    return lines


def _source_lines(source: Source) -> list[str]:
    force = "non registrata" if source.in_force_on is None else f"{source.in_force_on:%d/%m/%Y}"
    read = {"testo": "letta nel testo", "secondaria": "conosciuta da altre fonti", "non_letto": "non letta"}
    lines = [
        f"{source.id} – {source.cite}",
        source.title,
        f"In vigore: {force}. Pubblicazione: {source.publisher or 'non registrata'}.",
        f"Fonte {read[source.read.value]}; certezza {spelled(source.confidence.value)}.",
        f"Consultata il {source.consulted_on:%d/%m/%Y}.",
    ]
    return lines + ([source.note] if source.note else [])


def _shown(found: Shown) -> dict[str, object]:
    if isinstance(found, Source):
        return {"source": found.model_dump(mode="json")}
    if isinstance(found, ShownTerm):
        length = None if found.length is None else _row(found.length)
        return {"term": found.term.model_dump(mode="json"), "cited": found.cited, "length": length}
    return {"parameter": _row(found)}


def _known_area(law: Law, area: str | None) -> str | None:
    known = law_listing.areas(law)
    if area is None or area in known or area.upper() in known:
        return area
    raise typer.BadParameter(f"l'area «{area}» non esiste: {', '.join(known)}")


def _named(head: str, rest: str) -> Text:
    """Return two lines, the second dimmed."""
    return Text.assemble(head, ("\n" + rest if rest else "", "dim"))


def _table(*columns: str, title: str, ratios: tuple[int, ...] = ()) -> Table:
    table = Table(title=title, expand=bool(ratios), show_lines=bool(ratios))
    for index, column in enumerate(columns):
        table.add_column(column, ratio=ratios[index] if ratios else None, overflow="fold")
    return table


def _rows(value: Any) -> Any:
    return [_row(item) for item in value] if isinstance(value, tuple) else value


def _row(item: Any) -> dict[str, Any]:
    found = dict(vars(item))
    return {key: _rows(value) if _holds_records(value) else value for key, value in found.items()}


def _holds_records(value: Any) -> bool:
    return isinstance(value, tuple) and bool(value) and hasattr(value[0], "__dataclass_fields__")


def register(app: typer.Typer) -> None:
    """Add the group of this module."""
    group = typer.Typer(cls=ItalianGroup, help="La legge che il programma conosce.", no_args_is_help=True)
    add_command(group, "list", list_law)
    add_command(group, "diff", diff)
    add_command(group, "stale", stale)
    add_command(group, "show", show)
    app.add_typer(group, name="law")
