"""`render`: writes the Word documents of a dossier."""

from pathlib import Path

import typer

from workflow.cli.console import console, print_json, show_findings
from workflow.cli.italian import add_command
from workflow.cli.options import ARCHIVE, AS_OF, JSON, NO_ARCHIVE, SENT_ON, TARGET, TEMPLATES, opened_archive, parse_day
from workflow.cli.pack_run import PackRun, render_packs
from workflow.cli.progress import progress
from workflow.documents.engine.verification import Verification
from workflow.law import Law
from workflow.services.opening import open_dossier
from workflow.services.packs import Pack, plan_packs
from workflow.services.rendering import plan_rendering, render_into


def render(
    target: str = TARGET,
    out: Path | None = typer.Option(None, "--out", help="Cartella dei documenti (predefinita: DIR/documenti)."),
    only: list[str] | None = typer.Option(None, "--only", metavar="ID", help="Solo questo documento (ripetibile)."),
    pack: Pack | None = typer.Option(
        None, "--pack", help="Solo questi pacchetti, una cartella per persona (in DIR/pacchetti); si può riprendere."
    ),
    member: list[str] | None = typer.Option(
        None, "--member", metavar="CODICE|NOME", help="Con --pack: solo questa persona (ripetibile)."
    ),
    replace_edited: bool = typer.Option(
        False, "--replace-edited", help="Con --pack: riscrive anche i documenti modificati a mano."
    ),
    templates: Path | None = TEMPLATES,
    as_of: str | None = AS_OF,
    sent_on: str | None = SENT_ON,
    archive: str | None = ARCHIVE,
    no_archive: bool = NO_ARCHIVE,
    verify: Verification | None = typer.Option(
        None, "--verify", help="Quali documenti confrontare con quelli di docxtpl (di un modello proprio, il primo)."
    ),
    dry_run: bool = typer.Option(False, "--dry-run", help="Elenca i documenti senza scriverli."),
    json: bool = JSON,
) -> None:
    """Scrive i documenti Word del fascicolo; i dati che mancano restano in bianco e sono elencati.

    Con --pack scrive in una volta i documenti di tutti, una cartella per persona: «adesione» per i membri,
    «mandati», «liberatorie», «produttori». Ripetuto, anche dopo un'interruzione, scrive solo ciò che manca
    o è cambiato; i dati mancanti stanno in una sola tabella, dati_mancanti.csv.
    """
    if pack is None and (member or replace_edited):
        raise typer.BadParameter("--member e --replace-edited vanno usate con --pack")
    law = Law.load()
    with opened_archive(archive, no_archive) as store:
        opened = open_dossier(target, as_of=parse_day(as_of), sent_on=parse_day(sent_on), archive=store, law=law)
    if pack is not None:
        subjects, findings = plan_packs(opened, law, pack, only=only or (), members=member or (), templates=templates)
        place = out or opened.folder / "pacchetti" / pack.value
        run = PackRun(opened, law, subjects, place, is_whole=not (only or member), verification=verify)
        render_packs(run, findings, replace_edited=replace_edited, dry_run=dry_run, json=json)
        return
    wanted, findings = plan_rendering(opened, law, only or [], templates)
    folder = out or opened.folder / "documenti"
    if dry_run:
        files = [f"{order.stem}.docx" for order in wanted]
    else:
        with progress() as bar:
            task = bar.add_task("documenti", total=len(wanted))
            written = render_into(
                opened, law, wanted, folder, on_done=lambda _order: bar.advance(task), verification=verify
            )
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
