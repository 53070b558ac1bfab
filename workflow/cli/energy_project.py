"""`energy project`: what the configuration would earn in a year without meters, as a range with its assumptions."""

from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

import typer
from rich.table import Table

from workflow.cli.console import console, print_json, show_findings, warn_unread
from workflow.cli.exit_code import ExitCode
from workflow.cli.italian import ItalianCommand
from workflow.cli.options import ARCHIVE, AS_OF, JSON, NO_ARCHIVE, TARGET, opened_archive, parse_day, parse_number
from workflow.domain.italian_writing import italian
from workflow.energy.projection.named_assumption import Level
from workflow.energy.projection.rounding import significant
from workflow.law import Law
from workflow.services.energy_figures import load_figures
from workflow.services.energy_gaps import IncompleteYearError
from workflow.services.opening import Opened, folder_of, open_dossier
from workflow.services.projecting import Projection, project
from workflow.services.projection_choices import Given, choices_of
from workflow.services.projection_json import NOTE, projection_json
from workflow.services.projection_shown import Row, rows_of

if TYPE_CHECKING:
    from workflow.services.recording import Change

YEAR = typer.Option(None, "--year", min=2000, max=2100, metavar="ANNO", help="Anno (predefinito: il prossimo).")
PVGIS = typer.Option(
    [], "--pvgis", metavar="IMPIANTO=FILE", help="File orario PVGIS del sito di un impianto (si può ripetere)."
)
USES = typer.Option(
    [], "--use", metavar="POD=TIPO", help="Tipo di utenza di un POD: famiglia, negozio, scuola… (si può ripetere)."
)
PRICE = typer.Option(None, "--price", metavar="EUR/MWH", help="Prezzo zonale medio da supporre.")
TRASE = typer.Option(None, "--trase", metavar="EUR/MWH", help="TRASe dell'anno, se è già pubblicata.")
BTAU = typer.Option(None, "--btau", metavar="EUR/MWH", help="BTAU dell'anno (gruppi), se è già pubblicata.")
WITH_DATES = typer.Option(False, "--with-dates", help="Con le date del fascicolo, invece dell'anno intero a regime.")


def energy_project(
    target: str = TARGET,
    year: int | None = YEAR,
    pvgis: list[str] = PVGIS,
    use: list[str] = USES,
    price: str | None = PRICE,
    trase: str | None = TRASE,
    btau: str | None = BTAU,
    costs: str | None = typer.Option(
        None, "--costs", metavar="EURO", help="Costi comuni dell'anno oltre ai corrispettivi del GSE (per --write)."
    ),
    with_dates: bool = WITH_DATES,
    write: bool = typer.Option(False, "--write", help="Scrive la stima nel fascicolo, per l'informativa preventiva."),
    dry_run: bool = typer.Option(False, "--dry-run", help="Con --write: mostra la modifica, senza farla."),
    as_of: str | None = AS_OF,
    archive: str | None = ARCHIVE,
    no_archive: bool = NO_ARCHIVE,
    json: bool = JSON,
) -> None:
    """Stima un anno senza misure: scenari prudente, atteso e favorevole, con tutte le ipotesi."""
    if write and no_archive:
        raise typer.BadParameter("--write scrive anche nell'archivio: non si usa con --no-archive")
    mean_price = parse_number("--price", price)
    given = Given(
        pvgis=pvgis,
        uses=use,
        mean_price_eur_mwh=None if mean_price is None else float(mean_price),
        trase_eur_mwh=parse_number("--trase", trase),
        btau_eur_mwh=parse_number("--btau", btau),
        is_full_year=not with_dates,
    )
    try:
        if write:
            extra = parse_number("--costs", costs)
            from workflow.cli.recorded import run  # noqa: PLC0415 - the database is loaded by who writes

            run(
                target,
                lambda opened, law: _planned(opened, law, year, given, extra),
                archive=archive,
                as_of=as_of,
                json=json,
                dry_run=dry_run,
            )
            return
        found = projected(opened_by_name(target, as_of, archive, without=no_archive), Law.load(), year, given)
    except IncompleteYearError as error:
        refuse(error, json=json)
    if json:
        print_json(projection_json(found))
    else:
        _show(found)


def opened_by_name(target: str, as_of: str | None, archive: str | None, *, without: bool) -> Opened:
    """Return a dossier by its folder, or by its name: the archive says where it is, and stays as it is."""
    with opened_archive(archive, without or (archive is None and Path(target).expanduser().exists())) as store:
        folder = folder_of(target, store)
    opened = open_dossier(str(folder), as_of=parse_day(as_of))
    warn_unread(opened.findings)
    return opened


def projected(opened: Opened, law: Law, year: int | None, given: Given) -> Projection:
    """Return the projection of a dossier for a year, by default the one after the day of judgement."""
    return project(
        opened.dossier, law, load_figures(), year or opened.dossier.as_of.year + 1, choices_of(opened, given)
    )


def refuse(error: IncompleteYearError, *, json: bool) -> None:
    """Show what lacks and leave."""
    if json:
        print_json({"schema_version": 1, "findings": [one.model_dump(mode="json") for one in error.findings]})
    else:
        console().print(str(error), style="bold red")
        show_findings(error.findings)
    raise typer.Exit(ExitCode.BLOCKING_FINDINGS) from error


def _planned(opened: Opened, law: Law, year: int | None, given: Given, costs_eur: Decimal | None) -> "Change":
    from workflow.services.projection_estimate import plan_estimate  # noqa: PLC0415 - likewise

    return plan_estimate(opened, projected(opened, law, year, given), costs_eur)


def _show(found: Projection) -> None:
    out = console()
    state = "a regime, tutto l’anno" if found.is_full_year else "con le date del fascicolo"
    out.print(f"{found.dossier.title}: stima del {found.year}, {state}.", style="bold")
    table = Table(title="Scenari (cifre arrotondate)", title_justify="left")
    table.add_column("")
    for name in ("Prudente", "Atteso", "Favorevole"):
        table.add_column(name, justify="right")
    for row in rows_of(found):
        table.add_row(row.name, *(shown(row, level) for level in Level))
    out.print(table)
    out.print(NOTE)
    assumptions = Table(title="Ipotesi", title_justify="left")
    for name in ("Ipotesi", "Valore", "Che cos’è", "Da dove"):
        assumptions.add_column(name, overflow="fold")
    for one in found.assumptions:
        assumptions.add_row(one.name, f"{one.value} {one.unit}".strip(), one.label, one.source)
    out.print(assumptions)


def shown(row: Row, level: Level) -> str:
    """Return a figure in Italian, to the figures that an estimate can stand for."""
    return f"{italian(significant(row.values[level]))} {row.unit}"


def register(group: typer.Typer) -> None:
    """Add the command of this module to the group `energy`."""
    group.command("project", cls=ItalianCommand)(energy_project)
