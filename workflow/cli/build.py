"""`build`: the whole way from the folder to the bundle."""

from pathlib import Path

import typer
from rich.progress import Progress, TaskID
from rich.table import Table

from workflow.bundle.plan import WANTING, ItemState, PlannedItem
from workflow.checks.wording import show
from workflow.cli.console import console, print_json, show_findings, show_verdict
from workflow.cli.exit_code import ExitCode
from workflow.cli.italian import add_command
from workflow.cli.options import (
    ARCHIVE,
    AS_OF,
    JSON,
    NO_ARCHIVE,
    NOTES,
    SENT_ON,
    TARGET,
    TEMPLATES,
    opened_archive,
    parse_day,
)
from workflow.cli.pdf_engines import BundleEngine, chosen_engine
from workflow.cli.progress import progress
from workflow.domain.filing import FilingKind
from workflow.domain.finding import Finding, Report
from workflow.law import Law
from workflow.services import building
from workflow.services.filing import FilingFacts, practice_of
from workflow.services.opening import UnreadableDossierError, open_dossier
from workflow.services.report_json import report_json, unreadable_json

_SHOWN_LABELS = 3


class _Watcher:
    """Turns the news of a build into progress bars."""

    def __init__(self, bar: Progress) -> None:
        self._bar = bar
        self._tasks: dict[str, TaskID] = {}

    def __call__(self, step: building.Step) -> None:
        if step.name not in self._tasks:
            self._tasks[step.name] = self._bar.add_task(step.name, total=step.total)
        self._bar.update(self._tasks[step.name], completed=step.done, total=step.total)


def build(
    target: str = TARGET,
    procedure: FilingKind | None = typer.Option(
        None, "--procedure", help="Pratica di cui fare il fascicolo (predefinita: quella della richiesta)."
    ),
    about: str | None = typer.Option(
        None, "--about", metavar="NOME", help="Quale: nome della variazione, impianto del PNRR, protocollo dell'atto."
    ),
    out: Path | None = typer.Option(
        None, "--out", help="Cartella del fascicolo finale (predefinita: DIR/uscita, o DIR/uscita_… di una pratica)."
    ),
    as_of: str | None = AS_OF,
    sent_on: str | None = SENT_ON,
    final: bool = typer.Option(False, "--final", help="Solo se nulla blocca: nessuna scritta BOZZA."),
    accept_preview: bool = typer.Option(False, "--accept-preview", help="Con --final: accetta pagine «anteprima»."),
    engine: BundleEngine = typer.Option(
        BundleEngine.EMBEDDED, "--engine", help="Motore PDF («nessuno»: i documenti restano in Word)."
    ),
    max_mb: float | None = typer.Option(
        None,
        "--max-mb",
        min=0.05,
        metavar="MB",
        help="Divide i PDF da consegnare oltre questi milioni di byte.",
    ),
    templates: Path | None = TEMPLATES,
    archive: str | None = ARCHIVE,
    no_archive: bool = NO_ARCHIVE,
    notes: bool = NOTES,
    json: bool = JSON,
) -> None:
    """Costruisce il fascicolo della richiesta o di una pratica: controlla, scrive, converte, assembla, spiega."""
    law = Law.load()
    try:
        with opened_archive(archive, no_archive) as store:
            opened = open_dossier(target, as_of=parse_day(as_of), sent_on=parse_day(sent_on), archive=store, law=law)
        practice = practice_of(opened.dossier, law, procedure, about)
        chosen = chosen_engine(engine)
        with progress() as bar:
            built = building.build(
                opened,
                law,
                chosen,
                out,
                practice=practice,
                final=final,
                accept_preview=accept_preview,
                max_mb=max_mb,
                templates=templates,
                watch=_Watcher(bar),
            )
    except UnreadableDossierError as error:
        _refused(
            Report.of(error.findings), str(error), notes=notes, envelope=unreadable_json(error.findings), json=json
        )
        raise typer.Exit(ExitCode.BLOCKING_FINDINGS) from error
    except building.NotFinalError as error:
        _refused(error.report, str(error), notes=notes, envelope=report_json(opened.dossier, error.report), json=json)
        raise typer.Exit(ExitCode.BLOCKING_FINDINGS) from error
    if json:
        print_json(_envelope(opened.dossier.slug, built))
    else:
        _show(opened.dossier.title, built, notes=notes)
        for note in chosen.notes if chosen is not None else ():
            console().print(note, style="yellow")
    if built.report.is_blocked:
        raise typer.Exit(ExitCode.BLOCKING_FINDINGS)


