"""`deadlines`: what is due, by when, who must act; on screen, as JSON, or as a calendar file."""

from datetime import date
from pathlib import Path

import typer
from rich.table import Table

from workflow import clock
from workflow.cli.console import console, print_json
from workflow.cli.italian import add_command
from workflow.cli.options import ARCHIVE, AS_OF, JSON, NO_ARCHIVE, SENT_ON, opened_archive, parse_day
from workflow.law import Law
from workflow.phases.tracking.tracker import TermState
from workflow.services.archive_deadlines import terms_in_archive
from workflow.services.calendar_file import calendar_of
from workflow.services.deadlines import DossierTerms, ListedTerm, deadlines_json, listed, terms_of
from workflow.services.file_replacing import replace_file
from workflow.services.opening import open_dossier

_STYLES = {
    TermState.MISSED: "bold red",
    TermState.SUSPENDED: "yellow",
    TermState.DONE: "dim",
    TermState.DONE_LATE: "dim",
}
_SOON_DAYS = 30
TARGET = typer.Argument(None, metavar="[DIR|SLUG]", help="Un fascicolo; senza, tutti quelli dell'archivio.")


def deadlines(
    target: str | None = TARGET,
    everything: bool = typer.Option(False, "--all", help="Tutti i fascicoli dell'archivio."),
    until: str | None = typer.Option(None, "--until", metavar="DATA", help="Solo ciò che scade entro questo giorno."),
    with_done: bool = typer.Option(False, "--done", help="Anche ciò che è già fatto."),
    calendar: Path | None = typer.Option(None, "--ics", metavar="FILE", help="Scrive le scadenze in un calendario."),
    as_of: str | None = AS_OF,
    sent_on: str | None = SENT_ON,
    archive: str | None = ARCHIVE,
    no_archive: bool = NO_ARCHIVE,
    json: bool = JSON,
) -> None:
    """Elenca le scadenze: che cosa, entro quando, a chi tocca, che cosa costa mancarla."""
    law = Law.load()
    day = parse_day(as_of)
    dossiers, day = gathered(target, everything, day, parse_day(sent_on), archive, no_archive, law)
    rows = listed(dossiers, day, parse_day(until), with_done=with_done or calendar is not None)
    if calendar is not None:
        replace_file(calendar, calendar_of(rows, clock.now()))
    if json:
        print_json(deadlines_json(rows, day, law.digest))
        return
    if calendar is not None:
        count = f"{len(rows)} {'scadenza' if len(rows) == 1 else 'scadenze'}"
        console().print(f"Scritto {calendar}: {count}. Importarlo di nuovo aggiorna, non raddoppia.")
        return
    _show(rows, day, many=len(dossiers) != 1)


def gathered(
    target: str | None,
    everything: bool,
    day: date | None,
    sent_on: date | None,
    archive: str | None,
    no_archive: bool,
    law: Law,
) -> tuple[list[DossierTerms], date]:
    """Return the terms of one dossier or of the whole archive, with the day to judge them on."""
    if everything and (target is not None or no_archive):
        raise typer.BadParameter("--all vuole l'archivio e nessun fascicolo: togliere il resto.")
    with opened_archive(archive, no_archive) as store:
        if target is not None:
            opened = open_dossier(target, as_of=day, sent_on=sent_on, archive=store, law=law)
            return [terms_of(opened.dossier, law)], opened.dossier.as_of
        if store is None:
            raise typer.BadParameter("senza archivio serve la cartella di un fascicolo.")
        today = day or clock.today()
        return terms_in_archive(store, law, today), today


def _show(rows: list[ListedTerm], day: date, *, many: bool) -> None:
    out = console()
    if not rows:
        out.print(f"Nessuna scadenza aperta al {day:%d/%m/%Y}.")
        return
    ours = [row for row in rows if not row.term.is_awaited]
    awaited = [row for row in rows if row.term.is_awaited]
    for title, part in ((f"Scadenze al {day:%d/%m/%Y}", ours), ("Ciò che si attende da altri", awaited)):
        if part:
            out.print(_table(title, part, many=many))
    rolled = [row for row in ours if row.term.rolled_on is not None]
    if rolled:
        out.print(
            "* L'ultimo giorno è festivo: il giorno lavorativo dopo non è garantito da nessun testo del GSE.",
            style="dim",
        )


def _table(title: str, rows: list[ListedTerm], *, many: bool) -> Table:
    table = Table(title=title, title_justify="left", expand=True)
    table.add_column("Entro il", no_wrap=True)
    table.add_column("", no_wrap=True)
    if many:
        table.add_column("Fascicolo", ratio=2)
    table.add_column("Che cosa", ratio=4)
    table.add_column("Tocca a", ratio=1)
    table.add_column("Se passa", ratio=3)
    for row in rows:
        term = row.term
        cells = [f"{term.due_on:%d/%m/%Y}{'*' if term.rolled_on else ''}", _when(row)]
        cells += [row.title] if many else []
        cells += [f"{term.description}\n{term.label}", term.owner, term.missed]
        soon = "bold" if row.state is TermState.OPEN and row.days_left <= _SOON_DAYS else None
        table.add_row(*cells, style=_STYLES.get(row.state, soon))
    return table


def _when(row: ListedTerm) -> str:
    if row.state is TermState.OPEN:
        return "oggi" if row.days_left == 0 else f"fra {row.days_left} g"
    if row.state is TermState.MISSED:
        return f"da {-row.days_left} g"
    return row.state.value.replace("_", " ")


def register(app: typer.Typer) -> None:
    """Add the command of this module."""
    add_command(app, "deadlines", deadlines)
