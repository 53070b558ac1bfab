"""`variation add | notify | withdraw | list`: what changes after admission."""

from decimal import Decimal

import typer

from workflow.checks.wording import show
from workflow.cli.console import console, print_json
from workflow.cli.italian import ItalianCommand, ItalianGroup
from workflow.cli.options import ARCHIVE, AS_OF, JSON, TARGET, opened_archive, parse_day
from workflow.cli.recorded import DRY_RUN, NEEDED_REASON, ON, day_of, practice_json, practice_line, run
from workflow.domain.scalars import parse_decimal
from workflow.domain.variation import Variation, VariationChannel, VariationKind
from workflow.law import Law
from workflow.phases.practice_replay import practices_of
from workflow.services import variations
from workflow.services.opening import open_dossier

group = typer.Typer(cls=ItalianGroup, help="Le variazioni dopo l'accoglimento.", no_args_is_help=True)
NAME = typer.Argument(metavar="NOME", help="Nome della variazione.")


@group.command("add", cls=ItalianCommand)
def add(
    target: str = TARGET,
    kind: VariationKind = typer.Option(..., "--kind", help="Che cosa è cambiato."),
    on: str = ON,
    name: str | None = typer.Option(None, "--name", help="Nome breve (predefinito: dal tipo)."),
    pod: list[str] = typer.Option([], "--pod", help="POD interessato; si può ripetere."),
    plant: list[str] = typer.Option([], "--plant", help="Nome, CENSIMP o POD dell'impianto; si può ripetere."),
    party: str | None = typer.Option(
        None, "--party", help="Codice fiscale del nuovo titolare, produttore o Referente."
    ),
    power_before: str | None = typer.Option(None, "--power-before", metavar="KW", help="Potenza prima, in kW."),
    power_after: str | None = typer.Option(None, "--power-after", metavar="KW", help="Potenza dopo, in kW."),
    note: str | None = typer.Option(None, "--note", help="Che cosa è successo, in poche parole."),
    dry_run: bool = DRY_RUN,
    as_of: str | None = AS_OF,
    archive: str | None = ARCHIVE,
    json: bool = JSON,
) -> None:
    """Registra una variazione: che cosa è cambiato e quando."""
    variation = Variation(
        name=name,
        kind=kind,
        happened_on=day_of(on),
        pods=tuple(pod),
        plants=tuple(plant),
        new_party=party,
        power_before_kw=_power(power_before),
        power_after_kw=_power(power_after),
        note=note,
    )
    run(
        target,
        lambda opened, law: variations.add(opened, law, variation),
        archive=archive,
        as_of=as_of,
        json=json,
        dry_run=dry_run,
    )


@group.command("notify", cls=ItalianCommand)
def notify(
    target: str = TARGET,
    name: str = NAME,
    on: str = ON,
    channel: VariationChannel = typer.Option(VariationChannel.PEC, "--channel", help="Come è stata comunicata."),
    dry_run: bool = DRY_RUN,
    as_of: str | None = AS_OF,
    archive: str | None = ARCHIVE,
    json: bool = JSON,
) -> None:
    """Registra la comunicazione di una variazione al GSE; dopo un rigetto o un ritiro, la nuova comunicazione."""
    day = day_of(on)
    run(
        target,
        lambda opened, law: variations.notify(opened, law, name, on=day, channel=channel),
        archive=archive,
        as_of=as_of,
        json=json,
        dry_run=dry_run,
    )


@group.command("withdraw", cls=ItalianCommand)
def withdraw(
    target: str = TARGET,
    name: str = NAME,
    on: str = ON,
    reason: str = NEEDED_REASON,
    dry_run: bool = DRY_RUN,
    as_of: str | None = AS_OF,
    archive: str | None = ARCHIVE,
    json: bool = JSON,
) -> None:
    """Registra il ritiro di una variazione comunicata, con il motivo."""
    day = day_of(on)
    run(
        target,
        lambda opened, law: variations.withdraw(opened, law, name, on=day),
        archive=archive,
        as_of=as_of,
        json=json,
        dry_run=dry_run,
        reason=reason,
    )


@group.command("list", cls=ItalianCommand)
def list_variations(
    target: str = TARGET, as_of: str | None = AS_OF, archive: str | None = ARCHIVE, json: bool = JSON
) -> None:
    """Elenca le variazioni con il loro stato e il prossimo termine."""
    law = Law.load()
    with opened_archive(archive) as store:
        opened = open_dossier(target, as_of=parse_day(as_of), archive=store, law=law)
    found = practices_of(opened.dossier, law).variations
    if json:
        print_json({"schema": 1, "dossier": opened.dossier.slug, "variations": [practice_json(one) for one in found]})
        return
    out = console()
    for one in found:
        happened_on = one.variation.happened_on if one.variation else None
        out.print(practice_line(one) + f" Avvenuta il {show(happened_on)}.")
    if not found:
        out.print("Nessuna variazione.")


def _power(text: str | None) -> Decimal | None:
    if text is None:
        return None
    try:
        return Decimal(parse_decimal(text))
    except ValueError as error:
        raise typer.BadParameter(str(error)) from error


def register(app: typer.Typer) -> None:
    """Add the group of this module."""
    app.add_typer(group, name="variation")
