"""What `energy settle` does with a dossier: the settlement of a year on its measures, with their coverage."""

from collections.abc import Callable
from dataclasses import dataclass

import typer
from rich.table import Table

from workflow.cli.console import console, print_json, show_findings, warn_unread
from workflow.cli.exit_code import ExitCode
from workflow.cli.options import opened_archive, parse_number
from workflow.energy.settlement import Settlement
from workflow.law import Law
from workflow.services.measure_json import measured_json
from workflow.services.measured_year import MeasuredChoices, MeasuredYear, measured, month_names
from workflow.services.opening import open_dossier


@dataclass(frozen=True)
class MeasuredOptions:
    """The options of `energy settle` that only a dossier takes."""

    year: int | None
    accepts_gaps: bool
    zone: str | None
    trase: str | None
    btau: str | None
    archive: str | None
    without_archive: bool


def settle_dossier(
    target: str, options: MeasuredOptions, law: Law, show: Callable[[Settlement], None], *, json: bool
) -> None:
    """Settle the year and print it; exit 1 with the findings if something keeps it from being settled."""
    choices = MeasuredChoices(
        accepts_gaps=options.accepts_gaps,
        zone=None if options.zone is None else options.zone.strip().upper(),
        trase_eur_mwh=parse_number("--trase", options.trase),
        btau_eur_mwh=parse_number("--btau", options.btau),
    )
    with opened_archive(options.archive, options.without_archive) as store:
        opened = open_dossier(target, archive=store, law=law)
    warn_unread(opened.findings)
    found = measured(opened, options.year or opened.dossier.as_of.year - 1, law, choices)
    if json:
        print_json(measured_json(opened.dossier.slug, found))
    else:
        _show(found, show)
    if found.is_refused:
        raise typer.Exit(ExitCode.BLOCKING_FINDINGS)


def _show(found: MeasuredYear, show: Callable[[Settlement], None]) -> None:
    out = console()
    show_findings(found.findings)
    table = Table(title=f"Misure del {found.year}", title_justify="left")
    for name in ("Di chi", "Che cosa", "Ore", "Coperte", "Mesi che mancano"):
        table.add_column(name, justify="right" if name in {"Ore", "Coperte"} else "left")
    for one in found.coverage:
        hours, ratio = f"{one.known_hours}/{one.needed_hours}", f"{100 * one.ratio:.1f} %".replace(".", ",")
        lacking = ", ".join(month_names(one.missing_months)) or "—"
        table.add_row(one.key, one.direction.value, hours, ratio, lacking)
    out.print(table)
    if found.settlement is None:
        out.print(f"Il conto del {found.year} non si può fare: correggere i rilievi e ripetere.", style="bold red")
        return
    show(found.settlement)
    for assumption in found.assumptions:
        out.print(
            f"Ipotesi {assumption.code} — {assumption.name}: {assumption.value} {assumption.unit}", style="yellow"
        )
        out.print(f"    {assumption.label}; {assumption.source}", style="dim")
