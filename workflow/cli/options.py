"""The options that several commands share, with their Italian help."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

import typer

from workflow.domain.scalars import parse_date, parse_decimal

if TYPE_CHECKING:
    from workflow.store.archive import Archive

TARGET = typer.Argument(metavar="DIR|SLUG", help="Cartella del fascicolo, o suo nome nell'archivio.")
JSON = typer.Option(False, "--json", help="Stampa l'esito in JSON.")
NOTES = typer.Option(False, "--notes", help="Mostra anche le note.")
AS_OF = typer.Option(None, "--as-of", metavar="DATA", help="Giorno a cui giudicare (predefinito: oggi).")
SENT_ON = typer.Option(None, "--sent-on", metavar="DATA", help="Giorno di invio ipotizzato.")
AS_WAS = typer.Option(None, "--as-was", metavar="DATA", help="Mostra il fascicolo com'era alla fine di quel giorno.")
TEMPLATES = typer.Option(
    None, "--templates", metavar="DIR", help="Cartella dei modelli dello studio (oppure DOSSIER_CER_MODELLI)."
)
ARCHIVE = typer.Option(
    None, "--archive", metavar="URL", help="Archivio da usare: un file, oppure postgresql://utente@server/archivio."
)
NO_ARCHIVE = typer.Option(False, "--no-archive", help="Lavora dalla sola cartella, senza archivio.")


def parse_day(text: str | None) -> date | None:
    """Return the day an option gives, in either notation; a usage error otherwise."""
    if text is None:
        return None
    try:
        day = parse_date(text)
    except ValueError as error:
        raise typer.BadParameter(str(error)) from error
    if not isinstance(day, date):
        raise typer.BadParameter(f"«{text}» non è una data")
    return day


def parse_number(option: str, text: str | None) -> Decimal | None:
    """Return the number an option gives, with comma or point; a usage error otherwise."""
    if text is None:
        return None
    try:
        return Decimal(parse_decimal(text))
    except ValueError as error:
        raise typer.BadParameter(f"{option}: {error}") from error


def refuse_unheard(options: Mapping[str, object]) -> None:
    """Refuse what the file of a settlement already says: to leave it unheard would answer another question."""
    given = [name for name, value in options.items() if value]
    if given:
        raise typer.BadParameter(f"{', '.join(given)}: solo per un fascicolo; il file di un conto dice già tutto")


@contextmanager
def opened_archive(url: str | None, without: bool = False) -> Iterator["Archive | None"]:
    """Yield the open archive, or None where the command works from the folder alone."""
    if without:
        yield None
        return
    from workflow.store.archive import Archive  # noqa: PLC0415 - without an archive the database is never loaded

    with Archive.open(url) as archive:
        yield archive
