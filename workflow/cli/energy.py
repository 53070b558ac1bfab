"""`energy settle`: the settlement of a year, as JSON or in a few tables."""

from functools import partial
from pathlib import Path

import typer
from rich.table import Table

from workflow.cli import energy_monitor, energy_project, energy_report, energy_split, energy_what_if
from workflow.cli.console import console, print_json
from workflow.cli.executor_options import (
    SCHEDULER,
    TLS_CA,
    TLS_CERT,
    TLS_KEY,
    WORKERS,
    ExecutorOptions,
    ExecutorUsageError,
    check_executor,
    opened_executor,
)
from workflow.cli.italian import ItalianCommand, ItalianGroup
from workflow.cli.options import ARCHIVE, JSON, NO_ARCHIVE, refuse_unheard
from workflow.domain.italian_writing import italian
from workflow.energy.settlement import Settlement
from workflow.law import Law
from workflow.services.settling import settle_file, settlement_json, threads

group = typer.Typer(cls=ItalianGroup, help="Energia condivisa e incentivo.", no_args_is_help=True)


@group.command("settle", cls=ItalianCommand)
def settle(
    file: Path = typer.Argument(
        metavar="FILE|DIR|SLUG", help="Dati del conto in JSON (schema settlement), o un fascicolo con le sue misure."
    ),
    year: int | None = typer.Option(
        None, "--year", "--anno", min=2000, max=2100, metavar="ANNO", help="Anno (fascicolo; predefinito: lo scorso)."
    ),
    accept_gaps: bool = typer.Option(
        False, "--accept-gaps", help="Conta zero le ore senza misura (fascicolo); l'ipotesi resta scritta nel conto."
    ),
    zone: str | None = typer.Option(None, "--zone", metavar="ZONA", help="Zona di mercato (fascicolo)."),
    trase: str | None = typer.Option(None, "--trase", metavar="EUR/MWH", help="TRASe dell'anno (fascicolo)."),
    btau: str | None = typer.Option(None, "--btau", metavar="EUR/MWH", help="BTAU dell'anno (fascicolo, gruppi)."),
    workers: int | None = WORKERS,
    scheduler: str | None = SCHEDULER,
    tls_ca: Path | None = TLS_CA,
    tls_cert: Path | None = TLS_CERT,
    tls_key: Path | None = TLS_KEY,
    archive: str | None = ARCHIVE,
    no_archive: bool = NO_ARCHIVE,
    json: bool = JSON,
) -> None:
    """Fa il conto di un anno: energia condivisa, tariffa premio, eccedenza, valorizzazione, oneri."""
    chosen = ExecutorOptions(workers, scheduler, tls_ca, tls_cert, tls_key)
    check_executor(chosen)
    if _is_dossier(file):
        if not chosen.is_empty:
            raise ExecutorUsageError("--workers e --scheduler servono per i conti con i prelievi in Parquet.")
        from workflow.cli.energy_measured import (  # noqa: PLC0415 - loaded by who settles a dossier
            MeasuredOptions,
            settle_dossier,
        )

        options = MeasuredOptions(year, accept_gaps, zone, trase, btau, archive, no_archive)
        settle_dossier(str(file), options, Law.load(), _show, json=json)
        return
    refuse_unheard({"--year": year, "--accept-gaps": accept_gaps, "--zone": zone, "--trase": trase, "--btau": btau})
    found = settle_file(file, Law.load(), threads if chosen.is_empty else partial(opened_executor, chosen, _program))
    if json:
        print_json(settlement_json(found))
    else:
        _show(found)


def _program() -> str:
    """Say what the machines of a cluster must have in common with this one, as a batch does."""
    from workflow.services.batch.workshop import fingerprint  # noqa: PLC0415 - only who asks for a cluster

    return fingerprint()


def _is_dossier(target: Path) -> bool:
    """Whether the target is a folder, or a name of the archive rather than a file."""
    return target.is_dir() or (not target.exists() and not target.suffix and len(target.parts) == 1)


def _show(found: Settlement) -> None:
    out = console()
    out.print(f"Anno {found.hours.year}: {len(found.hours)} ore.", style="bold")
    energy = Table(title="Energia e tariffa, impianto per impianto", title_justify="left")
    for name in ("Impianto", "Immessa kWh", "Condivisa kWh", "Incentivata kWh", "di cui senza F kWh", "Tariffa €"):
        energy.add_column(name, justify="left" if name == "Impianto" else "right")
    for plant in found.plants:
        figures = (plant.injected_kwh, plant.shared_kwh, plant.earned.energy_kwh, plant.earned.exempt_kwh)
        energy.add_row(plant.key, *(italian(float(f.sum()), 2) for f in figures), italian(plant.tip_eur, 2))
    out.print(energy)
    totals = Table(title="Totali dell'anno", title_justify="left", show_header=False)
    totals.add_column()
    totals.add_column(justify="right")
    for name, amount in (
        ("Tariffa premio", found.tip_eur),
        ("   di cui eccedentaria", found.surplus.total_eur),
        ("Contributo di valorizzazione", found.valorisation.total_eur),
        ("Ritiro dedicato", found.rid_eur),
        ("Corrispettivi al GSE (IVA esclusa)", -found.fees_eur),
        ("Netto", found.net_of_fees_eur),
    ):
        totals.add_row(name, f"{italian(amount, 2)} €")
    out.print(totals)
    for label, one in (
        ("solo tariffa", found.surplus.tip_only),
        ("con contributo", found.surplus.tip_and_grant),
    ):
        if one.injected_kwh:
            ratio, threshold = (italian(100 * float(x), 2) for x in (one.ratio, one.threshold))
            out.print(f"Impianti {label}: condivisa e incentivata {ratio} % dell'immessa, soglia {threshold} %.")
    out.print("Cifre arrotondate al centesimo solo qui; quelle piene e le ipotesi sono in --json.", style="dim")


def register(app: typer.Typer) -> None:
    """Add the group of this module."""
    energy_monitor.register(group)
    energy_project.register(group)
    energy_report.register(group)
    energy_split.register(group)
    energy_what_if.register(group)
    app.add_typer(group, name="energy")
