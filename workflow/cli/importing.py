"""`import members` and `import plants`: bring the data of another file into a dossier."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import typer

from workflow.cli.console import console, print_json, show_findings
from workflow.cli.exit_code import ExitCode
from workflow.cli.importing_measures import measures
from workflow.cli.italian import ItalianCommand, ItalianGroup
from workflow.cli.options import ARCHIVE, JSON, NO_ARCHIVE, TARGET, opened_archive
from workflow.domain.member import Member
from workflow.domain.plant import Plant
from workflow.services.importing import Imported, import_members, import_plants
from workflow.services.opening import open_dossier

if TYPE_CHECKING:
    from workflow.store.archive import Archive

DRY_RUN = typer.Option(False, "--dry-run", help="Mostra che cosa cambierebbe, senza scrivere.")
AnyImport = Imported[Member] | Imported[Plant]
Thing = TypeVar("Thing", Member, Plant)


group = typer.Typer(cls=ItalianGroup, help="Porta nel fascicolo i dati di un altro file.", no_args_is_help=True)


@group.callback()
def importing() -> None:
    """Porta nel fascicolo i dati di un altro file."""


@group.command("members", cls=ItalianCommand)
def members(
    file: Path = typer.Argument(metavar="FILE", help="File .xlsx o .csv con i soci."),
    target: str = TARGET,
    dry_run: bool = DRY_RUN,
    archive: str | None = ARCHIVE,
    no_archive: bool = NO_ARCHIVE,
    json: bool = JSON,
) -> None:
    """Aggiunge o aggiorna i soci da un altro file; ripetuto, non cambia nulla."""
    with opened_archive(archive, no_archive) as store:
        done = _brought(import_members, target, file, store, dry_run=dry_run)
    added = [(member.full_name or member.key or "senza nome", member.key) for member in done.plan.added]
    _tell(done, added, dry_run=dry_run, json=json)


@group.command("plants", cls=ItalianCommand)
def plants(
    file: Path = typer.Argument(metavar="FILE", help="File YAML con l'elenco «impianti:»."),
    target: str = TARGET,
    dry_run: bool = DRY_RUN,
    archive: str | None = ARCHIVE,
    no_archive: bool = NO_ARCHIVE,
    json: bool = JSON,
) -> None:
    """Aggiunge o aggiorna gli impianti da un altro file YAML; ripetuto, non cambia nulla."""
    with opened_archive(archive, no_archive) as store:
        done = _brought(import_plants, target, file, store, dry_run=dry_run)
    added = [(plant.name or plant.censimp or "senza nome", plant.censimp or plant.pod) for plant in done.plan.added]
    _tell(done, added, dry_run=dry_run, json=json)


def _brought(
    bring: Callable[..., Imported[Thing]], target: str, file: Path, store: "Archive | None", *, dry_run: bool
) -> Imported[Thing]:
    """Bring the file in and, if the folder changed, put it in step with the archive again."""
    done = bring(open_dossier(target, archive=store), file, dry_run=dry_run)
    if done.is_written:
        open_dossier(target, archive=store)
    return done


def _tell(done: AnyImport, added: list[tuple[str, str | None]], *, dry_run: bool, json: bool) -> None:
    if json:
        print_json(_envelope(done, added))
    else:
        _show(done, added, dry_run=dry_run)
    if done.is_refused:
        raise typer.Exit(ExitCode.BLOCKING_FINDINGS)


def _show(done: AnyImport, added: list[tuple[str, str | None]], *, dry_run: bool) -> None:
    show_findings(done.findings)
    out = console()
    for name, _ in added:
        out.print(f"+ {name}")
    for change in done.plan.changed:
        out.print(f"~ {change.whose}: {change.label}")
    counts = f"{len(done.plan.added)} nuovi, {len(done.plan.changed)} campi cambiati, {len(done.plan.unchanged)} uguali"
    if done.is_refused:
        out.print(f"Nulla è stato scritto: correggere i rilievi e ripetere ({counts}).", style="bold red")
    elif dry_run:
        out.print(f"Prova, nulla è stato scritto: {counts}.", style="bold")
    else:
        out.print(f"{counts}.", style="bold green")


def _envelope(done: AnyImport, added: list[tuple[str, str | None]]) -> dict[str, object]:
    return {
        "schema": 1,
        "is_written": done.is_written,
        "is_refused": done.is_refused,
        "added": [key for _, key in added],
        "changed": [
            {"whose": change.whose, "pod": change.pod, "keys": list(change.keys)} for change in done.plan.changed
        ],
        "unchanged_count": len(done.plan.unchanged),
        "findings": [finding.model_dump(mode="json") for finding in done.findings],
    }


def register(app: typer.Typer) -> None:
    """Add the group of this module."""
    group.command("measures", cls=ItalianCommand)(measures)
    app.add_typer(group, name="import")
