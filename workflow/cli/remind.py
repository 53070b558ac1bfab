"""`remind`: sends each Referente a digest of what is due."""

import os

import typer

from workflow.cli.console import console, print_json
from workflow.cli.deadlines import TARGET, gathered
from workflow.cli.italian import add_command
from workflow.cli.options import ARCHIVE, AS_OF, JSON, parse_day
from workflow.law import Law
from workflow.services.reminders import Digest, Plan, not_yet_sent, plan, remember, send, text_of
from workflow.store.archive import Archive

SERVER = "DOSSIER_CER_SMTP"
_WITHIN_DAYS = 30


def remind(
    target: str | None = TARGET,
    everything: bool = typer.Option(False, "--all", help="Tutti i fascicoli dell'archivio."),
    server: str | None = typer.Option(
        None, "--server", metavar="URL", help=f"Server di posta, smtps://utente:password@server:465; o {SERVER}."
    ),
    sender: str | None = typer.Option(None, "--from", metavar="INDIRIZZO", help="Chi scrive."),
    within: int = typer.Option(_WITHIN_DAYS, "--within", metavar="GIORNI", min=0, help="Quanto guardare avanti."),
    as_of: str | None = AS_OF,
    dry_run: bool = typer.Option(False, "--dry-run", help="Mostra i messaggi senza mandarli."),
    archive: str | None = ARCHIVE,
    json: bool = JSON,
) -> None:
    """Ricorda a ogni Referente le sue scadenze: un messaggio al giorno, e non di più."""
    law = Law.load()
    dossiers, day = gathered(target, everything, parse_day(as_of), None, archive, False, law)
    planned = plan(dossiers, day, within)
    if dry_run:
        _show(planned, json=json)
        return
    address = server or os.environ.get(SERVER)
    if not address or not sender:
        raise typer.BadParameter(f"servono --from e --server (o la variabile {SERVER}); per provare, --dry-run.")
    sent = []
    with Archive.open(archive) as store:
        for digest in send(not_yet_sent(planned.digests, store), address, sender):
            remember(digest, store)
            sent.append(digest.to)
    if json:
        print_json({"schema": 1, "sent": sent, "without_address": list(planned.without_address)})
        return
    console().print(f"{'Mandato 1 messaggio' if len(sent) == 1 else f'Mandati {len(sent)} messaggi'}.")
    _silent(planned)


def _show(planned: Plan, *, json: bool) -> None:
    if json:
        rows = [_row(digest) for digest in planned.digests]
        print_json({"schema": 1, "digests": rows, "without_address": list(planned.without_address)})
        return
    for digest in planned.digests:
        console().print(f"A: {digest.to}", style="bold")
        console().print(text_of(digest))
    if not planned.digests:
        console().print("Niente da ricordare.")
    _silent(planned)


def _row(digest: Digest) -> dict[str, object]:
    return {"to": digest.to, "on": digest.on.isoformat(), "uids": [row.term.uid for row in digest.rows]}


def _silent(planned: Plan) -> None:
    if planned.without_address:
        names = ", ".join(planned.without_address)
        console().print(f"Senza indirizzo del Referente, nessun messaggio: {names}.", style="yellow")


def register(app: typer.Typer) -> None:
    """Add the command of this module."""
    add_command(app, "remind", remind)
