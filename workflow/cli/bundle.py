"""`bundle verify`: whether a bundle is still as it was made."""

from pathlib import Path

import typer

from workflow.bundle.manifest import manifest_sha256
from workflow.bundle.output_folder import complete_interrupted
from workflow.bundle.verify import verify as compared
from workflow.cli.console import console, print_json, show_findings
from workflow.cli.exit_code import ExitCode
from workflow.cli.italian import ItalianCommand, ItalianGroup
from workflow.cli.options import JSON

group = typer.Typer(cls=ItalianGroup, help="Il fascicolo già fatto.", no_args_is_help=True)


@group.callback()
def bundle() -> None:
    """Il fascicolo già fatto."""


@group.command("verify", cls=ItalianCommand)
def verify(
    path: Path = typer.Argument(metavar="CARTELLA", help="Cartella del fascicolo (di solito DIR/uscita)."),
    json: bool = JSON,
) -> None:
    """Dice se un file è stato cambiato, tolto o aggiunto da quando il fascicolo è stato fatto."""
    complete_interrupted(path)
    findings = compared(path)
    digest = manifest_sha256(path)
    if json:
        print_json(
            {
                "schema": 1,
                "manifest_sha256": digest,
                "is_intact": not findings,
                "findings": [finding.model_dump(mode="json") for finding in findings],
            }
        )
    else:
        show_findings(findings, notes=True)
        if not findings:
            console().print("Il fascicolo è intatto.", style="bold green")
        console().print(f"Impronta del manifesto: {digest}", style="dim")
    if findings:
        raise typer.Exit(ExitCode.BLOCKING_FINDINGS)


def register(app: typer.Typer) -> None:
    """Add the group of this module."""
    app.add_typer(group, name="bundle")
