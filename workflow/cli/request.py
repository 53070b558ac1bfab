"""`request send`, `request withdraw`, `request end`: what happens to the request and to its contract."""

import typer

from workflow.cli.italian import ItalianCommand, ItalianGroup
from workflow.cli.options import ARCHIVE, AS_OF, JSON, TARGET
from workflow.cli.recorded import DRY_RUN, NEEDED_REASON, ON, day_of, run
from workflow.domain.request import Procedure
from workflow.services import requests

group = typer.Typer(
    cls=ItalianGroup, help="La richiesta al GSE: invio, ritiro, fine del contratto.", no_args_is_help=True
)


@group.command("send", cls=ItalianCommand)
def send(
    target: str = TARGET,
    on: str = ON,
    code: str | None = typer.Option(None, "--code", help="Codice della richiesta dato dal portale."),
    procedure: Procedure | None = typer.Option(
        None, "--procedure", help="accesso o verifica_preliminare (predefinita: quella del fascicolo)."
    ),
    reason: str = typer.Option("", "--reason", help="Perché è stata inviata malgrado rilievi bloccanti."),
    dry_run: bool = DRY_RUN,
    as_of: str | None = AS_OF,
    archive: str | None = ARCHIVE,
    json: bool = JSON,
) -> None:
    """Registra l'invio della richiesta sul portale; dopo un rigetto o un ritiro, il nuovo invio."""
    day = day_of(on)
    run(
        target,
        lambda opened, law: requests.send(opened, law, on=day, code=code, procedure=procedure, reason=reason),
        archive=archive,
        as_of=as_of,
        json=json,
        dry_run=dry_run,
        reason=reason,
    )


@group.command("withdraw", cls=ItalianCommand)
def withdraw(
    target: str = TARGET,
    on: str = ON,
    reason: str = NEEDED_REASON,
    dry_run: bool = DRY_RUN,
    as_of: str | None = AS_OF,
    archive: str | None = ARCHIVE,
    json: bool = JSON,
) -> None:
    """Registra il ritiro della richiesta, con il motivo."""
    day = day_of(on)
    run(
        target,
        lambda opened, law: requests.withdraw(opened, law, on=day),
        archive=archive,
        as_of=as_of,
        json=json,
        dry_run=dry_run,
        reason=reason,
    )


@group.command("end", cls=ItalianCommand)
def end(
    target: str = TARGET,
    on: str = ON,
    reason: str = NEEDED_REASON,
    dry_run: bool = DRY_RUN,
    as_of: str | None = AS_OF,
    archive: str | None = ARCHIVE,
    json: bool = JSON,
) -> None:
    """Registra la fine del contratto con il GSE, con il motivo."""
    day = day_of(on)
    run(
        target,
        lambda opened, law: requests.end_contract(opened, law, on=day),
        archive=archive,
        as_of=as_of,
        json=json,
        dry_run=dry_run,
        reason=reason,
    )


def register(app: typer.Typer) -> None:
    """Add the group of this module."""
    app.add_typer(group, name="request")
