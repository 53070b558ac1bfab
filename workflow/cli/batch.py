"""`batch`: many dossiers in one run, from folders or from one workbook, on this machine or on a cluster."""

import sys
from contextlib import nullcontext
from functools import partial
from pathlib import Path

import typer
from rich.table import Table

from workflow import clock
from workflow.cli.batch_watching import LiveTable, StopRequest, stop_requests
from workflow.cli.console import console, print_json
from workflow.cli.executor_options import (
    SCHEDULER,
    TLS_CA,
    TLS_CERT,
    TLS_KEY,
    WORKERS,
    ExecutorOptions,
    check_executor,
    opened_executor,
)
from workflow.cli.exit_code import ExitCode
from workflow.cli.italian import add_command
from workflow.cli.options import AS_OF, JSON, SENT_ON, TEMPLATES, parse_day
from workflow.cli.pdf_engines import BundleEngine, chosen_engine
from workflow.resources import ProgramError
from workflow.services.batch.executors.executor import Executor
from workflow.services.batch.expanding import is_workbook, tasks_of_workbook, write_template
from workflow.services.batch.planning import default_out, held_out, resumed, tasks_of
from workflow.services.batch.results import Results
from workflow.services.batch.running import run_batch, summarise
from workflow.services.batch.storage import is_address
from workflow.services.batch.tasks import BatchJob, BatchSummary, BatchTask, Stage, TaskResult, TaskState
from workflow.services.batch.workshop import fingerprint
from workflow.services.own_templates import studio_folder

_SHOWN = 20


class BatchUsageError(ProgramError):
    """Options that do not go together."""

    exit_code = 2


def batch(
    source: str | None = typer.Argument(
        None, metavar="DIR|FOGLIO", help="Cartella che contiene i fascicoli, oppure foglio .xlsx con una riga per uno."
    ),
    out: str | None = typer.Option(
        None, "--out", metavar="DIR|s3://…", help="Dove vanno fascicoli e riepilogo (predefinita: accanto all'origine)."
    ),
    workers: int | None = WORKERS,
    resume: bool = typer.Option(False, "--resume", help="Non rifà ciò che è già fatto e integro."),
    only: Stage = typer.Option(Stage.BUNDLE, "--only", help="Fin dove: controlli, documenti Word, fascicoli interi."),
    engine: BundleEngine = typer.Option(
        BundleEngine.NONE, "--engine", help="Motore PDF («nessuno»: i documenti restano in Word)."
    ),
    as_of: str | None = AS_OF,
    sent_on: str | None = SENT_ON,
    templates: Path | None = TEMPLATES,
    template: Path | None = typer.Option(
        None, "--template", metavar="FILE.xlsx", help="Scrive il foglio vuoto da riempire, e finisce."
    ),
    scheduler: str | None = SCHEDULER,
    tls_ca: Path | None = TLS_CA,
    tls_cert: Path | None = TLS_CERT,
    tls_key: Path | None = TLS_KEY,
    json: bool = JSON,
) -> None:
    """Fa molti fascicoli in un solo comando: uno che non riesce non ferma gli altri, e si può riprendere."""
    if template is not None:
        write_template(template)
        console().print(f"Foglio da riempire: {template}.", style="bold")
        return
    if source is None:
        raise BatchUsageError("Dire la cartella dei fascicoli o il foglio dei condomìni; il foglio vuoto: --template.")
    chosen = ExecutorOptions(workers, scheduler, tls_ca, tls_cert, tls_key)
    check_executor(chosen)
    own = studio_folder(templates)
    day = parse_day(as_of)
    place = out or default_out(source)
    job = BatchJob(
        stage=only,
        out=place if is_address(place) else str(Path(place).resolve()),
        engine=_checked_engine(engine, only),
        as_of=day or clock.today(),
        is_as_of_given=day is not None,
        sent_on=parse_day(sent_on),
        templates=None if own is None else str(own.resolve()),
        is_resumed=resume,
    )
    job = resumed(job) if resume else job
    with held_out(job, source), stop_requests() as stop, Results() as results:
        tasks = tasks_of_workbook(Path(source), job) if is_workbook(source) else tasks_of(source, job)
        with opened_executor(chosen, partial(fingerprint, job.templates)) as executor:
            _run(tasks, executor, results, stop)
        summary = summarise(source, job, results, is_interrupted=stop.is_set)
        if json:
            print_json(_envelope(summary, results))
        else:
            _show(summary, results)
    if stop.is_set:
        raise typer.Exit(ExitCode.INTERRUPTED)
    if summary.code:
        raise typer.Exit(summary.code)


def _checked_engine(engine: BundleEngine, only: Stage) -> str:
    """Return the engine's name; what is not installed is told before anything is begun."""
    if only is not Stage.BUNDLE or engine in {BundleEngine.NONE, BundleEngine.EMBEDDED}:
        return engine.value
    chosen = chosen_engine(engine)
    return BundleEngine.EMBEDDED if chosen is None or not chosen.is_faithful else BundleEngine.LIBREOFFICE


def _run(tasks: list[BatchTask], executor: Executor, results: Results, stop: StopRequest) -> None:
    is_watched = sys.stderr.isatty()
    with LiveTable(len(tasks), executor) if is_watched else nullcontext(_ignore) as watch:
        run_batch(tasks, executor, results, stop=stop.asked, watch=watch)


def _ignore(_result: TaskResult) -> None:
    """Show nothing: nobody is watching."""


def _envelope(summary: BatchSummary, results: Results) -> dict[str, object]:
    data = summary.model_dump(mode="json")
    data["schema"] = data.pop("schema_version")
    data["dossiers"] = [result.model_dump(mode="json") for result in results]
    return data


def _show(summary: BatchSummary, results: Results) -> None:
    out = console()
    wrong = [result for result in results if result.state is TaskState.FAILED or result.code]
    if wrong:
        table = Table(title="Non riusciti, o con rilievi bloccanti", title_justify="left", expand=True)
        for column in ("Fascicolo", "Esito", "Perché"):
            table.add_column(column)
        for result in wrong[:_SHOWN]:
            table.add_row(result.name, result.verdict, result.reason or _first_block(result))
        out.print(table)
        if len(wrong) > _SHOWN:
            out.print(f"… e altri {len(wrong) - _SHOWN}, tutti nel riepilogo.")
    counts = (
        _count(summary.done, "fatto", "fatti"),
        _count(summary.kept, "già fatto", "già fatti"),
        _count(summary.failed, "non riuscito", "non riusciti"),
        _count(summary.waiting, "in attesa", "in attesa"),
    )
    out.print(", ".join(filter(None, counts)) + f" in {summary.out}.", style="bold")
    if summary.summary is None:
        out.print("Il riepilogo non si è potuto scrivere.", style="bold red")
    else:
        out.print(f"Riepilogo: {summary.summary}")
    if summary.is_interrupted:
        out.print("Interrotto: lo stesso comando con --resume continua da qui.", style="yellow")


def _count(number: int, one: str, many: str) -> str:
    return f"{number} {one if number == 1 else many}" if number else ""


def _first_block(result: TaskResult) -> str:
    return next((finding.message for finding in result.findings if finding.is_blocking), "")


def register(app: typer.Typer) -> None:
    """Add the command of this module."""
    add_command(app, "batch", batch)
