"""`energy report`: the year told with charts and every figure explained, as Word, PDF, HTML, JSON and Excel."""

from pathlib import Path

import typer

from workflow.cli.console import console, print_json, show_findings
from workflow.cli.energy_project import opened_by_name, refuse
from workflow.cli.exit_code import ExitCode
from workflow.cli.italian import ItalianCommand
from workflow.cli.options import ARCHIVE, AS_OF, JSON, NO_ARCHIVE, parse_number, refuse_unheard
from workflow.cli.pdf_engines import BundleEngine, chosen_engine
from workflow.law import Law
from workflow.services.energy_gaps import IncompleteYearError
from workflow.services.energy_report import FOLDER, ReportChoices, chosen, report_of
from workflow.services.energy_report_json import energy_report_json
from workflow.services.energy_reported import ReportedYear, of_file
from workflow.services.measured_year import MeasuredChoices
from workflow.services.opening import Opened


def energy_report(
    target: str = typer.Argument(
        metavar="DIR|SLUG|FILE", help="Cartella del fascicolo, suo nome nell'archivio, o dati del conto in JSON."
    ),
    year: int | None = typer.Option(
        None,
        "--year",
        "--anno",
        min=2000,
        max=2100,
        metavar="ANNO",
        help="Anno (misure: lo scorso; stima: il prossimo).",
    ),
    out: Path | None = typer.Option(None, "--out", metavar="DIR", help=f"Cartella dei file (predefinita: {FOLDER})."),
    projection: bool = typer.Option(False, "--projection", help="Stima l'anno anche se ci sono misure."),
    hour: str | None = typer.Option(
        None,
        "--hour",
        metavar="'AAAA-MM-GG HH'",
        help="Ora da fare passo per passo (predefinita: quella con più energia).",
    ),
    no_names: bool = typer.Option(False, "--no-names", help="Numeri al posto dei nomi dei membri."),
    accept_gaps: bool = typer.Option(False, "--accept-gaps", help="Conta zero le ore senza misura."),
    zone: str | None = typer.Option(None, "--zone", metavar="ZONA", help="Zona di mercato."),
    trase: str | None = typer.Option(None, "--trase", metavar="EUR/MWH", help="TRASe dell'anno."),
    btau: str | None = typer.Option(None, "--btau", metavar="EUR/MWH", help="BTAU dell'anno (gruppi)."),
    engine: BundleEngine = typer.Option(BundleEngine.AUTO, "--engine", help="Chi scrive il PDF."),
    as_of: str | None = AS_OF,
    archive: str | None = ARCHIVE,
    no_archive: bool = NO_ARCHIVE,
    json: bool = JSON,
) -> None:
    """Racconta un anno con grafici, tabelle e ogni cifra spiegata: Word, PDF, HTML, JSON ed Excel."""
    choices = ReportChoices(
        year=year,
        is_projection=projection,
        measured=MeasuredChoices(
            accepts_gaps=accept_gaps,
            zone=None if zone is None else zone.strip().upper(),
            trase_eur_mwh=parse_number("--trase", trase),
            btau_eur_mwh=parse_number("--btau", btau),
        ),
        hour=hour,
        hides_names=no_names,
    )
    law = Law.load()
    path = Path(target).expanduser()
    if path.is_file() or (path.suffix and not path.exists()):
        refuse_unheard(
            {"--year": year, "--projection": projection, "--accept-gaps": accept_gaps, "--zone": zone, "--trase": trase,
             "--btau": btau, "--as-of": as_of}
        )  # fmt: skip
        reported, folder = chosen(of_file(path, law), choices), path.parent
    else:
        opened = opened_by_name(target, as_of, archive, without=no_archive)
        reported, folder = _of_dossier(opened, choices, law, json=json), opened.folder
    if json:
        print_json(energy_report_json(reported))
        return
    from workflow.services.energy_report_files import write_report  # noqa: PLC0415 - who reads the JSON does not wait

    files = write_report(reported, out or folder / FOLDER, chosen_engine(engine))
    console().print(f"{reported.title}, {reported.year} ({reported.label}).", style="bold")
    for file in files:
        console().print(f"scritto {file}")


def _of_dossier(opened: Opened, choices: ReportChoices, law: Law, *, json: bool) -> ReportedYear:
    """Return the report, or show what lacks and leave."""
    try:
        reported, findings = report_of(opened, choices, law)
    except IncompleteYearError as error:
        refuse(error, json=json)
    if reported is not None:
        return reported
    if json:
        print_json({"schema_version": 1, "findings": [one.model_dump(mode="json") for one in findings]})
    else:
        show_findings(findings)
        console().print("Il rapporto non si può fare sulle misure: completarle, o chiedere la stima con --projection.")
    raise typer.Exit(ExitCode.BLOCKING_FINDINGS)


def register(group: typer.Typer) -> None:
    """Add the command of this module to the group `energy`."""
    group.command("report", cls=ItalianCommand)(energy_report)
