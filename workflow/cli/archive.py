"""`archive list` and `archive search`: what the archive holds."""

import typer

from workflow.cli.console import console, print_json
from workflow.cli.italian import ItalianCommand, ItalianGroup
from workflow.cli.options import ARCHIVE, JSON
from workflow.store.archive import Archive

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


def register(app: typer.Typer) -> None:
    """Add the group of this module."""
    app.add_typer(group, name="archive")
