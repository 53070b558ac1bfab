"""`import members`: brings the rows of another file into a dossier."""

from pathlib import Path

import typer

from workflow.cli.console import console, print_json, show_findings
from workflow.cli.exit_code import ExitCode
from workflow.cli.options import ARCHIVE, JSON, NO_ARCHIVE, opened_archive
from workflow.services.importing import Imported, import_members
from workflow.services.opening import open_dossier

group = typer.Typer(help="Porta nel fascicolo i dati di un altro file.", no_args_is_help=True)


@group.callback()
def importing() -> None:
    """Porta nel fascicolo i dati di un altro file."""


@group.command("members")
def members(
    file: Path = typer.Argument(metavar="FILE", help="File .xlsx o .csv con i soci."),
    target: str = typer.Argument(metavar="DIR|SLUG", help="Cartella del fascicolo, o suo nome nell'archivio."),
    dry_run: bool = typer.Option(False, "--dry-run", help="Mostra che cosa cambierebbe, senza scrivere."),
    archive: str | None = ARCHIVE,
    no_archive: bool = NO_ARCHIVE,
    json: bool = JSON,
) -> None:
    """Aggiunge o aggiorna i soci da un altro file; ripetuto, non cambia nulla."""
    with opened_archive(archive, no_archive) as store:
        opened = open_dossier(target, archive=store)
        done = import_members(opened, file, dry_run=dry_run)
        if done.is_written:
            open_dossier(target, archive=store)
    if json:
        print_json(_envelope(done))
    else:
        _show(done, dry_run=dry_run)
    if done.is_refused:
        raise typer.Exit(ExitCode.BLOCKING_FINDINGS)


def _show(done: Imported, *, dry_run: bool) -> None:
    show_findings(done.findings)
    out = console()
    for member in done.plan.added:
        out.print(f"+ {member.full_name or member.key or 'senza nome'}")
    for change in done.plan.changed:
        out.print(f"~ {change.whose}: {change.label}")
    counts = f"{len(done.plan.added)} nuovi, {len(done.plan.changed)} campi cambiati, {len(done.plan.unchanged)} uguali"
    if done.is_refused:
        out.print(f"Nulla è stato scritto: correggere i rilievi e ripetere ({counts}).", style="bold red")
    elif dry_run:
        out.print(f"Prova, nulla è stato scritto: {counts}.", style="bold")
    else:
        out.print(f"{counts}.", style="bold green")


def _envelope(done: Imported) -> dict[str, object]:
    return {
        "schema": 1,
        "is_written": done.is_written,
        "is_refused": done.is_refused,
        "added": [member.key for member in done.plan.added],
        "changed": [
            {"whose": change.whose, "pod": change.pod, "keys": list(change.keys)} for change in done.plan.changed
        ],
        "unchanged": [member.key for member in done.plan.unchanged],
        "findings": [finding.model_dump(mode="json") for finding in done.findings],
    }


def register(app: typer.Typer) -> None:
    """Add the group of this module."""
    app.add_typer(group, name="import")
