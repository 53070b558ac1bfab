"""`energy monitor`: what was measured against what was projected, with the alarms."""

import typer
from rich.table import Table

from workflow.cli.console import console, print_json, show_findings, warn_unread
from workflow.cli.energy_project import refuse
from workflow.cli.italian import ItalianCommand
from workflow.cli.options import ARCHIVE, AS_OF, JSON, NO_ARCHIVE, TARGET, opened_archive, parse_day
from workflow.domain.italian_writing import italian
from workflow.energy.series import Direction
from workflow.law import Law
from workflow.services.energy_gaps import IncompleteYearError
from workflow.services.measure_json import monitoring_json
from workflow.services.measured_year import month_names
from workflow.services.monitoring import Monitoring, monitor
from workflow.services.opening import open_dossier


def energy_monitor(
    target: str = TARGET,
    year: int | None = typer.Option(
        None, "--year", min=2000, max=2100, metavar="ANNO", help="Anno da guardare (predefinito: quello in corso)."
    ),
    as_of: str | None = AS_OF,
    archive: str | None = ARCHIVE,
    no_archive: bool = NO_ARCHIVE,
    json: bool = JSON,
) -> None:
    """Confronta mese per mese le misure con la proiezione e segnala impianti fermi, contatori muti, quota in calo."""
    law = Law.load()
    with opened_archive(archive, no_archive) as store:
        opened = open_dossier(target, as_of=parse_day(as_of), archive=store, law=law)
    warn_unread(opened.findings)
    try:
        found = monitor(opened, law, year or opened.dossier.as_of.year)
    except IncompleteYearError as error:
        refuse(error, json=json)
    if json:
        print_json(monitoring_json(opened.dossier.slug, opened.dossier.as_of, found))
    else:
        _show(found)


def _show(found: Monitoring) -> None:
    out = console()
    if not found.has_measures:
        out.print(f"Nessuna misura del {found.year}: importarle con «dossier-cer import measures».", style="yellow")
        return
    table = Table(title=f"Energia misurata e attesa, {found.year}", title_justify="left")
    for name in ("Mese", "Di chi", "Che cosa", "Misurata kWh", "Attesa kWh", "Intervallo", "Coperto"):
        table.add_column(name, justify="left" if name in {"Mese", "Di chi", "Che cosa"} else "right")
    for one in found.months:
        if one.covered or one.direction is not Direction.WITHDRAWAL:
            whose = _whose(found.names.get(one.key), one.key)
            table.add_row(
                month_names([one.month])[0], whose, one.direction.value, _kwh(one.measured_kwh), _kwh(one.expected_kwh),
                f"{_kwh(one.low_kwh)} – {_kwh(one.high_kwh)}", _percent(one.covered),
            )  # fmt: skip
    out.print(table)
    shares = Table(title="Quota dell'energia immessa che è stata condivisa", title_justify="left")
    for name in ("Mese", "Misurata", "Attesa"):
        shares.add_column(name, justify="right" if name != "Mese" else "left")
    for share in found.shares:
        if share.measured is not None:
            shares.add_row(month_names([share.month])[0], _percent(share.measured), _percent(share.expected))
    out.print(shares)
    show_findings(found.findings)
    if not found.alarms:
        out.print("Nessun allarme.", style="bold green")
    out.print("Le attese sono una proiezione: ipotesi e soglie sono in --json.", style="dim")


def _whose(name: str | None, key: str) -> str:
    """Return the plant's name, or the member's with the point: one member may have several."""
    return key if not name or name == key else f"{name}, {key}"


def _kwh(value: float | None) -> str:
    return "—" if value is None else italian(value, 0)


def _percent(value: float | None) -> str:
    return "—" if value is None else f"{100 * value:.0f} %"


def register(group: typer.Typer) -> None:
    """Add the command of this module to the group of energy."""
    group.command("monitor", cls=ItalianCommand)(energy_monitor)
