"""`member add` and `member leave`: who joins and who leaves, in the person's own soci.xlsx."""

import typer

from workflow.cli.italian import ItalianCommand, ItalianGroup
from workflow.cli.options import ARCHIVE, AS_OF, JSON, TARGET, parse_day
from workflow.cli.recorded import DRY_RUN, ON, day_of, run
from workflow.domain.member import Member, MemberRole, WithdrawalPoint
from workflow.domain.subject import SubjectKind
from workflow.services import member_changes

group = typer.Typer(cls=ItalianGroup, help="Chi entra e chi esce.", no_args_is_help=True)


@group.command("add", cls=ItalianCommand)
def add(
    target: str = TARGET,
    kind: SubjectKind = typer.Option(SubjectKind.PERSON, "--kind", help="Tipo di soggetto."),
    name: str | None = typer.Option(None, "--name", help="Nome."),
    surname: str | None = typer.Option(None, "--surname", help="Cognome."),
    company: str | None = typer.Option(None, "--company", help="Denominazione di enti e imprese."),
    codice_fiscale: str | None = typer.Option(None, "--cf", help="Codice fiscale."),
    partita_iva: str | None = typer.Option(None, "--vat", help="Partita IVA."),
    role: MemberRole | None = typer.Option(None, "--role", help="Come partecipa."),
    pod: list[str] = typer.Option([], "--pod", help="POD di prelievo; si può ripetere."),
    joined: str | None = typer.Option(None, "--on", metavar="DATA", help="Data di adesione."),
    dry_run: bool = DRY_RUN,
    as_of: str | None = AS_OF,
    archive: str | None = ARCHIVE,
    json: bool = JSON,
) -> None:
    """Aggiunge un socio in fondo a soci.xlsx, senza toccare il resto del foglio."""
    if not (codice_fiscale or partita_iva) or not (surname or company):
        raise typer.BadParameter("servono il codice (--cf o --vat) e il nome (--surname e --name, oppure --company)")
    day = parse_day(joined)
    member = Member(
        kind=kind,
        name=name,
        surname=surname,
        company_name=company,
        codice_fiscale=codice_fiscale,
        partita_iva=partita_iva,
        role=role,
        joined_on=day,
        points=tuple(WithdrawalPoint(index=place, pod=code, from_on=day) for place, code in enumerate(pod)),
    )
    run(
        target,
        lambda opened, law: member_changes.add(opened, law, member),
        archive=archive,
        as_of=as_of,
        json=json,
        dry_run=dry_run,
    )


@group.command("leave", cls=ItalianCommand)
def leave(
    target: str = TARGET,
    codice_fiscale: str = typer.Argument(metavar="CODICE", help="Codice fiscale o partita IVA del socio."),
    on: str = ON,
    dry_run: bool = DRY_RUN,
    as_of: str | None = AS_OF,
    archive: str | None = ARCHIVE,
    json: bool = JSON,
) -> None:
    """Scrive in soci.xlsx che un socio è uscito, e da quando i suoi punti sono fuori."""
    day = day_of(on)
    run(
        target,
        lambda opened, law: member_changes.leave(opened, law, codice_fiscale, on=day),
        archive=archive,
        as_of=as_of,
        json=json,
        dry_run=dry_run,
    )


def register(app: typer.Typer) -> None:
    """Add the group of this module."""
    app.add_typer(group, name="member")
