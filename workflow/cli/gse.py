"""`gse receive` and `gse answer`: the acts that arrive from the GSE, and what is answered."""

import typer

from workflow.cli.italian import ItalianCommand, ItalianGroup
from workflow.cli.options import ARCHIVE, AS_OF, JSON, TARGET, parse_day
from workflow.cli.recorded import DRY_RUN, ON, PRACTICE, day_of, run
from workflow.domain.gse_act import GseActKind
from workflow.services import gse_letters
from workflow.services.gse_letters import Provision

group = typer.Typer(cls=ItalianGroup, help="Gli atti del GSE e le risposte.", no_args_is_help=True)
NUMBER = typer.Option(None, "--number", metavar="PROTOCOLLO", help="Protocollo dell'atto.")


@group.command("receive", cls=ItalianCommand)
def receive(
    target: str = TARGET,
    kind: GseActKind = typer.Option(..., "--kind", help="Che cosa è arrivato."),
    on: str = ON,
    number: str | None = NUMBER,
    about: str | None = typer.Option(None, "--about", metavar="TESTO", help="Che cosa chiede o dispone."),
    practice: str | None = PRACTICE,
    code: str | None = typer.Option(None, "--code", help="Accoglimento: codice del contratto."),
    start: str | None = typer.Option(None, "--start", metavar="DATA", help="Accoglimento: decorrenza riconosciuta."),
    rid_start: str | None = typer.Option(
        None, "--rid-start", metavar="DATA", help="Accoglimento: decorrenza del ritiro dedicato."
    ),
    dry_run: bool = DRY_RUN,
    as_of: str | None = AS_OF,
    archive: str | None = ARCHIVE,
    json: bool = JSON,
) -> None:
    """Registra un atto arrivato dal GSE: il termine che fa partire si vede subito."""
    day, provision = day_of(on), Provision(code, parse_day(start), parse_day(rid_start))
    run(
        target,
        lambda opened, law: gse_letters.receive(
            opened, law, kind, on=day, number=number, about=about, practice=practice, provision=provision
        ),
        archive=archive,
        as_of=as_of,
        json=json,
        dry_run=dry_run,
    )


@group.command("answer", cls=ItalianCommand)
def answer(
    target: str = TARGET,
    on: str = ON,
    incomplete: bool = typer.Option(False, "--incomplete", help="La risposta non dà tutto ciò che è chiesto."),
    practice: str | None = PRACTICE,
    number: str | None = NUMBER,
    dry_run: bool = DRY_RUN,
    as_of: str | None = AS_OF,
    archive: str | None = ARCHIVE,
    json: bool = JSON,
) -> None:
    """Registra la risposta a una richiesta di integrazioni, o le osservazioni a un preavviso di rigetto."""
    day = day_of(on)
    run(
        target,
        lambda opened, law: gse_letters.answer(
            opened, law, on=day, is_complete=not incomplete, practice=practice, number=number
        ),
        archive=archive,
        as_of=as_of,
        json=json,
        dry_run=dry_run,
    )


def register(app: typer.Typer) -> None:
    """Add the group of this module."""
    app.add_typer(group, name="gse")
