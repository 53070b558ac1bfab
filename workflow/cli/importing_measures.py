"""`import measures`: brings meter files and market prices into a dossier, after showing what they hold."""

from pathlib import Path

import typer
from rich.table import Table

from workflow.cli.console import console, print_json, show_findings
from workflow.cli.exit_code import ExitCode
from workflow.cli.options import ARCHIVE, JSON, NO_ARCHIVE, NOTES, opened_archive
from workflow.domain.italian_writing import italian
from workflow.energy.series import Direction
from workflow.law import Law
from workflow.services.measure_importing import MeasureImport, TouchedSeries, Wanted, import_measures
from workflow.services.measure_json import import_json
from workflow.services.opening import open_dossier

_FEWEST_WORDS = 2


def measures(
    words: list[str] = typer.Argument(metavar="DIR|SLUG FILE…", help="Il fascicolo, poi i file di misure o di prezzi."),
    mapping: Path | None = typer.Option(
        None,
        "--mapping",
        metavar="FILE.yaml",
        help="Mappatura delle colonne di una tabella propria; resta nel fascicolo.",
    ),
    pod: str | None = typer.Option(None, "--pod", metavar="POD", help="Di chi sono le misure, se il file non lo dice."),
    plant: str | None = typer.Option(None, "--plant", metavar="NOME", help="Di quale impianto sono le misure."),
    direction: Direction | None = typer.Option(
        None, "--direction", help="Che cosa misurano, se non è quello che il formato dice."
    ),
    year: int | None = typer.Option(None, "--year", min=2000, max=2100, metavar="ANNO", help="Anno che ci si aspetta."),
    supersede: bool = typer.Option(
        False, "--supersede", help="Dove differiscono, i valori di questi file valgono più di quelli già importati."
    ),
    dry_run: bool = typer.Option(False, "--dry-run", help="Mostra che cosa cambierebbe, senza scrivere."),
    notes: bool = NOTES,
    archive: str | None = ARCHIVE,
    no_archive: bool = NO_ARCHIVE,
    json: bool = JSON,
) -> None:
    """Importa misure (flussi del SII, portali, PVGIS, tabelle proprie) e prezzi zonali; ripetuto, non cambia nulla."""
    target, files = _target_and_files(words)
    law = Law.load()
    wanted = Wanted(pod, plant, direction, mapping, year, supersede)
    with opened_archive(archive, no_archive) as store:
        opened = open_dossier(target, archive=store, law=law)
        done = import_measures(opened, files, wanted, archive=store, law=law, dry_run=dry_run)
    if json:
        print_json(import_json(opened.dossier.slug, done))
    else:
        _show(done, dry_run=dry_run, notes=notes)
    if done.is_refused:
        raise typer.Exit(ExitCode.BLOCKING_FINDINGS)


def _target_and_files(words: list[str]) -> tuple[str, list[Path]]:
    """Return the dossier and the files; the dossier may also come last, as in the other imports."""
    if len(words) < _FEWEST_WORDS:
        raise typer.BadParameter("servono il fascicolo e almeno un file")
    if Path(words[0]).is_file() and not Path(words[-1]).is_file():
        return words[-1], [Path(word) for word in words[:-1]]
    return words[0], [Path(word) for word in words[1:]]


def _show(done: MeasureImport, *, dry_run: bool, notes: bool) -> None:
    out = console()
    show_findings(done.findings, notes)
    for file in done.files:
        kind = "già importato" if file.is_known else ", ".join(file.formats) or "nessuna misura"
        mapping = f" ({', '.join(file.mappings)})" if file.mappings else ""
        out.print(f"{'=' if file.is_known else '+'} {file.name}: {kind}{mapping}")
    if done.series:
        table = Table(title="Serie dopo l'importazione", title_justify="left")
        for name in ("Di chi", "Che cosa", "Anno", "Ore", "Mancanti", "Stimate", "kWh"):
            table.add_column(name, justify="left" if name in {"Di chi", "Che cosa"} else "right")
        for one in done.series:
            table.add_row(*_row(one))
        out.print(table)
    if done.is_refused:
        out.print("Nulla è stato scritto: correggere i rilievi e ripetere.", style="bold red")
    elif done.is_empty:
        out.print("Nulla da fare: i file erano già stati importati.")
    elif dry_run:
        out.print("Prova, nulla è stato scritto.", style="bold")
    else:
        out.print("Misure importate; gli originali sono in misure/originali.", style="bold green")


def _row(one: TouchedSeries) -> tuple[str, ...]:
    unit = " €/MWh" if one.direction is Direction.PRICE else ""
    total = italian(one.total, 1) + unit
    return (
        one.key,
        one.direction.value,
        str(one.year),
        str(one.known_hours),
        str(one.missing_hours),
        str(one.estimated_hours),
        total,
    )
