"""`bundle …`: whether a bundle is still as it was made; who signs its documents, and what came back signed."""

import re
from pathlib import Path

import typer

from workflow.bundle.output_folder import complete_interrupted
from workflow.bundle.verify import verify_bundle
from workflow.cli.console import console, print_json, show_findings
from workflow.cli.exit_code import ExitCode
from workflow.cli.italian import ItalianCommand, ItalianGroup
from workflow.cli.options import JSON
from workflow.cli.signatures import add_commands
from workflow.cli.submission import add_commands as add_submission_commands

group = typer.Typer(cls=ItalianGroup, help="Il fascicolo già fatto, e le sue firme.", no_args_is_help=True)


@group.callback()
def bundle() -> None:
    """Il fascicolo già fatto, e le sue firme."""


@group.command("verify", cls=ItalianCommand)
def verify(
    path: Path = typer.Argument(
        metavar="CARTELLA|ZIP", help="Cartella del fascicolo (di solito DIR/uscita), o suo zip."
    ),
    expect: str | None = typer.Option(
        None,
        "--expect",
        metavar="SHA256",
        help="Impronta del manifesto: quella stampata da «build» e annotata a parte.",
    ),
    json: bool = JSON,
) -> None:
    """Dice se un file è stato cambiato, tolto, rinominato o aggiunto da quando il fascicolo è stato fatto."""
    if expect is not None and not re.fullmatch(r"[0-9a-fA-F]{64}", expect.strip()):
        raise typer.BadParameter("l'impronta ha 64 cifre esadecimali", param_hint="'--expect'")
    if not path.is_file():
        complete_interrupted(path)
    found = verify_bundle(path, expect)
    if json:
        print_json(
            {
                "schema": 1,
                "manifest_sha256": found.manifest_sha256,
                "is_intact": found.is_intact,
                "is_expected": None if expect is None else found.manifest_sha256 == expect.strip().lower(),
                "made_with": found.manifest.tool.version,
                "findings": [finding.model_dump(mode="json") for finding in found.findings],
            }
        )
    else:
        show_findings(found.findings, notes=True)
        if found.is_intact:
            console().print("Il fascicolo è intatto.", style="bold green")
        console().print(f"Impronta del manifesto: {found.manifest_sha256}", style="dim")
    if not found.is_intact:
        raise typer.Exit(ExitCode.BLOCKING_FINDINGS)


@group.command("pdfa", cls=ItalianCommand)
def pdfa(
    files: list[Path] = typer.Argument(metavar="FILE…", help="File PDF da verificare."),
    json: bool = JSON,
) -> None:
    """Dice che cosa impedisce a un PDF di essere PDF/A-2b, il formato per la conservazione."""
    from workflow.bundle.pdfa import check_pdfa  # noqa: PLC0415 - its library is loaded by this command alone

    reports = [check_pdfa(file) for file in files]
    if json:
        print_json(
            {
                "schema": 1,
                "files": [
                    {
                        "path": str(report.path),
                        "is_conforming": report.is_conforming,
                        "problems": list(report.problems),
                        "notes": list(report.notes),
                        "checked_by": report.checked_by,
                    }
                    for report in reports
                ],
            }
        )
    else:
        out = console()
        for report in reports:
            verdict = "conforme a PDF/A-2b" if report.is_conforming else "non conforme a PDF/A-2b"
            style = "bold green" if report.is_conforming else "bold red"
            out.print(f"{report.path}: {verdict} ({report.checked_by}).", style=style)
            for text in (*report.problems, *report.notes):
                out.print(f"  – {text}")
    if not all(report.is_conforming for report in reports):
        raise typer.Exit(ExitCode.BLOCKING_FINDINGS)


def register(app: typer.Typer) -> None:
    """Add the group of this module."""
    add_commands(group)
    add_submission_commands(group)
    app.add_typer(group, name="bundle")
