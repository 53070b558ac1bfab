"""`render`: writes the Word documents of a dossier."""

from pathlib import Path

import typer

from workflow.cli.console import console, print_json, show_findings
from workflow.cli.italian import add_command
from workflow.cli.options import ARCHIVE, AS_OF, JSON, NO_ARCHIVE, SENT_ON, TARGET, opened_archive, parse_day
from workflow.cli.progress import progress
from workflow.law import Law
from workflow.services.opening import open_dossier
from workflow.services.rendering import plan_rendering, render_into


def render(
    target: str = TARGET,
    out: Path | None = typer.Option(None, "--out", help="Cartella dei documenti (predefinita: DIR/documenti)."),
    only: list[str] | None = typer.Option(None, "--only", metavar="ID", help="Solo questo documento (ripetibile)."),
    as_of: str | None = AS_OF,
    sent_on: str | None = SENT_ON,
    archive: str | None = ARCHIVE,
    no_archive: bool = NO_ARCHIVE,
    dry_run: bool = typer.Option(False, "--dry-run", help="Elenca i documenti senza scriverli."),
    json: bool = JSON,
) -> None:
    """Scrive i documenti Word del fascicolo; i dati che mancano restano in bianco e sono elencati."""
    law = Law.load()
    with opened_archive(archive, no_archive) as store:
        opened = open_dossier(target, as_of=parse_day(as_of), sent_on=parse_day(sent_on), archive=store, law=law)
    wanted, findings = plan_rendering(opened, law, only or [])
    folder = out or opened.folder / "documenti"
    if dry_run:
        files = [f"{order.stem}.docx" for order in wanted]
    else:
        with progress() as bar:
            task = bar.add_task("documenti", total=len(wanted))
            written = render_into(opened, law, wanted, folder, lambda _order: bar.advance(task))
        findings = [*findings, *written.findings]
        files = list(written.files)
    if json:
        print_json(
            {
                "schema": 1,
                "out": str(folder),
                "files": files,
                "is_dry_run": dry_run,
                "findings": [finding.model_dump(mode="json") for finding in findings],
            }
        )
        return
    for file in files:
        console().print(file)
    show_findings(findings)
    console().print(f"{len(files)} documenti {'da scrivere' if dry_run else 'scritti'} in {folder}.", style="bold")


def register(app: typer.Typer) -> None:
    """Add the command of this module."""
    add_command(app, "render", render)
