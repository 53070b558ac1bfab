"""`advance`, `reopen`, `suspend`, `resume`: the road through the phases."""

import typer

from workflow.cli.console import console, print_json
from workflow.cli.exit_code import ExitCode
from workflow.cli.italian import add_command
from workflow.cli.options import ARCHIVE, AS_OF, JSON, SENT_ON, TARGET, parse_day
from workflow.cli.recorded import show_guards
from workflow.domain.kind import Phase
from workflow.law import Law
from workflow.phases.machine import Move
from workflow.services import moving
from workflow.services.opening import open_dossier
from workflow.store.archive import Archive

REASON = typer.Option("", "--reason", help="Motivo, che resta nella storia.")


def advance(
    target: str = TARGET,
    as_of: str | None = AS_OF,
    sent_on: str | None = SENT_ON,
    archive: str | None = ARCHIVE,
    json: bool = JSON,
) -> None:
    """Passa alla fase successiva, se la presente è completa; altrimenti dice che cosa manca."""
    law = Law.load()
    with Archive.open(archive) as store:
        opened = open_dossier(target, as_of=parse_day(as_of), sent_on=parse_day(sent_on), archive=store, law=law)
        moved = moving.advance(opened, law, store)
    _tell(moved, law, json=json)


def reopen(
    phase: Phase = typer.Argument(help="Fase da riaprire."),
    target: str = TARGET,
    reason: str = REASON,
    archive: str | None = ARCHIVE,
    json: bool = JSON,
) -> None:
    """Riapre una fase già passata, con il motivo."""
    _exceptional(target, Move.REOPEN, reason, archive, json=json, to=phase)


def suspend(target: str = TARGET, reason: str = REASON, archive: str | None = ARCHIVE, json: bool = JSON) -> None:
    """Sospende il fascicolo, con il motivo."""
    _exceptional(target, Move.SUSPEND, reason, archive, json=json)


def resume(target: str = TARGET, reason: str = REASON, archive: str | None = ARCHIVE, json: bool = JSON) -> None:
    """Riprende un fascicolo sospeso, con il motivo."""
    _exceptional(target, Move.RESUME, reason, archive, json=json)


def _exceptional(
    target: str, what: Move, reason: str, archive: str | None, *, json: bool, to: Phase | None = None
) -> None:
    law = Law.load()
    with Archive.open(archive) as store:
        opened = open_dossier(target, archive=store, law=law)
        moved = moving.exceptional(opened, law, store, what, reason=reason, to=to)
    _tell(moved, law, json=json)


def _tell(moved: moving.Moved, law: Law, *, json: bool) -> None:
    findings = moved.gate.findings if moved.gate is not None else ()
    if json:
        print_json(
            {
                "schema": 1,
                "from": moved.before.value,
                "to": moved.after.value,
                "is_suspended": moved.is_suspended,
                "is_blocked": moved.is_blocked,
                "findings": [finding.model_dump(mode="json") for finding in findings],
            }
        )
    elif moved.is_blocked:
        console().print(f"Il fascicolo resta nella fase «{moved.before.value}»: manca ancora questo.", style="bold red")
        show_guards(findings, law)
    else:
        state = " (sospeso)" if moved.is_suspended else ""
        console().print(f"Fase: {moved.before.value} → {moved.after.value}{state}.", style="bold green")
    if moved.is_blocked:
        raise typer.Exit(ExitCode.BLOCKING_FINDINGS)


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    add_command(app, "advance", advance)
    add_command(app, "reopen", reopen)
    add_command(app, "suspend", suspend)
    add_command(app, "resume", resume)
