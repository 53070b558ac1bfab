"""`energy split`: who receives what of a year's benefits, explained to the cent; written in the accounts if asked."""

from pathlib import Path

import typer

from workflow.cli.energy_split_options import SplitRequest, StatementEngine
from workflow.cli.italian import ItalianCommand
from workflow.cli.options import ARCHIVE, AS_OF, JSON, NO_ARCHIVE, TARGET
from workflow.services.split_energy import EnergySource

_WRITE_NEEDS_ARCHIVE = "--write scrive anche nell'archivio: non si usa con --no-archive"


def split(
    target: str = TARGET,
    year: int | None = typer.Option(
        None, "--year", metavar="ANNO", help="Anno (predefinito: quello prima del giudizio)."
    ),
    received: str | None = typer.Option(
        None,
        "--received",
        metavar="FILE|IMPORTI",
        help="Somme ricevute: un file YAML, oppure «tariffa=812,40 valorizzazione=120».",
    ),
    rule: str | None = typer.Option(None, "--rule", metavar="CRITERIO", help="Prova con un altro criterio."),
    energy: EnergySource = typer.Option(
        EnergySource.AUTO, "--energy", help="Da dove viene l'energia di ciascuno: misure, proiezione o nessuna."
    ),
    trase: str | None = typer.Option(None, "--trase", metavar="EUR/MWH", help="TRASe dell'anno, se non è nota."),
    btau: str | None = typer.Option(None, "--btau", metavar="EUR/MWH", help="BTAU dell'anno (gruppi)."),
    accept_gaps: bool = typer.Option(False, "--accept-gaps", help="Conta come zero le ore senza misura."),
    write: bool = typer.Option(False, "--write", help="Scrive il riparto nei conti dell'anno, con la storia."),
    dry_run: bool = typer.Option(False, "--dry-run", help="Con --write: mostra che cosa scriverebbe."),
    statements: Path | None = typer.Option(
        None, "--statements", metavar="DIR", help="Scrive in DIR l'estratto conto di ciascun membro, Word e PDF."
    ),
    engine: StatementEngine = typer.Option(StatementEngine.EMBEDDED, "--engine", help="Motore PDF degli estratti."),
    as_of: str | None = AS_OF,
    archive: str | None = ARCHIVE,
    no_archive: bool = NO_ARCHIVE,
    json: bool = JSON,
) -> None:
    """Divide i benefici di un anno tra i membri, col criterio del fascicolo e al centesimo.

    Gli importi sono quelli di --received, o dei conti già scritti in contratto_gse.rendiconti, o calcolati dalle
    misure, o proiettati. I costi vengono prima; l'eccedenza va solo a chi non è impresa o a finalità sociali. Con
    --json ogni cifra ha la formula, i dati e l'articolo. Un altro criterio (--rule) è una prova: non si registra.
    """
    if write and no_archive:
        raise typer.BadParameter(_WRITE_NEEDS_ARCHIVE)
    from workflow.cli.energy_split_run import run_split  # noqa: PLC0415 - the other commands of the group do without

    run_split(
        SplitRequest(
            target=target,
            year=year,
            received=received,
            rule=rule,
            energy=energy,
            trase=trase,
            btau=btau,
            accepts_gaps=accept_gaps,
            writes=write,
            is_rehearsal=dry_run,
            statements=statements,
            engine=engine,
            as_of=as_of,
            archive=archive,
            without_archive=no_archive,
            is_json=json,
        )
    )


def register(group: typer.Typer) -> None:
    """Add the command of this module to the group of energy."""
    group.command("split", cls=ItalianCommand)(split)
