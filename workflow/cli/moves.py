"""`advance`, `reopen`, `suspend`, `resume`, `history`: the road through the phases and its record."""

import typer

from workflow.cli.console import console, print_json, show_findings
from workflow.cli.exit_code import ExitCode
from workflow.cli.italian import add_command
from workflow.cli.options import ARCHIVE, AS_OF, JSON, SENT_ON, TARGET, opened_archive, parse_day
from workflow.domain.kind import Phase
from workflow.law import Law
from workflow.phases.machine import MOVE_LABELS, Move
from workflow.resources import ProgramError
from workflow.services import moving
from workflow.services.opening import open_dossier
from workflow.store.archive import Archive
from workflow.store.history import broken_at

REASON = typer.Option("", "--reason", help="Motivo, che resta nella storia.")


class BrokenHistoryError(ProgramError):
    """A history whose chain of hashes does not hold."""

    exit_code = 4


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
    _tell(moved, json=json)


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


def history(target: str = TARGET, archive: str | None = ARCHIVE, json: bool = JSON) -> None:
    """Mostra che cosa è successo al fascicolo e verifica che nessuno abbia riscritto la storia."""
    with opened_archive(archive) as store:
        if store is None:  # the archive is always asked for here
            raise typer.Exit(ExitCode.OTHER)
        slug = target if store.find(target) else open_dossier(target, archive=store).dossier.slug
        entries = store.history(slug)
    broken = broken_at(entries)
    if json:
        rows = [
            {"number": e.number, "at": e.at, "who": e.who, "event": e.event, "from": e.from_phase, "to": e.to_phase,
             "reason": e.reason, "hash": stored}
            for e, stored in entries
        ]  # fmt: skip
        print_json({"schema": 1, "dossier": slug, "entries": rows, "broken_at": broken})
    else:
        out = console()
        for entry, stored in entries:
            label = MOVE_LABELS[Move(entry.event)]
            out.print(
                f"{entry.number:>3}  {entry.at[:16].replace('T', ' ')}  {entry.who}: {label} "
                f"({entry.from_phase} → {entry.to_phase}). {entry.reason}  [{stored[:12]}]"
            )
        if not entries:
            out.print("Nessun passaggio registrato.")
    if broken is not None:
        raise BrokenHistoryError(f"La storia è stata alterata: la catena non torna alla voce {broken}.")


def _exceptional(
    target: str, what: Move, reason: str, archive: str | None, *, json: bool, to: Phase | None = None
) -> None:
    law = Law.load()
    with Archive.open(archive) as store:
        opened = open_dossier(target, archive=store, law=law)
        moved = moving.exceptional(opened, law, store, what, reason=reason, to=to)
    _tell(moved, json=json)


def _tell(moved: moving.Moved, *, json: bool) -> None:
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
        show_findings(findings)
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
    add_command(app, "history", history)