def _refused(report: Report, why: str, *, notes: bool, envelope: dict[str, object], json: bool) -> None:
    if json:
        print_json({**envelope, "refused": why})
        return
    show_findings(report.findings, notes)
    if report.is_blocked:
        show_verdict(report)
    console().print(why, style="bold red")


def _show(title: str, built: building.Built, *, notes: bool) -> None:
    show_findings(built.report.findings, notes)
    wanting = [item for item in built.items if item.state in WANTING]
    if wanting:
        table = Table(title="Che cosa manca ancora", expand=True)
        for column in ("Codice", "Voce", "Stato", "Chi la fornisce"):
            table.add_column(column)
        for row in _grouped(wanting):
            table.add_row(*row)
        console().print(table)
    to_sign = sum(1 for item in built.items if item.state is ItemState.READY)
    show_verdict(built.report)
    out = console()
    if to_sign:
        words = "documento pronto" if to_sign == 1 else "documenti pronti"
        out.print(f"{to_sign} {words} da firmare: i PDF li fa «bundle sign-plan --print», il ritorno «bundle collect».")
    marks = [word for word, on in (("BOZZA", built.is_draft), ("anteprima", built.is_preview)) if on]
    state = f" ({', '.join(marks)})" if marks else ""
    _show_practice(built.practice)
    pages = f"di {built.pages} pagine" if built.pages else "senza PDF"
    out.print(f"{title}: fascicolo {pages} in {built.out}{state}.", style="bold")
    out.print(f"Impronta del manifesto: {built.manifest_sha256}", style="dim")


def _show_practice(practice: FilingFacts) -> None:
    """Say where, by when and from when a practice other than the request goes."""
    if practice.filing.kind in {FilingKind.ACCESS, FilingKind.PRELIMINARY}:
        return
    out = console()
    address = f" a {practice.address}" if practice.address else ""
    out.print(f"{practice.title}: per {practice.channel.label}{address}.", style="bold")
    if practice.due_on is not None:
        out.print(f"Entro il {show(practice.due_on)}.")
    if practice.effective_on is not None:
        lost = f" ({practice.lost_days} giorni persi)" if practice.lost_days else ""
        out.print(f"Vale dal {show(practice.effective_on)}{lost}.")
    for reason in practice.reasons:
        out.print(f"  – {reason}")


def _grouped(items: list[PlannedItem]) -> list[tuple[str, str, str, str]]:
    """Return one row per item and state, so that thirty bills do not hide the one paper that matters."""
    groups: dict[tuple[str, str, str], list[PlannedItem]] = {}
    for item in items:
        groups.setdefault((item.item.id, item.state.value, item.item.provider), []).append(item)
    rows = []
    for (code, state, provider), group in groups.items():
        labels = [item.label for item in group if item.label]
        others = len(labels) - _SHOWN_LABELS
        more = "" if others <= 0 else (" e un altro" if others == 1 else f" e altri {others}")
        whom = f" – {', '.join(labels[:_SHOWN_LABELS])}{more}" if labels else ""
        rows.append((code, f"{group[0].item.title}{whom}", state, provider))
    return rows


def _envelope(slug: str, built: building.Built) -> dict[str, object]:
    return {
        "schema": 1,
        "dossier": slug,
        "out": str(built.out),
        "practice": {
            "procedure": built.practice.filing.kind.value,
            "title": built.practice.title,
            "channel": built.practice.channel.value,
            "address": built.practice.address,
            "due_on": built.practice.due_on,
            "effective_on": built.practice.effective_on,
            "lost_days": built.practice.lost_days,
            "reasons": list(built.practice.reasons),
        },
        "is_draft": built.is_draft,
        "is_preview": built.is_preview,
        "is_blocked": built.report.is_blocked,
        "manifest_sha256": built.manifest_sha256,
        "items": [
            {"id": i.item.id, "title": i.title, "state": i.state.value, "reason": i.reason, "who": i.item.provider}
            for i in built.items
        ],
        "findings": [_finding(finding) for finding in built.report.findings],
    }


def _finding(finding: Finding) -> dict[str, object]:
    return finding.model_dump(mode="json")


def register(app: typer.Typer) -> None:
    """Add the command of this module."""
    add_command(app, "build", build)
