"""`plant add`: a new plant, which walks its own road."""

from decimal import Decimal

import typer

from workflow.cli.italian import ItalianCommand, ItalianGroup
from workflow.cli.options import ARCHIVE, AS_OF, JSON, TARGET, parse_day
from workflow.cli.recorded import DRY_RUN, run
from workflow.domain.plant import Plant, Producer, Source
from workflow.domain.scalars import parse_decimal
from workflow.services import plant_changes

group = typer.Typer(cls=ItalianGroup, help="Gli impianti.", no_args_is_help=True)


@group.callback()
def plants() -> None:
    """Gli impianti."""


@group.command("add", cls=ItalianCommand)
def add(
    target: str = TARGET,
    name: str = typer.Option(..., "--name", help="Nome con cui la comunità chiama l'impianto."),
    source: Source | None = typer.Option(None, "--source", help="Fonte."),
    power: str | None = typer.Option(None, "--power", metavar="KW", help="Potenza in kW."),
    pod: str | None = typer.Option(None, "--pod", help="POD di immissione."),
    censimp: str | None = typer.Option(None, "--censimp", help="Codice CENSIMP di GAUDÌ."),
    producer: str | None = typer.Option(None, "--producer", help="Codice fiscale del produttore."),
    entered: str | None = typer.Option(None, "--entered", metavar="DATA", help="Entrata in esercizio."),
    dry_run: bool = DRY_RUN,
    as_of: str | None = AS_OF,
    archive: str | None = ARCHIVE,
    json: bool = JSON,
) -> None:
    """Aggiunge un impianto: percorre da solo impianti, pratiche GSE e gestione; la fase della comunità resta."""
    plant = Plant(
        name=name,
        source=source,
        power_kw=_number(power),
        pod=pod,
        censimp=censimp,
        producer=Producer(codice_fiscale=producer) if producer else None,
        entered_operation_on=parse_day(entered),
    )
    run(
        target,
        lambda opened, law: plant_changes.add(opened, law, plant),
        archive=archive,
        as_of=as_of,
        json=json,
        dry_run=dry_run,
    )


def _number(text: str | None) -> Decimal | None:
    if text is None:
        return None
    try:
        return Decimal(parse_decimal(text))
    except ValueError as error:
        raise typer.BadParameter(str(error)) from error


def register(app: typer.Typer) -> None:
    """Add the group of this module."""
    app.add_typer(group, name="plant")
