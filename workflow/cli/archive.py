"""`archive`: what it holds, its backups, and whether it is whole."""

from pathlib import Path

import typer

from workflow.cli.console import console, print_json
from workflow.cli.exit_code import ExitCode
from workflow.cli.italian import ItalianCommand, ItalianGroup
from workflow.cli.options import ARCHIVE, JSON
from workflow.resources import ProgramError
from workflow.store import restore as restoring
from workflow.store.archive import Archive
from workflow.store.backup import Backup, backup_path, write_backup
from workflow.store.closed_file import SealState
from workflow.store.engine import archive_url, engine_for, explained
from workflow.store.verify import Verification
from workflow.store.verify import verify as verified

_UNSEALED = (
    "L'archivio è aperto, o l'ultima volta non è stato chiuso: righe, storia e file sono stati controllati; le pagine "
    "libere del database no, perché non contengono più nulla."
)


class BackupExistsError(ProgramError):
    """A backup that would be written over."""

    exit_code = 6


group = typer.Typer(cls=ItalianGroup, help="L'archivio di tutti i fascicoli.", no_args_is_help=True)


@group.command("list", cls=ItalianCommand)
def list_dossiers(archive: str | None = ARCHIVE, json: bool = JSON) -> None:
    """Elenca i fascicoli dell'archivio."""
    with Archive.open(archive) as store:
        dossiers = store.all()
    if json:
        print_json(
            {
                "schema": 1,
                "dossiers": [{"slug": d.slug, "title": d.title, "kind": d.kind, "phase": d.phase} for d in dossiers],
            }
        )
        return
    out = console()
    for dossier in dossiers:
        suspended = " (sospeso)" if dossier.is_suspended else ""
        out.print(f"{dossier.slug:<40} {dossier.kind:<5} {dossier.phase.value:<13} {dossier.title}{suspended}")
    if not dossiers:
        out.print("L'archivio è vuoto.")


@group.command("search", cls=ItalianCommand)
def search(
    words: str = typer.Argument(help="Nome, codice fiscale, POD o impianto."),
    archive: str | None = ARCHIVE,
    json: bool = JSON,
) -> None:
    """Cerca un nome, un POD o un impianto in tutti i fascicoli."""
    with Archive.open(archive) as store:
        rows = store.search(words)
    if json:
        print_json({"schema": 1, "found": [{"slug": s, "kind": k, "value": v} for s, k, v in rows]})
        return
    for slug, kind, value in rows:
        console().print(f"{slug:<40} {kind:<15} {value}")
    if not rows:
        console().print("Nessun risultato.")


@group.command("backup", cls=ItalianCommand)
def backup(
    to: Path | None = typer.Option(None, "--to", metavar="FILE", help="File .zip da scrivere."),
    archive: str | None = ARCHIVE,
    json: bool = JSON,
) -> None:
    """Fa una copia di tutto l'archivio, anche mentre altri scrivono; si ripristina su SQLite e su PostgreSQL."""
    with Archive.open(archive) as store, explained(store.engine):
        target = to or backup_path(store.engine)
        if target.exists():
            raise BackupExistsError(f"{target} esiste già: scegliere un altro nome.")
        made = write_backup(store.engine, target)
        restoring.read_manifest(target)
    if json:
        print_json({"schema": 1, "path": made.path, "dossiers": made.dossiers, "rows": made.rows,
                    "files": made.files, "lost_files": list(made.lost)})  # fmt: skip
    else:
        console().print(f"Copia di {_counted(made)}: {made.path}", style="bold green")
        if made.lost:
            console().print(
                f"{len(made.lost)} file mancano o sono alterati nell'archivio, e nella copia non ci sono: "
                "dossier-cer archive verify.",
                style="bold red",
            )
    if made.lost:
        raise typer.Exit(ExitCode.BROKEN_FILE)


@group.command("restore", cls=ItalianCommand)
def restore(
    file: Path = typer.Argument(metavar="FILE", help="Copia fatta da «archive backup»."),
    replace: bool = typer.Option(
        False, "--replace", help="Sostituisce i fascicoli che ci sono, dopo averne fatto copia."
    ),
    archive: str | None = ARCHIVE,
    json: bool = JSON,
) -> None:
    """Rimette nell'archivio una copia, tutta o niente."""
    engine = engine_for(archive_url(archive))
    with Archive(engine) as store:
        before = restoring.restore(engine, file, replace=replace)
        count = len(store.all())
    if json:
        print_json({"schema": 1, "dossiers": count, "backup_of_before": before.path if before else None})
        return
    console().print(f"Ripristinato da {file}: {_dossiers(count)}.", style="bold green")
    if before is not None:
        console().print(f"Ciò che c'era prima ({_counted(before)}) è in {before.path}")


@group.command("verify", cls=ItalianCommand)
def verify(archive: str | None = ARCHIVE, json: bool = JSON) -> None:
    """Controlla che nulla nell'archivio sia alterato: file, righe, storia, orfani; non cambia niente."""
    found = verified(archive)
    if json:
        print_json(_verification(found))
    else:
        for problem in found.problems:
            console().print(problem.message, style="red" if problem.is_error else "yellow", soft_wrap=True)
        if found.seal is SealState.ABSENT:
            console().print(_UNSEALED, soft_wrap=True)
        verdict = ("INTEGRO", "bold green") if found.is_sound else ("DANNEGGIATO", "bold red")
        said = f"{verdict[0]}: {found.archive}, {_dossiers(found.dossiers)}."
        console().print(said, style=verdict[1], soft_wrap=True)
    if not found.is_sound:
        raise typer.Exit(ExitCode.BROKEN_FILE)


def _verification(found: Verification) -> dict[str, object]:
    return {
        "schema": 1,
        "archive": found.archive,
        "is_sound": found.is_sound,
        "dossiers": found.dossiers,
        "file_seal": found.seal.value if found.seal else None,
        "problems": [{"place": p.place, "message": p.message, "is_error": p.is_error} for p in found.problems],
    }


def _counted(made: Backup) -> str:
    return f"{_dossiers(made.dossiers)}, {made.files} file"


def _dossiers(count: int) -> str:
    return "un fascicolo" if count == 1 else f"{count} fascicoli"


def register(app: typer.Typer) -> None:
    """Add the group of this module."""
    app.add_typer(group, name="archive")
