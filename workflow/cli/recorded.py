"""What the commands that record a fact share: their options, and how they tell what they did or what stopped them."""

from collections.abc import Callable
from datetime import date

import typer

from workflow.checks.wording import show
from workflow.cli.console import console, print_json
from workflow.cli.exit_code import ExitCode
from workflow.cli.options import parse_day
from workflow.domain.finding import Finding
from workflow.law import Law
from workflow.phases.gate import PHASE_OPEN
from workflow.phases.practice import Practice
from workflow.phases.practice_findings import IMPOSSIBLE
from workflow.phases.todo import owner_of
from workflow.services.opening import Opened, open_dossier
from workflow.services.recording import Change, Outcome, record
from workflow.store.archive import Archive

ON = typer.Option(..., "--on", metavar="DATA", help="Giorno del fatto.")

NEEDED_REASON = typer.Option(..., "--reason", help="Motivo, che resta nella storia.")
DRY_RUN = typer.Option(False, "--dry-run", help="Mostra che cosa cambierebbe, senza scrivere.")
PRACTICE = typer.Option(
    None, "--practice", metavar="NOME", help="Pratica a cui si riferisce (predefinita: la richiesta)."
)

Planner = Callable[[Opened, Law], Change]


def day_of(text: str) -> date:
    """Return the day that a required option gives."""
    day = parse_day(text)
    if day is None:  # pragma: no cover - the option is required
        raise typer.BadParameter("manca la data")
    return day


def run(
    target: str, plan: Planner, *, archive: str | None, as_of: str | None, json: bool, dry_run: bool, reason: str = ""
) -> None:
    """Open the dossier, plan, record and tell; exit 1 for what must be put right, 5 for what cannot happen now."""
    law = Law.load()
    with Archive.open(archive) as store:
        opened = open_dossier(target, as_of=parse_day(as_of), archive=store, law=law)
        outcome = record(opened, law, store, plan(opened, law), reason=reason, dry_run=dry_run)
    if json:
        print_json(_envelope(opened, outcome, dry_run=dry_run))
    else:
        _show(outcome, law, dry_run=dry_run)
    if outcome.is_blocked:
        is_impossible = any(finding.code == IMPOSSIBLE for finding in outcome.change.guards)
        raise typer.Exit(ExitCode.ILLEGAL_MOVE if is_impossible else ExitCode.BLOCKING_FINDINGS)


def show_guards(findings: tuple[Finding, ...], law: Law) -> None:
    """Print what stops a move: what is missing, the article, the cure with who must act."""
    out = console()
    for finding in findings:
        out.print(f"✗ {finding.code}  {finding.message}", style="bold red")
        if finding.place:
            out.print(f"    dove: {finding.place}")
        out.print(f"    fonte: {'; '.join(law.cite(ref) for ref in finding.refs)}")
        if finding.remedy:
            out.print(f"    rimedio: {finding.remedy}")
        if finding.code != PHASE_OPEN:  # an item of a checklist says it in its own words
            out.print(f"    tocca a: {owner_of(finding).label}")


def _show(outcome: Outcome, law: Law, *, dry_run: bool) -> None:
    change = outcome.change
    out = console()
    if outcome.is_blocked:
        out.print("Nulla è stato scritto: prima va sistemato questo.", style="bold red")
        show_guards(change.guards, law)
        return
    if change.is_empty:
        out.print("È già registrato: nulla da scrivere.")
        return
    out.print(change.summary, style="bold green" if outcome.is_written else "bold")
    if change.warnings:
        many = len(change.warnings)
        things = "un rilievo bloccante, che resta" if many == 1 else f"{many} rilievi bloccanti, che restano"
        out.print(f"Registrato malgrado {things} nella storia.", style="yellow")
    for cost in change.costs:
        out.print(cost, style="bold yellow")
    if outcome.practice is not None:
        out.print(practice_line(outcome.practice))
    if dry_run:
        out.print(f"Prova: nulla è stato scritto. Si scriverebbe {change.file}.")
        return
    for hint in change.hints:
        out.print(f"→ {hint}")


def practice_line(practice: Practice) -> str:
    """Return a practice on one line: its state, since when, and what is awaited until when."""
    since = f" dal {show(practice.since_on)}" if practice.since_on else ""
    line = f"Pratica «{practice.title}»: {practice.label}{since}"
    if practice.is_suspended:
        line += ", termine del GSE sospeso"
    term = practice.open_term
    if term is not None:
        line += f". {term.description}: entro il {show(term.due_on)} ({term.actor.label})"
    return f"{line}."


def practice_json(practice: Practice) -> dict[str, object]:
    """Return a practice for machines."""
    term = practice.open_term
    return {
        "name": practice.name,
        "kind": practice.kind.value,
        "state": practice.state.value,
        "phase": practice.phase.value,
        "since": practice.since_on,
        "is_suspended": practice.is_suspended,
        "code": practice.code,
        "starts_on": practice.starts_on,
        "plants": list(practice.plants),
        "open_term": None
        if term is None
        else {"term": term.term, "due_on": term.due_on, "rolled_on": term.rolled_on, "actor": term.actor.value},
        "events": [
            {"on": event.on, "event": event.what.value, "from": event.before.value, "to": event.after.value,
             "reason": event.reason, "path": list(event.path)}
            for event in practice.events
        ],
    }  # fmt: skip


def _envelope(opened: Opened, outcome: Outcome, *, dry_run: bool) -> dict[str, object]:
    change = outcome.change
    return {
        "schema": 1,
        "dossier": opened.dossier.slug,
        "event": change.event.value,
        "subject": change.subject,
        "to": change.to_state,
        "summary": change.summary,
        "file": change.file,
        "is_written": outcome.is_written,
        "is_blocked": outcome.is_blocked,
        "is_empty": change.is_empty,
        "is_rehearsal": dry_run,
        "costs": list(change.costs),
        "findings": [finding.model_dump(mode="json") for finding in (*change.guards, *change.warnings)],
        "practice": None if outcome.practice is None else practice_json(outcome.practice),
    }
